/* Reads what strangers write for the organisation's own fields, in the way of the language in which the page
 * speaks: 1.500,25 in Indonesian, 1,500.25 in English. Days come as browsers send them. */
#include "pipeline/form_own.h"

#include "base/day.h"
#include "codec/values.h"

static enum rc read_number(struct ctx *cx, const struct form_field *asked, str value,
			   struct number_value *number)
{
	enum number_form form = cx->language == LANGUAGE_ID ? NUMBER_COMMA : NUMBER_POINT;

	if (!number_parse(value, form, number) || number->is_percent)
		return fail_code(cx, asked->name, "format", "please give a number");
	return OK;
}

static enum rc read_day(struct ctx *cx, const struct form_field *asked, str value, int64_t *day)
{
	struct date_value date;

	if (!date_parse(value, DATE_DMY, &date) || date.has_time)
		return fail_code(cx, asked->name, "format", "please give a date");
	*day = date.day;
	return OK;
}

enum rc form_own_read(struct ctx *cx, const struct form_field *asked, str value,
		      struct json_out *out)
{
	struct number_value number;
	int64_t day = 0;

	switch (asked->own->kind) {
	case CUSTOM_NUMBER:
		TRY(read_number(cx, asked, value, &number));
		json_key_str(out, asked->own->key);
		json_raw(out, arena_str(cx->arena, str_from(number.decimal)));
		return OK;
	case CUSTOM_MONEY:
		TRY(read_number(cx, asked, value, &number));
		json_key_str(out, asked->own->key);
		json_str(out, str_from(number.decimal));
		return OK;
	case CUSTOM_DAY:
		TRY(read_day(cx, asked, value, &day));
		json_key_str(out, asked->own->key);
		json_day(out, day);
		return OK;
	case CUSTOM_YES_NO:
		json_key_str(out, asked->own->key);
		json_bool(out, str_is(value, "1"));
		return OK;
	default:
		json_key_str(out, asked->own->key);
		json_str(out, value);
		return OK;
	}
}
