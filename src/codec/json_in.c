/* The JSON reader, over jansson. Writing JSON: json_out.c. */
#include "codec/json_in.h"

#include "base/utf8.h"

#include <jansson.h>

/* The tree is jansson's; our type only hides the name. */
static json_t *tree(const struct json_in *value)
{
	return (json_t *)(uintptr_t)value;
}

static struct json_in *value_of(json_t *node)
{
	return (struct json_in *)node;
}

/* Deepest nesting of brackets outside texts; the parser itself recurses, so it is asked before. */
static bool is_too_deep(str text)
{
	int depth = 0;
	bool in_text = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (in_text) {
			if (c == '\\')
				i++;
			in_text = c != '"';
			continue;
		}
		if (c == '"')
			in_text = true;
		else if (c == '[' || c == '{')
			depth++;
		else if (c == ']' || c == '}')
			depth--;
		if (depth > JSON_MAX_DEPTH)
			return true;
	}
	return false;
}

static enum rc explain(struct ctx *cx, const json_error_t *error)
{
	if (json_error_code(error) == json_error_numeric_overflow)
		return fail(cx, E_INVALID, "line %d, column %d: this number is too large", error->line,
			    error->column);
	return fail(cx, E_MALFORMED, "this is not JSON: line %d, column %d: %s", error->line,
		    error->column, error->text);
}

enum rc json_parse(struct ctx *cx, str text, struct json_in **out)
{
	json_error_t error;

	if (is_too_deep(text))
		return fail(cx, E_MALFORMED, "this JSON is nested deeper than %d", JSON_MAX_DEPTH);
	*out = value_of(json_loadb(text.ptr ? text.ptr : "", text.len,
				   JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error));
	return *out ? OK : explain(cx, &error);
}

void json_release(struct json_in **root)
{
	json_decref(tree(*root));
	*root = NULL;
}

enum json_kind json_kind(const struct json_in *value)
{
	if (!value)
		return JSON_KIND_NULL;
	switch (json_typeof(tree(value))) {
	case JSON_OBJECT:
		return JSON_KIND_OBJECT;
	case JSON_ARRAY:
		return JSON_KIND_ARRAY;
	case JSON_STRING:
		return JSON_KIND_TEXT;
	case JSON_INTEGER:
		return JSON_KIND_INT;
	case JSON_REAL:
		return JSON_KIND_REAL;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_KIND_BOOL;
	case JSON_NULL:
		return JSON_KIND_NULL;
	}
	return JSON_KIND_NULL;
}

str json_text(const struct json_in *value)
{
	return (str){ json_string_value(tree(value)), json_string_length(tree(value)) };
}

int64_t json_as_int(const struct json_in *value)
{
	return json_integer_value(tree(value));
}

double json_as_real(const struct json_in *value)
{
	return json_number_value(tree(value));
}

bool json_yes(const struct json_in *value)
{
	return value && json_typeof(tree(value)) == JSON_TRUE;
}

size_t json_count(const struct json_in *value)
{
	return json_kind(value) == JSON_KIND_ARRAY ? json_array_size(tree(value)) :
						     json_object_size(tree(value));
}

const struct json_in *json_at(const struct json_in *array, size_t index)
{
	return value_of(json_array_get(tree(array), index));
}

const struct json_in *json_get(const struct json_in *object, const char *key)
{
	return value_of(json_object_get(tree(object), key));
}

bool json_next_member(const struct json_in *object, struct json_member *member)
{
	json_t *node = tree(object);

	member->place = member->place ? json_object_iter_next(node, member->place) :
					json_object_iter(node);
	if (!member->place)
		return false;
	member->key = str_from(json_object_iter_key(member->place));
	member->value = value_of(json_object_iter_value(member->place));
	return true;
}

static int add_piece(const char *bytes, size_t size, void *buf)
{
	buf_add(buf, (str){ bytes, size });
	return 0;
}

str json_dump(struct arena *arena, const struct json_in *value)
{
	struct buf out = buf_new(arena);

	if (json_dump_callback(tree(value), add_piece, &out, JSON_COMPACT | JSON_ENCODE_ANY) != 0)
		return (str){ NULL, 0 };
	return buf_str(&out);
}

bool json_text_is_clean(const struct json_in *value)
{
	struct json_member member = { .place = NULL };

	switch (json_kind(value)) {
	case JSON_KIND_TEXT:
		return str_find(json_text(value), '\0', 0) == SIZE_MAX;
	case JSON_KIND_ARRAY:
		for (size_t i = 0; i < json_count(value); i++)
			if (!json_text_is_clean(json_at(value, i)))
				return false;
		return true;
	case JSON_KIND_OBJECT:
		while (json_next_member(value, &member))
			if (!json_text_is_clean(member.value))
				return false;
		return true;
	default:
		return true;
	}
}

/* --- members of bodies --------------------------------------------------------------------------- */

static const struct json_in *member_of(const struct json_in *object, const char *key)
{
	const struct json_in *value = json_get(object, key);

	return json_kind(value) == JSON_KIND_NULL ? NULL : value;
}

enum rc json_want_int(struct ctx *cx, const struct json_in *object, const char *key, int64_t *out)
{
	const struct json_in *value = member_of(object, key);

	if (value && json_kind(value) != JSON_KIND_INT)
		return fail_code(cx, key, "type", "give a whole number");
	if (value)
		*out = json_as_int(value);
	return OK;
}

enum rc json_want_bool(struct ctx *cx, const struct json_in *object, const char *key, bool *out)
{
	const struct json_in *value = member_of(object, key);

	if (value && json_kind(value) != JSON_KIND_BOOL)
		return fail_code(cx, key, "type", "give true or false");
	if (value)
		*out = json_yes(value);
	return OK;
}

enum rc json_want_text(struct ctx *cx, const struct json_in *object, const char *key, str *out)
{
	const struct json_in *value = member_of(object, key);

	if (!value)
		return OK;
	if (json_kind(value) != JSON_KIND_TEXT)
		return fail_code(cx, key, "type", "give a text");
	if (!json_text_is_clean(value))
		return fail_code(cx, key, "format", "a text cannot contain the character NUL");
	*out = arena_str(cx->arena, json_text(value));
	return str_is_set(*out) ? OK : fail_memory(cx);
}

static bool is_listed(const char *const *names, str name)
{
	for (; *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

enum rc json_only(struct ctx *cx, const struct json_in *object, const char *const *names)
{
	struct json_member member = { .place = NULL };

	if (!object)
		return OK;
	if (json_kind(object) != JSON_KIND_OBJECT)
		return fail(cx, E_INVALID, "give an object");
	while (json_next_member(object, &member))
		if (!is_listed(names, member.key))
			(void)fail_code(cx, arena_str(cx->arena, member.key).ptr, "unknown",
					"there is no such field here");
	return cx->failure.rc;
}
