/* Field types that are numbers: whole numbers, rates (0..1, kept in basis points), quantities (kept in
 * thousandths), money (minor units), yes/no. */
#include "entity/entity.h"

#include "base/money.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/json_schema.h"

enum { BASIS = 10000, THOUSAND = 1000 };

/* --- whole numbers ------------------------------------------------------------------------------- */

static int64_t lowest(const struct field *field)
{
	return field->min == 0 && field->max == 0 ? INT64_MIN + 1 : field->min;
}

static int64_t highest(const struct field *field)
{
	return field->min == 0 && field->max == 0 ? INT64_MAX : field->max;
}

static enum rc store_int(struct ctx *cx, const struct field *field, const char *path,
			 int64_t number, void *row)
{
	if (number < lowest(field) || number > highest(field))
		return fail_code(cx, path, "range", "give a whole number from %lld to %lld",
				 (long long)lowest(field), (long long)highest(field));
	*field_int_of(field, row) = number;
	return OK;
}

static enum rc int_from_json(struct ctx *cx, const struct field *field, const char *path,
			     const void *json, void *row)
{
	if (json_kind(json) != JSON_KIND_INT)
		return fail_code(cx, path, "type", "give a whole number");
	return store_int(cx, field, path, json_as_int(json), row);
}

static enum rc int_from_text(struct ctx *cx, const struct field *field, const char *path, str text,
			     void *row)
{
	int64_t number;

	if (!str_to_int(str_trim(text), &number))
		return fail_code(cx, path, "type", "give a whole number");
	return store_int(cx, field, path, number, row);
}

static void int_to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_int(out, field_get_int(field, row));
}

static void int_to_text(struct buf *out, const struct field *field, const void *row)
{
	buf_int(out, field_get_int(field, row));
}

static void int_schema(struct json_out *out, const struct field *field, bool or_null)
{
	schema_type(out, "integer", or_null);
	if (field->min == 0 && field->max == 0)
		return;
	schema_number(out, "minimum", field->min);
	schema_number(out, "maximum", field->max);
}

const struct field_type field_int = {
	.name = "int",
	.size = sizeof(int64_t),
	.sql = "{int}",
	.from_json = int_from_json,
	.from_text = int_from_text,
	.to_json = int_to_json,
	.to_text = int_to_text,
	.schema = int_schema,
};

/* --- decimals: rates and quantities -------------------------------------------------------------- */

/* "12.345" as 12345 for three places. */
static bool parse_decimal(str text, int places, int64_t *out)
{
	struct currency decimal = { .minor_digits = places };

	return money_parse(text, &decimal, out) == MONEY_OK;
}

static void print_decimal(struct buf *out, int64_t value, int places)
{
	struct currency decimal = { .minor_digits = places };

	money_print(out, value, &decimal);
	while (out->len > 0 && out->ptr[out->len - 1] == '0')
		out->len--;
	if (out->len > 0 && out->ptr[out->len - 1] == '.')
		out->len--;
}

/* Numbers of a JSON document come as binary fractions: to the nearest step of the decimal. */
static bool decimal_of(const void *json, int64_t steps, int64_t *out)
{
	double number = json_as_real(json) * (double)steps;

	if (json_kind(json) != JSON_KIND_INT && json_kind(json) != JSON_KIND_REAL)
		return false;
	if (number < -9e15 || number > 9e15)
		return false;
	*out = (int64_t)(number < 0 ? number - 0.5 : number + 0.5);
	return true;
}

static enum rc store_rate(struct ctx *cx, const struct field *field, const char *path, int64_t rate,
			  void *row)
{
	if (rate < 0 || rate > BASIS)
		return fail_code(cx, path, "range", "give a number from 0 to 1");
	*field_int_of(field, row) = rate;
	return OK;
}

static enum rc rate_from_json(struct ctx *cx, const struct field *field, const char *path,
			      const void *json, void *row)
{
	int64_t rate;

	if (!decimal_of(json, BASIS, &rate))
		return fail_code(cx, path, "type", "give a number from 0 to 1");
	return store_rate(cx, field, path, rate, row);
}

static enum rc rate_from_text(struct ctx *cx, const struct field *field, const char *path, str text,
			      void *row)
{
	str trimmed = str_trim(text);
	bool percent = str_ends(trimmed, STR("%"));
	int64_t rate;

	if (percent)
		trimmed = str_trim(str_sub(trimmed, 0, trimmed.len - 1));
	if (!parse_decimal(trimmed, percent ? 2 : 4, &rate))
		return fail_code(cx, path, "type", "give a number from 0 to 1");
	return store_rate(cx, field, path, rate, row);
}

static void rate_to_text(struct buf *out, const struct field *field, const void *row)
{
	print_decimal(out, field_get_int(field, row), 4);
}

static void rate_to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_print_begin(out);
	rate_to_text(out->buf, field, row);
}

static void rate_schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	schema_type(out, "number", or_null);
	schema_number(out, "minimum", 0);
	schema_number(out, "maximum", 1);
}

const struct field_type field_rate = {
	.name = "rate",
	.size = sizeof(int64_t),
	.sql = "{int}",
	.from_json = rate_from_json,
	.from_text = rate_from_text,
	.to_json = rate_to_json,
	.to_text = rate_to_text,
	.schema = rate_schema,
};

static enum rc store_quantity(struct ctx *cx, const struct field *field, const char *path,
			      int64_t quantity, void *row)
{
	if (quantity < 0 || quantity > INT64_C(1000000000000000))
		return fail_code(cx, path, "range", "give a quantity of 0 or more");
	*field_int_of(field, row) = quantity;
	return OK;
}

static enum rc quantity_from_json(struct ctx *cx, const struct field *field, const char *path,
				  const void *json, void *row)
{
	int64_t quantity;

	if (!decimal_of(json, THOUSAND, &quantity))
		return fail_code(cx, path, "type", "give a number");
	return store_quantity(cx, field, path, quantity, row);
}

static enum rc quantity_from_text(struct ctx *cx, const struct field *field, const char *path,
				  str text, void *row)
{
	int64_t quantity;

	if (!parse_decimal(str_trim(text), 3, &quantity))
		return fail_code(cx, path, "type", "give a number with at most three decimals");
	return store_quantity(cx, field, path, quantity, row);
}

static void quantity_to_text(struct buf *out, const struct field *field, const void *row)
{
	print_decimal(out, field_get_int(field, row), 3);
}

static void quantity_to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_print_begin(out);
	quantity_to_text(out->buf, field, row);
}

static void quantity_schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	schema_type(out, "number", or_null);
	schema_number(out, "minimum", 0);
}

const struct field_type field_quantity = {
	.name = "quantity",
	.size = sizeof(int64_t),
	.sql = "{int}",
	.from_json = quantity_from_json,
	.from_text = quantity_from_text,
	.to_json = quantity_to_json,
	.to_text = quantity_to_text,
	.schema = quantity_schema,
};

/* --- yes and no ---------------------------------------------------------------------------------- */

static enum rc bool_from_json(struct ctx *cx, const struct field *field, const char *path,
			      const void *json, void *row)
{
	if (json_kind(json) != JSON_KIND_BOOL)
		return fail_code(cx, path, "type", "give true or false");
	*field_bool_of(field, row) = json_yes(json);
	return OK;
}

static enum rc bool_from_text(struct ctx *cx, const struct field *field, const char *path, str text,
			      void *row)
{
	static const char *const yes[] = { "true", "1", "yes", "ya", "y" };
	static const char *const no[] = { "false", "0", "no", "tidak", "n" };
	str trimmed = str_trim(text);

	for (size_t i = 0; i < COUNT_OF(yes); i++) {
		bool is_yes = str_eq_nocase(trimmed, str_from(yes[i]));

		if (is_yes || str_eq_nocase(trimmed, str_from(no[i]))) {
			*field_bool_of(field, row) = is_yes;
			return OK;
		}
	}
	return fail_code(cx, path, "type", "give true or false");
}

static void bool_to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_bool(out, field_get_int(field, row) != 0);
}

static void bool_to_text(struct buf *out, const struct field *field, const void *row)
{
	buf_text(out, field_get_int(field, row) != 0 ? "true" : "false");
}

static void bool_schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	schema_type(out, "boolean", or_null);
}

const struct field_type field_bool = {
	.name = "bool",
	.size = sizeof(bool),
	.sql = "{int}",
	.from_json = bool_from_json,
	.from_text = bool_from_text,
	.to_json = bool_to_json,
	.to_text = bool_to_text,
	.schema = bool_schema,
};
