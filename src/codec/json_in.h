/* Reads JSON (RFC 8259, strictly) into a tree, over jansson. Nothing outside json_in.c knows the
 * library. */
#ifndef ALUR_CODEC_JSON_IN_H
#define ALUR_CODEC_JSON_IN_H

#include "base/ctx.h"

struct json_in; /* a value of a tree */

enum json_kind {
	JSON_KIND_NULL,
	JSON_KIND_BOOL,
	JSON_KIND_INT,
	JSON_KIND_REAL,
	JSON_KIND_TEXT,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT,
	JSON_KIND_HUGE /* a number that fits neither 64 bits nor a double: wrong in every field */
};

enum { JSON_MAX_DEPTH = 64, JSON_MAX_VALUES = 100000 };

/* Parses a text whose top is an object or an array. E_MALFORMED with line and column: not JSON, a name
 * twice in an object, deeper than JSON_MAX_DEPTH. E_TOO_LARGE: more than JSON_MAX_VALUES values, which
 * bounds the tree's memory. E_INVALID: a name with NUL. The tree is the caller's: AUTO(json_release) or
 * json_release(). *out is NULL after a failure. */
MUST_USE enum rc json_parse(struct ctx *cx, str text, struct json_in **out);
void json_release(struct json_in **tree); /* NULL inside is allowed */

enum json_kind json_kind(const struct json_in *value); /* NULL: JSON_KIND_NULL */

/* The text, which lives as long as the tree; may hold NUL (see json_text_is_clean). */
str json_text(const struct json_in *value);
int64_t json_as_int(const struct json_in *value);
double json_as_real(const struct json_in *value); /* of an int too */
bool json_yes(const struct json_in *value);

size_t json_count(const struct json_in *value); /* of an array or object; else 0 */
const struct json_in *json_at(const struct json_in *array, size_t index);
/* NULL: no such member. */
const struct json_in *json_get(const struct json_in *object, const char *key);

/* Walks the members of an object in their order: start with a zeroed cursor. */
struct json_member {
	str key;
	const struct json_in *value;
	void *place;
};
bool json_next_member(const struct json_in *object, struct json_member *member);

/* The value as compact JSON text in the arena, keys in their order. */
str json_dump(struct arena *arena, const struct json_in *value);

/* No text in the tree holds NUL (names never do), and no number is huge. */
bool json_text_is_clean(const struct json_in *value);

/* Members of an operation's body, by name. Each leaves *out alone and returns OK when the member is
 * absent or null; a wrong type is E_INVALID on the name. */
MUST_USE enum rc json_want_int(struct ctx *cx, const struct json_in *object, const char *key,
			       int64_t *out);
MUST_USE enum rc json_want_bool(struct ctx *cx, const struct json_in *object, const char *key,
				bool *out);
MUST_USE enum rc json_want_text(struct ctx *cx, const struct json_in *object, const char *key,
				str *out);

/* E_INVALID on every member whose name is not in the NULL-terminated list; and when `object` is no
 * object (NULL counts as empty). */
MUST_USE enum rc json_only(struct ctx *cx, const struct json_in *object, const char *const *names);

#endif
