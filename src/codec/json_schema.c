/* Pieces of JSON Schema. The document they end up in: api/openapi.c. */
#include "codec/json_schema.h"

void schema_type(struct json_out *out, const char *type, bool or_null)
{
	json_key(out, "type");
	if (!or_null) {
		json_str(out, str_from(type));
		return;
	}
	json_array_begin(out);
	json_str(out, str_from(type));
	json_str(out, STR("null"));
	json_array_end(out);
}

void schema_names(struct json_out *out, const char *const *names, bool or_null)
{
	schema_type(out, "string", or_null);
	json_key(out, "enum");
	json_array_begin(out);
	for (size_t i = 0; names[i]; i++)
		json_str(out, str_from(names[i]));
	if (or_null)
		json_none(out);
	json_array_end(out);
}

void schema_text(struct json_out *out, const char *keyword, const char *text)
{
	json_key(out, keyword);
	json_str(out, str_from(text));
}

void schema_number(struct json_out *out, const char *keyword, int64_t number)
{
	json_key(out, keyword);
	json_int(out, number);
}

void schema_ref(struct json_out *out, const char *kind, const char *name)
{
	json_object_begin(out);
	json_key(out, "$ref");
	json_print_begin(out);
	buf_printf(out->buf, "\"#/components/%s/%s\"", kind, name);
	json_object_end(out);
}
