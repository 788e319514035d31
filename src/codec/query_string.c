/* Query strings: percent-decoding, strictly. What filters mean: record/filter.c. */
#include "codec/query_string.h"

#include "base/utf8.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* False: a bad escape. */
static bool decode(struct arena *arena, str text, str *out)
{
	struct buf b = buf_new(arena);

	for (size_t i = 0; i < text.len; i++) {
		int high, low;

		if (text.ptr[i] != '%') {
			buf_char(&b, text.ptr[i] == '+' ? ' ' : text.ptr[i]);
			continue;
		}
		high = i + 2 < text.len ? hex_digit(text.ptr[i + 1]) : -1;
		low = i + 2 < text.len ? hex_digit(text.ptr[i + 2]) : -1;
		if (high < 0 || low < 0)
			return false;
		buf_char(&b, (char)(high * 16 + low));
		i += 2;
	}
	*out = buf_str(&b);
	return true;
}

static enum rc decode_part(struct ctx *cx, str text, const char *field, str *out)
{
	if (!decode(cx->arena, text, out))
		return fail_code(cx, field, "format",
				 "a %% must be followed by two hexadecimal digits");
	if (!str_is_set(*out))
		return fail_memory(cx);
	if (!utf8_is_valid(*out))
		return fail_code(cx, field, "encoding", "this is not valid UTF-8");
	return OK;
}

static enum rc add_pair(struct ctx *cx, str pair, struct query_string *out)
{
	size_t equals = str_find(pair, '=', 0);
	str value = equals == SIZE_MAX ? STR("") : str_sub(pair, equals + 1, pair.len);
	struct query_pair *place = &out->pairs[out->count];

	if (out->count == MAX_QUERY_PAIRS)
		return fail_code(cx, "query", "too_many", "give at most %d parameters",
				 MAX_QUERY_PAIRS);
	TRY(decode_part(cx, str_sub(pair, 0, equals), "query", &place->name));
	TRY(decode_part(cx, value, place->name.ptr, &place->value));
	out->count++;
	return OK;
}

enum rc query_parse(struct ctx *cx, str text, struct query_string *out)
{
	str pair;

	out->count = 0;
	while (str_split(&text, '&', &pair))
		if (pair.len > 0)
			TRY(add_pair(cx, pair, out));
	return OK;
}

str query_get(const struct query_string *query, const char *name)
{
	for (size_t i = 0; i < query->count; i++)
		if (str_is(query->pairs[i].name, name))
			return query->pairs[i].value;
	return (str){ NULL, 0 };
}
