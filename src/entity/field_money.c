/* The field type of money: a decimal text beside its currency, kept in minor units. The currency is the
 * row's own (field->currency), so it must be read before the amount. */
#include "entity/entity.h"

#include "base/money.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/json_schema.h"

/* Amounts without a currency field, or in rows that have none yet, count two minor digits. */
static const struct currency *currency_of(const struct field *field, const void *row)
{
	static const struct currency fallback = { "", 2, "" };
	const struct currency *currency = NULL;

	if (field->currency)
		currency =
			currency_find(*(const str *)((const char *)row + field->currency_offset));
	return currency ? currency : &fallback;
}

static enum rc from_text(struct ctx *cx, const struct field *field, const char *path, str text,
			 void *row)
{
	const struct currency *currency = currency_of(field, row);

	switch (money_parse(str_trim(text), currency, field_int_of(field, row))) {
	case MONEY_OK:
		return OK;
	case MONEY_NOT_A_NUMBER:
		return fail_code(cx, path, "format", "give an amount such as \"12500000.00\"");
	case MONEY_TOO_PRECISE:
		return fail_code(cx, path, "format", "%s has %d decimal places", currency->code,
				 currency->minor_digits);
	case MONEY_TOO_LARGE:
		return fail_code(cx, path, "range", "this amount is too large");
	}
	return E_INTERNAL;
}

static enum rc from_json(struct ctx *cx, const struct field *field, const char *path,
			 const void *json, void *row)
{
	if (json_kind(json) != JSON_KIND_TEXT)
		return fail_code(cx, path, "type",
				 "give the amount as a text such as \"12500000.00\"");
	return from_text(cx, field, path, json_text(json), row);
}

static void to_text(struct buf *out, const struct field *field, const void *row)
{
	money_print(out, field_get_int(field, row), currency_of(field, row));
}

static void to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_quote_begin(out);
	to_text(out->buf, field, row);
	json_quote_end(out);
}

static void schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	schema_type(out, "string", or_null);
	schema_text(out, "pattern", "^-?[0-9]+(\\.[0-9]+)?$");
}

const struct field_type field_money = {
	.name = "money",
	.size = sizeof(int64_t),
	.sql = "{int}",
	.from_json = from_json,
	.from_text = from_text,
	.to_json = to_json,
	.to_text = to_text,
	.schema = schema,
};
