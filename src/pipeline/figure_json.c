/* How figures are written: a key and its value, null where nothing is known. */
#include "pipeline/figure_json.h"

#include "codec/json_out.h"
#include "entity/entity.h"
#include "pipeline/operation.h"

void write_int(struct json_out *out, const char *key, int64_t number)
{
	json_key(out, key);
	json_int(out, number);
}

void write_text(struct json_out *out, const char *key, str text)
{
	json_key(out, key);
	json_str(out, text);
}

void write_day(struct json_out *out, const char *key, int64_t day)
{
	json_key(out, key);
	if (day == UNSET)
		json_none(out);
	else
		json_day(out, day);
}

void write_money(const struct ctx *cx, struct json_out *out, const char *key, int64_t minor)
{
	json_key(out, key);
	json_money(cx, out, minor);
}

void write_figure(struct json_out *out, const char *key, int64_t steps, int digits)
{
	json_key(out, key);
	if (steps == UNSET)
		json_none(out);
	else
		json_scaled(out, steps, digits);
}

void write_money_figure(const struct ctx *cx, struct json_out *out, const char *key, int64_t minor)
{
	json_key(out, key);
	if (minor == UNSET)
		json_none(out);
	else
		json_money(cx, out, minor);
}
