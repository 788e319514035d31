/* The closing calendar of a pipeline: how many deals are expected to close on each day, what they are worth, and the
 * largest of them. However many there are, no more is held than the days and those few. */
#include "pipeline/pipeline.h"

#include "base/convert.h"
#include "codec/json_out.h"
#include "db/db.h"
#include "pipeline/figure_json.h"
#include "pipeline/insight_frame.h"

enum { MOST_DAYS = 93, MOST_OF_A_DAY = 20, FIRST_ROOM = 64 };

/* The deals of a day in one currency. */
struct day_sum {
	int64_t day;
	str currency;
	int64_t deals;
	int64_t amount; /* UNSET: none of them has one */
};

struct calendar {
	const struct calendar_request *request;
	struct insight_frame frame;
	unsigned kinds;
	struct day_sum *sums; /* by day and currency */
	size_t sum_count;
	size_t sum_room;
	struct deal *deals; /* the largest of each day, by day */
	size_t deal_count;
	int64_t undated;
};

static enum rc open_calendar(struct ctx *cx, struct calendar *calendar);
static enum rc read_sums(struct ctx *cx, struct calendar *calendar);
static enum rc read_deals(struct ctx *cx, struct calendar *calendar);
static enum rc read_undated(struct ctx *cx, struct calendar *calendar);
static void write_calendar(struct json_out *out, const struct calendar *calendar);

enum rc closing_calendar_to_json(struct ctx *cx, const struct calendar_request *request,
				 struct json_out *out)
{
	struct calendar calendar = { .request = request };

	TRY(open_calendar(cx, &calendar));
	TRY(read_sums(cx, &calendar));
	TRY(read_deals(cx, &calendar));
	TRY(read_undated(cx, &calendar));
	write_calendar(out, &calendar);
	return OK;
}

static enum rc open_calendar(struct ctx *cx, struct calendar *calendar)
{
	const struct calendar_request *request = calendar->request;
	const struct insight_scope *scope = &request->scope;

	if (scope->from == UNSET || scope->to == UNSET)
		return fail_code(cx, scope->from == UNSET ? "from" : "to", "required",
				 "this field is required");
	if (request->limit < 0 || request->limit > MOST_OF_A_DAY)
		return fail_code(cx, "limit", "range", "give a whole number from 0 to %d",
				 MOST_OF_A_DAY);
	TRY(insight_frame_open(cx, scope, &calendar->frame));
	if (scope->to - scope->from >= MOST_DAYS)
		return fail_code(cx, "to", "range", "give at most %d days", MOST_DAYS);
	calendar->kinds = request->closed ? STAGES_ALL : STAGES_OPEN;
	return OK;
}

/* --- reading ------------------------------------------------------------------------------------------------ */

static struct insight_part part_of(const struct calendar *calendar)
{
	return (struct insight_part){ .kinds = calendar->kinds,
				      .days = DAYS_OF_EXPECTED_CLOSE,
				      .from = calendar->frame.from,
				      .to = calendar->frame.to };
}

static enum rc add_sum(struct ctx *cx, struct calendar *calendar, const struct db_stmt *stmt)
{
	if (calendar->sum_count == calendar->sum_room) {
		size_t room = calendar->sum_room ? calendar->sum_room * 2 : FIRST_ROOM;

		calendar->sums = arena_grow(cx->arena, calendar->sums,
					    calendar->sum_room * sizeof *calendar->sums,
					    room * sizeof *calendar->sums);
		if (!calendar->sums)
			return fail_memory(cx);
		calendar->sum_room = room;
	}
	calendar->sums[calendar->sum_count++] = (struct day_sum){
		.day = db_int(stmt, 0),
		.currency = arena_str(cx->arena, db_text(stmt, 1)),
		.deals = db_int(stmt, 2),
		.amount = db_is_null(stmt, 3) ? UNSET : db_int(stmt, 3),
	};
	return OK;
}

static enum rc read_sums(struct ctx *cx, struct calendar *calendar)
{
	const struct insight_part part = part_of(calendar);
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	buf_text(&sql.text, "SELECT c.day, c.currency, COUNT(*), CAST(SUM(c.amount) AS BIGINT)"
			    " FROM (");
	TRY(insight_rows(cx, &calendar->frame, &part,
			 STR("t.expected_close AS day, t.currency AS currency, t.amount AS amount"),
			 &sql));
	buf_text(&sql.text, ") c GROUP BY 1, 2 ORDER BY 1, 2");
	TRY(list_sql_prepare(cx, &sql, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(add_sum(cx, calendar, stmt));
	}
}

/* Of a deal, in the order of the statement. */
static const char *const fields[] = { "id",       "revision",   "title",
				      "amount",   "currency",   "expected_close",
				      "stage_id", "company_id", "owner_id" };

static enum rc write_largest(struct ctx *cx, const struct calendar *calendar, struct list_sql *sql)
{
	const struct insight_part part = part_of(calendar);
	struct buf own = buf_new(cx->arena);
	struct buf columns = buf_new(cx->arena);

	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		buf_printf(&own, "t.%s AS %s, ", fields[i], fields[i]);
		buf_printf(&columns, "%sr.%s", i == 0 ? "" : ", ", fields[i]);
	}
	buf_text(&own, "COALESCE(t.amount_home, -1) AS worth");
	buf_printf(&sql->text,
		   "SELECT %.*s FROM (SELECT c.*, ROW_NUMBER() OVER (PARTITION BY c.expected_close"
		   " ORDER BY c.worth DESC, c.id) AS place FROM (",
		   STR_ARG(buf_str(&columns)));
	TRY(insight_rows(cx, &calendar->frame, &part, buf_str(&own), sql));
	buf_text(&sql->text, ") c) r WHERE r.place <= ? ORDER BY r.expected_close, r.place");
	sql_int(sql, calendar->request->limit);
	return OK;
}

static enum rc read_deals(struct ctx *cx, struct calendar *calendar)
{
	size_t days = to_size(calendar->frame.to - calendar->frame.from + 1);
	size_t most = days * to_size(calendar->request->limit);
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	if (most == 0)
		return OK;
	TRY(ctx_alloc(cx, most * sizeof *calendar->deals, &calendar->deals));
	TRY(write_largest(cx, calendar, &sql));
	TRY(list_sql_prepare(cx, &sql, &stmt));
	for (;;) {
		struct deal *deal;
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		ensure(calendar->deal_count < most);
		deal = &calendar->deals[calendar->deal_count++];
		entity_clear(&deal_entity, deal);
		for (size_t i = 0; i < COUNT_OF(fields); i++)
			TRY(field_read(cx, stmt, (int)i,
				       entity_field(&deal_entity, str_from(fields[i])), deal));
	}
}

static enum rc read_undated(struct ctx *cx, struct calendar *calendar)
{
	struct insight_part part = part_of(calendar);
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	part.from = UNSET;
	buf_text(&sql.text, "SELECT COUNT(*) FROM (");
	TRY(insight_rows(cx, &calendar->frame, &part, STR("t.id"), &sql));
	buf_text(&sql.text, ") c");
	TRY(list_sql_prepare(cx, &sql, &stmt));
	TRY(db_step(cx, stmt, &found));
	calendar->undated = found ? db_int(stmt, 0) : 0;
	return OK;
}

/* --- the answer ------------------------------------------------------------------------------------------------ */

/* In the deals' own currency. */
static void write_sum(struct json_out *out, const struct day_sum *sum)
{
	const struct field *amount = entity_field(&deal_entity, STR("amount"));
	struct deal worth;

	entity_clear(&deal_entity, &worth);
	worth.currency = sum->currency;
	worth.amount = sum->amount;
	json_object_begin(out);
	write_text(out, "currency", sum->currency);
	json_key(out, "amount");
	field_to_json(out, amount, &worth);
	json_object_end(out);
}

static void write_deal(struct json_out *out, const struct deal *deal)
{
	json_object_begin(out);
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const struct field *field = entity_field(&deal_entity, str_from(fields[i]));

		json_key(out, field->name);
		field_to_json(out, field, deal);
	}
	json_object_end(out);
}

/* The sums from `first` on that are of its day; returns how many they are. */
static size_t write_sums(struct json_out *out, const struct calendar *calendar, size_t first)
{
	int64_t day = calendar->sums[first].day;
	int64_t deals = 0;
	size_t end = first;

	json_key(out, "sums");
	json_array_begin(out);
	for (; end < calendar->sum_count && calendar->sums[end].day == day; end++) {
		deals += calendar->sums[end].deals;
		if (calendar->sums[end].amount != UNSET)
			write_sum(out, &calendar->sums[end]);
	}
	json_array_end(out);
	write_int(out, "deals", deals);
	return end - first;
}

static void write_calendar(struct json_out *out, const struct calendar *calendar)
{
	size_t next = 0;

	json_object_begin(out);
	write_day(out, "from", calendar->frame.from);
	write_day(out, "to", calendar->frame.to);
	write_int(out, "undated", calendar->undated);
	json_key(out, "days");
	json_array_begin(out);
	for (size_t i = 0; i < calendar->sum_count;) {
		int64_t day = calendar->sums[i].day;

		json_object_begin(out);
		write_day(out, "day", day);
		i += write_sums(out, calendar, i);
		json_key(out, "largest");
		json_array_begin(out);
		while (next < calendar->deal_count && calendar->deals[next].expected_close == day)
			write_deal(out, &calendar->deals[next++]);
		json_array_end(out);
		json_object_end(out);
	}
	json_array_end(out);
	json_object_end(out);
}
