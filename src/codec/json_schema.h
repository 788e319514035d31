/* Pieces of JSON Schema (2020-12, as OpenAPI 3.1 has it): members of a schema object that the caller
 * opened. Which schema something has is up to its field type (entity/field_*.c) or shape (api/). */
#ifndef ALUR_CODEC_JSON_SCHEMA_H
#define ALUR_CODEC_JSON_SCHEMA_H

#include "codec/json_out.h"

/* "type": "string", or ["string", "null"]. */
void schema_type(struct json_out *out, const char *type, bool or_null);

/* A string that is one of the names (NULL-terminated), or null. */
void schema_names(struct json_out *out, const char *const *names, bool or_null);

/* A keyword with a text ("format", "pattern", "description") or a number ("minimum", "maxLength"). */
void schema_text(struct json_out *out, const char *keyword, const char *text);
void schema_number(struct json_out *out, const char *keyword, int64_t number);

/* {"$ref": "#/components/KIND/NAME"}. */
void schema_ref(struct json_out *out, const char *kind, const char *name);

#endif
