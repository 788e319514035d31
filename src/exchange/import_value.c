/* Puts texts of a file into fields: dates and numbers in the form of their column, names as ids, anything
 * else as its field type reads it. */
#include "exchange/importing.h"

#include "base/convert.h"
#include "base/day.h"
#include "base/zone.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "record/record.h"

static str value_at(const struct importer *im, int column)
{
	return column >= 0 ? im->in->texts.values[column] : (str){ NULL, 0 };
}

str import_text(const struct importer *im, enum special special)
{
	return value_at(im, im->columns.at[special]);
}

str import_field_text(const struct importer *im, const char *field)
{
	return value_at(im, column_of_field(&im->columns, field));
}

bool import_has_column(const struct importer *im, int column)
{
	for (size_t i = 0; i < im->map.take_count; i++)
		if (im->map.takes[i].target == column && im->map.takes[i].place_count > 0)
			return true;
	return false;
}

enum rc import_outcome(struct ctx *cx, str text, int64_t *kind)
{
	*kind = STAGE_OPEN;
	for (int64_t i = STAGE_OPEN; i <= STAGE_LOST; i++) {
		if (!str_eq_nocase(text, str_from(stage_kind_names[i])))
			continue;
		*kind = i;
		return OK;
	}
	return str_is_set(text) ? fail_code(cx, "outcome", "unknown", "give open, won or lost")
				: OK;
}

/* --- dates -------------------------------------------------------------------------------------------- */

static enum rc read_date(struct ctx *cx, const struct importer *im, int column, str text,
			 struct date_value *out)
{
	enum date_form form = im->forms[column].dates;

	if (date_parse(text, form, out)) {
		out->day += im->job.order.shift_days;
		out->instant += im->job.order.shift_days * MS_PER_DAY;
		return OK;
	}
	return fail_code(cx, im->columns.list[column].name, "format",
			 "\"%.*s\" is not a date; dates here look like %s", STR_ARG(text),
			 date_form_example(form == DATE_NONE ? DATE_YMD : form));
}

static int64_t instant_of(const struct ctx *cx, const struct date_value *date)
{
	if (date->has_offset)
		return date->instant;
	return date->has_time ? zone_instant(cx->organisation.zone, date->day, date->ms_of_day)
			      : zone_day_start(cx->organisation.zone, date->day);
}

static int64_t day_of(const struct ctx *cx, const struct date_value *date)
{
	return date->has_offset ? zone_day(cx->organisation.zone, date->instant) : date->day;
}

enum rc import_instant(struct ctx *cx, const struct importer *im, enum special special,
		       int64_t *out)
{
	str text = import_text(im, special);
	struct date_value date;

	*out = UNSET;
	if (!str_is_set(text))
		return OK;
	TRY(read_date(cx, im, im->columns.at[special], text, &date));
	*out = instant_of(cx, &date);
	if (*out > cx->now)
		return fail_code(cx, im->columns.list[im->columns.at[special]].name, "future",
				 "%.*s is in the future", STR_ARG(text));
	return OK;
}

/* --- numbers ------------------------------------------------------------------------------------------ */

static enum rc read_number(struct ctx *cx, const struct importer *im, int column, str text,
			   struct number_value *out)
{
	enum number_form form = im->forms[column].numbers;

	if (number_parse(text, form, out))
		return OK;
	return fail_code(cx, im->columns.list[column].name, "format",
			 "\"%.*s\" is not a number; numbers here look like %s", STR_ARG(text),
			 number_form_example(form == NUMBER_NONE ? NUMBER_POINT : form));
}

enum rc import_money(struct ctx *cx, const struct importer *im, enum special special, str currency,
		     int64_t *out)
{
	int column = im->columns.at[special];
	str text = import_text(im, special);
	struct deal as_deal = { .currency = currency };
	const struct field *amount = entity_field(&deal_entity, STR("amount"));
	struct number_value number;

	*out = UNSET;
	if (!str_is_set(text))
		return OK;
	TRY(read_number(cx, im, column, text, &number));
	TRY(amount->type->from_text(cx, amount, im->columns.list[column].name,
				    str_from(number.decimal), &as_deal));
	*out = as_deal.amount;
	return OK;
}

/* An amount that names its currency ("Rp 12.500") says the row's, unless a column does. */
static void take_currency(struct ctx *cx, const struct field *field,
			  const struct number_value *number, void *row)
{
	str *currency;

	if (!field->currency || number->currency[0] == '\0')
		return;
	currency = (str *)(void *)((char *)row + field->currency_offset);
	*currency = arena_str(cx->arena, str_from(number->currency));
}

/* --- any -------------------------------------------------------------------------------------------------- */

/* "Best Case" → "best_case". */
static str enum_word(struct arena *arena, str text)
{
	struct buf out = buf_new(arena);

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		buf_char(&out, c == ' ' || c == '-'   ? '_'
			       : c >= 'A' && c <= 'Z' ? (char)(c + 32)
						      : c);
	}
	return buf_str(&out);
}

/* "idr" → "IDR". */
static str capitals(struct arena *arena, str text)
{
	struct buf out = buf_new(arena);

	for (size_t i = 0; i < text.len; i++)
		buf_char(&out, text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ? (char)(text.ptr[i] - 32)
									: text.ptr[i]);
	return buf_str(&out);
}

static enum rc name_value(struct ctx *cx, struct importer *im, const struct column *column,
			  str text, void *row)
{
	const struct field *within =
		column->field->within
			? entity_field(im->kind->entity, str_from(column->field->within))
			: NULL;
	const struct name_asked asked = {
		.space = column->space,
		.parent_id = within ? field_get_int(within, row) : 0,
		.text = text,
		.column = column->name,
	};

	return names_resolve(cx, &im->names, &asked, field_int_of(column->field, row));
}

static enum rc number_value(struct ctx *cx, struct importer *im, int index, str text, void *row)
{
	const struct column *column = &im->columns.list[index];
	struct number_value number;

	TRY(read_number(cx, im, index, text, &number));
	if (!im->row_has_currency)
		take_currency(cx, column->field, &number, row);
	return column->field->type->from_text(cx, column->field, column->name,
					      str_from(number.decimal), row);
}

enum rc import_value(struct ctx *cx, struct importer *im, int index, str text, void *row)
{
	const struct column *column = &im->columns.list[index];
	struct date_value date;

	if (column->space != SPACE_NONE)
		return name_value(cx, im, column, text, row);
	switch (column->shape) {
	case SHAPE_NUMBER:
		return number_value(cx, im, index, text, row);
	case SHAPE_DAY:
		TRY(read_date(cx, im, index, text, &date));
		*field_int_of(column->field, row) = day_of(cx, &date);
		return OK;
	case SHAPE_INSTANT:
		TRY(read_date(cx, im, index, text, &date));
		*field_int_of(column->field, row) = instant_of(cx, &date);
		return OK;
	case SHAPE_TEXT:
		break;
	}
	if (column->field->type == &field_enum)
		text = enum_word(cx->arena, text);
	if (column->field->type == &field_currency)
		text = capitals(cx->arena, text);
	return column->field->type->from_text(cx, column->field, column->name, text, row);
}

/* A kind has more columns than bits when it has many user-defined ones, which stand last: import_deal.c
 * makes sure that what it excepts has a bit. */
static bool is_excepted(uint64_t except, int column)
{
	return column < 64 && (except >> column & 1);
}

/* Currencies first: amounts need them. */
static enum rc take(struct ctx *cx, struct importer *im, uint64_t except, bool currencies,
		    void *row)
{
	enum rc worst = OK;

	for (int i = 0; i < im->columns.count; i++) {
		const struct column *column = &im->columns.list[i];
		enum rc rc;

		if (!column->field || is_excepted(except, i) ||
		    !str_is_set(im->in->texts.values[i]) ||
		    (column->field->type == &field_currency) != currencies)
			continue;
		rc = import_value(cx, im, i, im->in->texts.values[i], row);
		if (rc != OK && rc != E_INVALID)
			return rc;
		worst = rc != OK ? rc : worst;
	}
	return worst;
}

/* --- user-defined fields ------------------------------------------------------------------------------------ */

static enum rc yes_or_no(struct ctx *cx, const struct column *column, str text,
			 struct json_out *out)
{
	static const char *const yes[] = { "yes", "ya", "true", "1", "y" };
	static const char *const no[] = { "no", "tidak", "false", "0", "n" };

	for (size_t i = 0; i < COUNT_OF(yes); i++) {
		if (!str_eq_nocase(text, str_from(yes[i])) && !str_eq_nocase(text, str_from(no[i])))
			continue;
		json_bool(out, str_eq_nocase(text, str_from(yes[i])));
		return OK;
	}
	return fail_code(cx, column->name, "format", "give yes or no");
}

static enum rc custom_value(struct ctx *cx, const struct importer *im, int index,
			    struct json_out *out)
{
	const struct column *column = &im->columns.list[index];
	str text = im->in->texts.values[index];
	struct number_value number;
	struct date_value date;

	switch (column->custom) {
	case CUSTOM_NUMBER:
	case CUSTOM_MONEY:
		TRY(read_number(cx, im, index, text, &number));
		if (column->custom == CUSTOM_MONEY)
			json_str(out, str_from(number.decimal));
		else
			json_raw(out, arena_str(cx->arena, str_from(number.decimal)));
		return OK;
	case CUSTOM_DAY:
		TRY(read_date(cx, im, index, text, &date));
		json_day(out, day_of(cx, &date));
		return OK;
	case CUSTOM_YES_NO:
		return yes_or_no(cx, column, text, out);
	default:
		json_str(out, text);
		return OK;
	}
}

/* {"custom": {...}} of the row's user-defined columns, read as a request's body is. */
static enum rc take_customs(struct ctx *cx, struct importer *im, void *row)
{
	AUTO(json_release) struct json_in *body = NULL;
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);
	bool any = false;

	json_object_begin(&out);
	json_key(&out, "custom");
	json_object_begin(&out);
	for (int i = 0; i < im->columns.count; i++) {
		if (im->columns.list[i].special != COLUMN_CUSTOM ||
		    !str_is_set(im->in->texts.values[i]))
			continue;
		any = true;
		json_key_str(&out, im->columns.list[i].key);
		TRY(custom_value(cx, im, i, &out));
	}
	json_object_end(&out);
	json_object_end(&out);
	if (!any)
		return OK;
	TRY(buf_rc(&text));
	TRY(json_parse(cx, buf_str(&text), &body));
	return record_from_json(cx, im->kind->entity, body, INPUT_PATCH, row);
}

enum rc import_name(struct ctx *cx, struct importer *im, const struct name_asked *asked,
		    int64_t *id)
{
	if (!str_is_set(asked->text))
		return fail_code(cx, asked->column, "required", "this field is required");
	return names_resolve(cx, &im->names, asked, id);
}

enum rc import_deal_named(struct ctx *cx, struct importer *im, const struct name_asked *asked,
			  struct deal *deal)
{
	int64_t id;

	TRY(import_name(cx, im, asked, &id));
	return record_load_to_change(cx, &deal_entity, id, deal);
}

enum rc import_values(struct ctx *cx, struct importer *im, uint64_t except, void *row)
{
	int currency = column_of_field(&im->columns, "currency");
	enum rc first;
	enum rc second;

	im->row_has_currency = currency >= 0 && str_is_set(im->in->texts.values[currency]);
	first = take(cx, im, except, true, row);
	second = take(cx, im, except, false, row);
	if (first == OK && second == OK)
		return take_customs(cx, im, row);
	return first != OK ? first : second;
}
