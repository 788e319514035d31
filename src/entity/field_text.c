/* Field types that are text: free text, e-mail address, phone number, currency, time zone. */
#include "entity/entity.h"

#include "base/money.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/json_schema.h"

enum { DEFAULT_MAX = 500, ONE_LINE_MAX = 500, EMAIL_MAX = 254 };

static int64_t longest(const struct field *field)
{
	return field->max > 0 ? field->max : DEFAULT_MAX;
}

/* What every text is held to: valid UTF-8, no NUL; in names no characters that hide or turn text. */
static enum rc check_characters(struct ctx *cx, const struct field *field, const char *path,
				str text)
{
	if (str_find(text, '\0', 0) != SIZE_MAX)
		return fail_code(cx, path, "format", "a text cannot contain the character NUL");
	if (!utf8_is_valid(text))
		return fail_code(cx, path, "encoding", "this is not valid UTF-8");
	if (longest(field) <= ONE_LINE_MAX &&
	    (utf8_has_unsafe(text) || str_find(text, '\n', 0) != SIZE_MAX))
		return fail_code(
			cx, path, "format",
			"leave out control characters, line breaks and marks that turn the "
			"direction of text");
	return OK;
}

static enum rc check_length(struct ctx *cx, const struct field *field, const char *path, str text)
{
	size_t length = utf8_length(text);

	if (field->min > 0 && length < (size_t)field->min)
		return fail_code(cx, path, "too_short", "give at least %lld characters",
				 (long long)field->min);
	if (length > (size_t)longest(field))
		return fail_code(cx, path, "too_long", "give at most %lld characters",
				 (long long)longest(field));
	return OK;
}

/* Empty means not set, unless the field asks for something. */
static enum rc store(struct ctx *cx, const struct field *field, str text, void *row)
{
	str *member = field_str_of(field, row);

	*member = (str){ NULL, 0 };
	if (text.len == 0)
		return OK;
	*member = arena_str(cx->arena, text);
	return str_is_set(*member) ? OK : fail_memory(cx);
}

static enum rc text_from_text(struct ctx *cx, const struct field *field, const char *path, str text,
			      void *row)
{
	str trimmed = str_trim(text);

	TRY(check_characters(cx, field, path, trimmed));
	TRY(check_length(cx, field, path, trimmed));
	return store(cx, field, trimmed, row);
}

static bool is_email(str text)
{
	size_t at = str_find(text, '@', 0);

	if (at == 0 || at == SIZE_MAX || at + 1 >= text.len || text.len > EMAIL_MAX ||
	    str_find(text, '@', at + 1) != SIZE_MAX || str_find(text, '.', at + 2) == SIZE_MAX ||
	    text.ptr[text.len - 1] == '.')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c <= ' ' || c == ',' || c == ';' || c == '<' || c == '>' || c == '"' ||
		    c == 0x7f)
			return false;
	}
	return true;
}

static enum rc email_from_text(struct ctx *cx, const struct field *field, const char *path,
			       str text, void *row)
{
	str copy = arena_str(cx->arena, str_trim(text));
	char *letters = (char *)(uintptr_t)copy.ptr;

	if (!letters)
		return fail_memory(cx);
	TRY(check_characters(cx, field, path, copy));
	if (copy.len > 0 && !is_email(copy))
		return fail_code(cx, path, "format",
				 "give an e-mail address such as siti@example.com");
	for (size_t i = 0; i < copy.len; i++)
		if (letters[i] >= 'A' && letters[i] <= 'Z')
			letters[i] = (char)(letters[i] - 'A' + 'a');
	return store(cx, field, copy, row);
}

/* Digits of a number as people write it, in E.164: "0812-3456" with the organisation's calling code,
 * "+62 812 3456" and "0062..." as they are. Not set: not a phone number. */
static str to_e164(struct ctx *cx, str text)
{
	struct buf digits = buf_new(cx->arena);
	bool international = str_starts(text, STR("+"));
	str all;

	for (size_t i = international ? 1 : 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c >= '0' && c <= '9')
			buf_char(&digits, c);
		else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' && c != '/')
			return (str){ NULL, 0 };
	}
	all = buf_str(&digits);
	if (!international && str_starts(all, STR("00"))) {
		international = true;
		all = str_sub(all, 2, all.len);
	}
	if (!international) {
		str code = str_printf(cx->arena, "%d", cx->organisation.calling_code);

		if (str_starts(all, STR("0")))
			all = str_sub(all, 1, all.len);
		else if (str_starts(all, code) && all.len >= 10)
			all = str_sub(all, code.len, all.len);
		all = str_printf(cx->arena, "%.*s%.*s", STR_ARG(code), STR_ARG(all));
	}
	if (all.len < 7 || all.len > 15)
		return (str){ NULL, 0 };
	return str_printf(cx->arena, "+%.*s", STR_ARG(all));
}

static enum rc phone_from_text(struct ctx *cx, const struct field *field, const char *path,
			       str text, void *row)
{
	str trimmed = str_trim(text);
	str number;

	if (trimmed.len == 0)
		return store(cx, field, trimmed, row);
	number = to_e164(cx, trimmed);
	if (!str_is_set(number))
		return fail_code(cx, path, "format",
				 "give a phone number such as +62 812 3456 7890");
	return store(cx, field, number, row);
}

static enum rc currency_from_text(struct ctx *cx, const struct field *field, const char *path,
				  str text, void *row)
{
	if (!currency_find(text))
		return fail_code(cx, path, "unknown",
				 "give a currency of ISO 4217 such as IDR or USD");
	return store(cx, field, text, row);
}

static enum rc zone_from_text(struct ctx *cx, const struct field *field, const char *path, str text,
			      void *row)
{
	struct zone *zone = NULL;

	if (zone_load(text, &zone) != OK)
		return fail_code(cx, path, "unknown", "give a time zone such as Asia/Jakarta");
	zone_free(zone);
	return store(cx, field, text, row);
}

static enum rc from_json(struct ctx *cx, const struct field *field, const char *path,
			 const void *json, void *row)
{
	if (json_kind(json) != JSON_KIND_TEXT)
		return fail_code(cx, path, "type", "give a text");
	return field->type->from_text(cx, field, path, json_text(json), row);
}

static void to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_str(out, field_get_str(field, row));
}

static void to_text(struct buf *out, const struct field *field, const void *row)
{
	buf_add(out, field_get_str(field, row));
}

static void text_schema(struct json_out *out, const struct field *field, bool or_null)
{
	schema_type(out, "string", or_null);
	if (field->min > 0)
		schema_number(out, "minLength", field->min);
	schema_number(out, "maxLength", longest(field));
}

static void email_schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	schema_type(out, "string", or_null);
	schema_text(out, "format", "email");
	schema_number(out, "maxLength", EMAIL_MAX);
}

/* Taken as people write them, given with their country code and without anything between the digits. */
static void phone_schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	schema_type(out, "string", or_null);
	schema_number(out, "maxLength", DEFAULT_MAX);
	json_key(out, "examples");
	json_array_begin(out);
	json_str(out, STR("+6281234567890"));
	json_array_end(out);
}

static void currency_schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	schema_type(out, "string", or_null);
	schema_text(out, "pattern", "^[A-Z]{3}$");
}

#define TEXT_TYPE(label, parse, describe)                                                          \
	{                                                                                          \
		.name = label, .is_text = true, .size = sizeof(str), .sql = "{text}",              \
		.from_json = from_json, .from_text = parse, .to_json = to_json,                    \
		.to_text = to_text, .schema = describe                                             \
	}

const struct field_type field_text = TEXT_TYPE("text", text_from_text, text_schema);
const struct field_type field_email = TEXT_TYPE("email", email_from_text, email_schema);
const struct field_type field_phone = TEXT_TYPE("phone", phone_from_text, phone_schema);
const struct field_type field_currency = TEXT_TYPE("currency", currency_from_text, currency_schema);
const struct field_type field_zone = TEXT_TYPE("zone", zone_from_text, text_schema);
