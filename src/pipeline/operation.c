/* Small steps that the operations of this folder share. What the operations are: pipeline.h. */
#include "pipeline/operation.h"

#include "base/money.h"
#include "base/zone.h"
#include "codec/json_out.h"
#include "record/record.h"

enum rc save_named(struct ctx *cx, const char *operation, const struct entity *entity, void *row)
{
	const char *outer = cx->operation;

	cx->operation = operation;
	enum rc rc = record_save(cx, entity, row);
	cx->operation = outer;
	return rc;
}

enum rc load_named(struct ctx *cx, const struct entity *entity, const char *field, int64_t id,
		   void *row)
{
	bool found = false;

	TRY(record_load_if_there(cx, entity, id, row, &found));
	return found ? OK
		     : fail_code(cx, field, "unknown",
				 "there is no such row, or it is not yours to see");
}

enum rc load_reference(struct ctx *cx, const struct entity *entity, const char *field, int64_t id,
		       void *row)
{
	TRY(load_named(cx, entity, field, id, row));
	return row_is_archived(row) ? fail_code(cx, field, "archived", "this row is archived") : OK;
}

enum rc batch_scope_begin(struct ctx *cx, const char *kind, struct batch_scope *scope)
{
	int64_t id;

	*scope = (struct batch_scope){ .cx = cx, .outer = cx->batch_id };
	return cx->batch_id != 0 ? OK : batch_begin(cx, kind, &id);
}

void batch_scope_end(struct batch_scope *scope)
{
	if (scope->cx)
		scope->cx->batch_id = scope->outer;
}

int64_t batch_scope_size(const struct ctx *cx)
{
	int64_t size = 0;

	for (const struct event *event = cx->events; event && event->batch_id == cx->batch_id;
	     event = event->older)
		size++;
	return size;
}

void full_sight_begin(struct ctx *cx, struct full_sight *sight)
{
	*sight = (struct full_sight){ .cx = cx, .caller = cx->who, .all = *cx->who };
	sight->all.rights = ~UINT64_C(0);
	sight->all.sees_all = true;
	cx->who = &sight->all;
}

void full_sight_end(struct full_sight *sight)
{
	if (sight->cx)
		sight->cx->who = sight->caller;
}

void json_scaled(struct json_out *out, int64_t steps, int digits)
{
	char text[32];
	int64_t unit = power_of_ten(digits);

	while (digits > 0 && steps % 10 == 0) {
		steps /= 10;
		unit /= 10;
		digits--;
	}
	if (digits == 0) {
		json_int(out, steps);
		return;
	}
	snprintf(text, sizeof text, "%s%lld.%0*lld", steps < 0 ? "-" : "",
		 (long long)llabs(steps / unit), digits, (long long)llabs(steps % unit));
	json_raw(out, str_from(text));
}

void json_money(const struct ctx *cx, struct json_out *out, int64_t minor)
{
	const struct currency *currency = currency_find(str_from(cx->organisation.currency));

	ensure(currency);
	json_quote_begin(out);
	money_print(out->buf, minor, currency);
	json_quote_end(out);
}

int64_t organisation_today(const struct ctx *cx)
{
	return zone_day(cx->organisation.zone, cx->now);
}

int64_t row_id(const void *row)
{
	const struct row *head = row;

	return head->id;
}

bool row_is_archived(const void *row)
{
	const struct row *head = row;

	return head->archived_at != UNSET;
}
