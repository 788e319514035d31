/* The JSON reader, over jansson. Writing JSON: json_out.c. */
#include "codec/json_in.h"

#include "codec/json_out.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

/* The tree is jansson's; our type only hides the name. */
static json_t *tree(const struct json_in *value)
{
	return (json_t *)(uintptr_t)value;
}

static struct json_in *value_of(json_t *node)
{
	return (struct json_in *)node;
}

/* What a look over the text tells before it is parsed: the parser recurses, takes much memory for each
 * value, and gives up at the first number that does not fit. */
struct survey {
	int depth, deepest;
	size_t values; /* at most so many */
	bool has_huge;
};

static bool is_number_char(char c)
{
	return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static size_t number_end(str text, size_t at)
{
	while (at < text.len && is_number_char(text.ptr[at]))
		at++;
	return at;
}

/* The position behind a text that begins at `at` with its quote. */
static size_t text_end(str text, size_t at)
{
	for (at++; at < text.len && text.ptr[at] != '"'; at++)
		if (text.ptr[at] == '\\')
			at++;
	return at < text.len ? at + 1 : text.len;
}

/* Whether a number is well formed but fits neither 64 bits nor a double. */
static bool is_huge(struct arena *arena, str number)
{
	str digits = str_sub(number, str_starts(number, STR("-")) ? 1 : 0, number.len);
	bool whole = true;
	int64_t ignored;
	str copy;

	if (digits.len < 5 || digits.ptr[0] == '0') /* the shortest is 1e309 */
		return false;
	for (size_t i = 0; i < digits.len; i++)
		whole = whole && digits.ptr[i] >= '0' && digits.ptr[i] <= '9';
	if (whole)
		return !str_to_int(number, &ignored);
	copy = arena_str(arena, number);
	return str_is_set(copy) && isinf(strtod(copy.ptr, NULL));
}

static struct survey look_over(struct arena *arena, str text)
{
	struct survey survey = { .values = 1 };

	for (size_t at = 0; at < text.len;) {
		char c = text.ptr[at];
		size_t next = c == '"' ? text_end(text, at) : number_end(text, at);

		if (c == '[' || c == '{')
			survey.depth++;
		else if (c == ']' || c == '}')
			survey.depth--;
		else if (next > at && c != '"' && !survey.has_huge)
			survey.has_huge = is_huge(arena, str_sub(text, at, next));
		survey.deepest = survey.depth > survey.deepest ? survey.depth : survey.deepest;
		survey.values += c == ',' || c == '[' || c == '{';
		at = next > at ? next : at + 1;
	}
	return survey;
}

/* The text with HUGE in place of each number that does not fit. A text that holds NUL is wrong in any
 * field, so that no other meaning is lost. */
#define HUGE "\0#"
static str without_huge(struct arena *arena, str text)
{
	struct buf out = buf_new(arena);

	for (size_t at = 0; at < text.len;) {
		size_t next = text.ptr[at] == '"' ? text_end(text, at) : number_end(text, at);
		str piece = str_sub(text, at, next > at ? next : at + 1);

		buf_add(&out,
			piece.ptr[0] != '"' && is_huge(arena, piece) ? STR("\"\\u0000#\"") : piece);
		at += piece.len;
	}
	return buf_str(&out);
}

static const char *reason(const struct ctx *cx, enum json_error_code code)
{
	switch (code) {
	case json_error_premature_end_of_input:
		return tr(cx, "the text ends too early");
	case json_error_end_of_input_expected:
		return tr(cx, "something stands behind the end");
	case json_error_invalid_utf8:
		return tr(cx, "these bytes are not UTF-8");
	case json_error_duplicate_key:
		return tr(cx, "the same name stands twice in one object");
	default:
		return tr(cx, "a value, name, comma or bracket is wrong or missing");
	}
}

static enum rc explain(struct ctx *cx, const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_out_of_memory:
		return fail_memory(cx);
	case json_error_null_byte_in_key:
		return fail(cx, E_INVALID,
			    "line %d, column %d: a name cannot contain the character NUL",
			    error->line, error->column);
	default:
		return fail(cx, E_MALFORMED, "this is not JSON: line %d, column %d: %s",
			    error->line, error->column, reason(cx, json_error_code(error)));
	}
}

enum rc json_parse(struct ctx *cx, str text, struct json_in **out)
{
	struct survey survey = look_over(cx->arena, text);
	json_error_t error;

	*out = NULL;
	if (survey.deepest > JSON_MAX_DEPTH)
		return fail(cx, E_MALFORMED, "this JSON is nested deeper than %d", JSON_MAX_DEPTH);
	if (survey.values > JSON_MAX_VALUES)
		return fail(cx, E_TOO_LARGE, "this JSON has more than %d values", JSON_MAX_VALUES);
	if (survey.has_huge) {
		text = without_huge(cx->arena, text);
		if (!str_is_set(text))
			return fail_memory(cx);
	}
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
		return str_eq(json_text(value), STR(HUGE)) ? JSON_KIND_HUGE : JSON_KIND_TEXT;
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
	return json_kind(value) == JSON_KIND_ARRAY ? json_array_size(tree(value))
						   : json_object_size(tree(value));
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

	member->place =
		member->place ? json_object_iter_next(node, member->place) : json_object_iter(node);
	if (!member->place)
		return false;
	member->key = str_from(json_object_iter_key(member->place));
	member->value = value_of(json_object_iter_value(member->place));
	return true;
}

static void write_value(struct json_out *out, const struct json_in *value);

static void write_members(struct json_out *out, const struct json_in *object)
{
	struct json_member member = { .place = NULL };

	json_object_begin(out);
	while (json_next_member(object, &member)) {
		json_key_str(out, member.key);
		write_value(out, member.value);
	}
	json_object_end(out);
}

static void write_items(struct json_out *out, const struct json_in *array)
{
	json_array_begin(out);
	for (size_t i = 0; i < json_count(array); i++)
		write_value(out, json_at(array, i));
	json_array_end(out);
}

/* Recursion ends at JSON_MAX_DEPTH. */
static void write_value(struct json_out *out, const struct json_in *value)
{
	switch (json_kind(value)) {
	case JSON_KIND_OBJECT:
		write_members(out, value);
		return;
	case JSON_KIND_ARRAY:
		write_items(out, value);
		return;
	case JSON_KIND_TEXT:
	case JSON_KIND_HUGE:
		json_str(out, json_text(value));
		return;
	case JSON_KIND_INT:
		json_int(out, json_as_int(value));
		return;
	case JSON_KIND_REAL:
		json_number(out, json_as_real(value));
		return;
	case JSON_KIND_BOOL:
		json_bool(out, json_yes(value));
		return;
	case JSON_KIND_NULL:
		json_none(out);
	}
}

str json_dump(struct arena *arena, const struct json_in *value)
{
	struct buf text = buf_new(arena);
	struct json_out out = json_out_new(&text);

	write_value(&out, value);
	return buf_str(&text);
}

bool json_text_is_clean(const struct json_in *value)
{
	struct json_member member = { .place = NULL };

	switch (json_kind(value)) {
	case JSON_KIND_TEXT:
	case JSON_KIND_HUGE:
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
	enum rc rc = OK;

	if (!object)
		return OK;
	if (json_kind(object) != JSON_KIND_OBJECT)
		return fail(cx, E_INVALID, "give an object");
	while (json_next_member(object, &member))
		if (!is_listed(names, member.key))
			rc = fail_code(cx, arena_str(cx->arena, member.key).ptr, "unknown",
				       "there is no such field here");
	return rc;
}
