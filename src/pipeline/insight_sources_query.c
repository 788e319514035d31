/* What came of each source: leads and deals that began in a period. */
#include "pipeline/pipeline.h"

#include "codec/json_out.h"
#include "db/db.h"
#include "pipeline/card_names_query.h"
#include "pipeline/figure_json.h"
#include "pipeline/insight_outcome.h"
#include "pipeline/insight_rates.h"
#include "pipeline/insight_values.h"
#include "pipeline/owner_filter_query.h"

/* Each deal may name another one, and of the past also such as there are no longer. */
enum { MOST_SOURCES = 10000, FIRST_ROOM = 64 };

struct source_yield {
	int64_t source_id; /* 0: none */
	int64_t leads;
	int64_t qualified;
	int64_t converted;
	int64_t deals;
	struct outcome outcome; /* of those deals: won, lost, amounts, and open ones */
};

struct yields {
	struct insight_frame frame;
	bool has_leads; /* the request has no conditions that only deals have: filters, an instant */
	struct source_yield *sources;
	size_t count;
	size_t room;
	struct card_names names;
};

static bool has_conditions(const struct insight_frame *frame);
static enum rc read_deals(struct ctx *cx, struct yields *yields);
static enum rc read_leads(struct ctx *cx, struct yields *yields);
static enum rc read_names(struct ctx *cx, struct yields *yields);
static void write_yields(struct ctx *cx, struct json_out *out, const struct yields *yields);

enum rc insight_sources_to_json(struct ctx *cx, const struct insight_scope *scope,
				struct json_out *out)
{
	struct yields *yields;

	TRY(ctx_alloc(cx, sizeof *yields, &yields));
	TRY(insight_frame_open(cx, scope, &yields->frame));
	/* Of leads no past states are kept. */
	yields->has_leads = !has_conditions(&yields->frame) && !insight_is_past(&yields->frame);
	TRY(read_deals(cx, yields));
	if (yields->has_leads)
		TRY(read_leads(cx, yields));
	TRY(read_names(cx, yields));
	write_yields(cx, out, yields);
	return OK;
}

static bool has_conditions(const struct insight_frame *frame)
{
	const struct board_filter filter = { .query = &frame->filter };

	return board_filter_is_set(&filter);
}

/* --- reading ------------------------------------------------------------------------------------------------- */

static enum rc too_many(struct ctx *cx)
{
	return fail_code(cx, "from", "range",
			 "these are more than %d sources: give a shorter period", MOST_SOURCES);
}

static enum rc make_room(struct ctx *cx, struct yields *yields)
{
	size_t room = yields->room ? yields->room * 2 : FIRST_ROOM;

	if (yields->count < yields->room)
		return OK;
	if (yields->count >= MOST_SOURCES)
		return too_many(cx);
	yields->sources =
		arena_grow(cx->arena, yields->sources, yields->room * sizeof *yields->sources,
			   room * sizeof *yields->sources);
	if (!yields->sources)
		return fail_memory(cx);
	yields->room = room;
	return OK;
}

static enum rc yield_of(struct ctx *cx, struct yields *yields, int64_t source_id,
			struct source_yield **out)
{
	for (size_t i = 0; i < yields->count; i++) {
		*out = &yields->sources[i];
		if ((*out)->source_id == source_id)
			return OK;
	}
	TRY(make_room(cx, yields));
	*out = &yields->sources[yields->count++];
	**out = (struct source_yield){ .source_id = source_id };
	return OK;
}

/* PostgreSQL puts deals together; of SQLite each comes by itself. */
static enum rc write_deals(struct ctx *cx, const struct insight_frame *frame, struct list_sql *sql)
{
	bool one_by_one = db_dialect(cx->db) == DB_SQLITE;
	struct insight_part begun = { .kinds = STAGES_ALL,
				      .days = DAYS_OF_CREATION,
				      .from = frame->begin,
				      .to = frame->end };

	TRY(insight_choose(cx, frame, &begun));
	if (!one_by_one)
		buf_text(&sql->text, "SELECT d.source_id, d.stage_id, COUNT(*),"
				     " CAST(COALESCE(SUM(d.amount_home), 0) AS BIGINT) FROM (");
	TRY(insight_rows(cx, frame, &begun,
			 one_by_one ? STR("t.source_id, t.stage_id, 1, t.amount_home")
				    : STR("t.source_id, t.stage_id, t.amount_home"),
			 sql));
	if (!one_by_one)
		buf_text(&sql->text, ") d GROUP BY 1, 2");
	return OK;
}

static enum rc add_up(struct ctx *cx, const struct insight_frame *frame, struct value_sums *sums)
{
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(write_deals(cx, frame, &sql));
	TRY(list_sql_prepare(cx, &sql, &stmt));
	for (;;) {
		struct value_sum *sum;
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(value_sum_of(cx, sums, &(struct value){ .number = db_int(stmt, 0) }, &sum));
		if (!sum)
			return too_many(cx);
		value_sum_add(sum, insight_stage(frame, db_int(stmt, 1)), db_int(stmt, 2),
			      db_int(stmt, 3));
	}
}

static enum rc read_deals(struct ctx *cx, struct yields *yields)
{
	struct value_sums sums = { .count = 0 };

	TRY(add_up(cx, &yields->frame, &sums));
	value_sums_sort(&sums);
	for (size_t i = 0; i < sums.count; i++) {
		struct outcome outcome = sums.sums[i].outcome;
		struct source_yield *source;

		TRY(yield_of(cx, yields, sums.sums[i].value.number, &source));
		source->deals = outcome.open + outcome.won + outcome.lost;
		source->outcome = outcome;
	}
	return OK;
}

static void add_leads(struct source_yield *source, const struct db_stmt *stmt)
{
	source->leads += db_int(stmt, 1);
	source->qualified += db_int(stmt, 2);
	source->converted += db_int(stmt, 3);
}

/* A lead was qualified when it is or was a prospect. Merged ones are archived. */
static enum rc read_leads(struct ctx *cx, struct yields *yields)
{
	const struct insight_frame *frame = &yields->frame;
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	buf_text(&sql.text,
		 "SELECT COALESCE(t.source_id, 0), COUNT(*), CAST(SUM(CASE WHEN"
		 " t.lifecycle IN ('prospect', 'converted') OR t.qualified_at IS NOT NULL"
		 " THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN t.lifecycle = 'converted'"
		 " THEN 1 ELSE 0 END) AS BIGINT) FROM leads t WHERE t.archived_at IS NULL");
	insight_between(&sql, "t.created_at", frame->begin, frame->end);
	owner_filter_sql(&frame->owners, db_dialect(cx->db) == DB_SQLITE ? "+t" : "t", &sql.text);
	buf_text(&sql.text, " GROUP BY 1 ORDER BY 2 DESC, 1");
	TRY(list_sql_prepare(cx, &sql, &stmt));
	for (;;) {
		struct source_yield *source;
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(yield_of(cx, yields, db_int(stmt, 0), &source));
		add_leads(source, stmt);
	}
}

static enum rc read_names(struct ctx *cx, struct yields *yields)
{
	int64_t *ids;

	TRY(ctx_alloc(cx, (yields->count + 1) * sizeof *ids, &ids));
	for (size_t i = 0; i < yields->count; i++)
		ids[i] = yields->sources[i].source_id;
	return card_names_read(cx, &source_entity, ids, yields->count, &yields->names);
}

/* --- the answer ------------------------------------------------------------------------------------------------ */

static void write_leads(struct json_out *out, const struct yields *yields,
			const struct source_yield *source)
{
	write_figure(out, "leads", yields->has_leads ? source->leads : UNSET, 0);
	write_figure(out, "qualified", yields->has_leads ? source->qualified : UNSET, 0);
	write_figure(out, "converted", yields->has_leads ? source->converted : UNSET, 0);
}

static void write_rows(struct ctx *cx, struct json_out *out, const struct yields *yields,
		       const struct source_yield *source)
{
	const struct insight_frame *frame = &yields->frame;
	struct buf deals = buf_new(cx->arena);
	struct buf leads = buf_new(cx->arena);
	str id = str_from(NULL);

	if (source->source_id != 0)
		id = str_printf(cx->arena, "%lld", (long long)source->source_id);
	rows_begin(frame, &deals);
	rows_days("created_at", frame->from, frame->to, &deals);
	rows_value("source_id", id, &deals);
	rows_write(frame, out, "rows", &deals);
	rows_days("created_at", frame->from, frame->to, &leads);
	rows_value("source_id", id, &leads);
	rows_owners(frame, &leads);
	if (insight_is_past(frame))
		write_text(out, "rows_leads", str_from(NULL));
	else
		rows_write(frame, out, "rows_leads", &leads);
}

static void write_source(struct ctx *cx, struct json_out *out, const struct yields *yields,
			 const struct source_yield *source)
{
	const struct card_name *name = card_names_find(&yields->names, source->source_id);
	int64_t value = 0;
	bool known;

	json_object_begin(out);
	write_figure(out, "source_id", source->source_id != 0 ? source->source_id : UNSET, 0);
	write_text(out, "name", name ? name->name : str_from(NULL));
	write_leads(out, yields, source);
	write_int(out, "deals", source->deals);
	write_int(out, "open", source->deals - source->outcome.won - source->outcome.lost);
	outcome_write(cx, out, &source->outcome);
	known = yields->has_leads && amount_each(source->outcome.amount_won, source->leads, &value);
	write_money_figure(cx, out, "amount_per_lead", known ? value : UNSET);
	known = amount_each(source->outcome.amount_won, source->deals, &value);
	write_money_figure(cx, out, "amount_per_deal", known ? value : UNSET);
	write_rows(cx, out, yields, source);
	json_object_end(out);
}

static void write_yields(struct ctx *cx, struct json_out *out, const struct yields *yields)
{
	json_object_begin(out);
	write_day(out, "from", yields->frame.from);
	write_day(out, "to", yields->frame.to);
	write_text(out, "currency", str_from(cx->organisation.currency));
	json_key(out, "sources");
	json_array_begin(out);
	for (size_t i = 0; i < yields->count; i++)
		write_source(cx, out, yields, &yields->sources[i]);
	json_array_end(out);
	json_object_end(out);
}
