/* What was closed in a period, by the values of a field. */
#include "pipeline/pipeline.h"

#include "codec/json_out.h"
#include "db/db.h"
#include "pipeline/card_names_query.h"
#include "pipeline/figure_json.h"
#include "pipeline/insight_band.h"
#include "pipeline/insight_outcome.h"
#include "pipeline/insight_values.h"

#include <stdlib.h>

enum { GROUPS = 50, ROOM = MOST_BANDS };

struct group {
	bool is_set;
	int64_t id; /* of fields that point to rows */
	struct band band;
	str text; /* of others */
	struct outcome outcome;
};

struct outcomes {
	struct insight_frame frame;
	str by;
	struct grouping grouping;
	struct group groups[ROOM];
	size_t count;
	struct outcome all;
	struct card_names names;
};

static enum rc read_by(struct ctx *cx, struct outcomes *outcomes);
static enum rc read_sums(struct ctx *cx, struct outcomes *outcomes);
static enum rc read_names(struct ctx *cx, struct outcomes *outcomes);
static enum rc write_outcomes(struct ctx *cx, struct json_out *out,
			      const struct outcomes *outcomes);

enum rc insight_outcomes_to_json(struct ctx *cx, const struct insight_scope *scope, str by,
				 struct json_out *out)
{
	struct outcomes *outcomes;

	TRY(ctx_alloc(cx, sizeof *outcomes, &outcomes));
	outcomes->by = by;
	TRY(insight_frame_open(cx, scope, &outcomes->frame));
	TRY(read_by(cx, outcomes));
	TRY(read_sums(cx, outcomes));
	TRY(read_names(cx, outcomes));
	return write_outcomes(cx, out, outcomes);
}

/* --- the field ------------------------------------------------------------------------------------------------ */

static enum rc read_by(struct ctx *cx, struct outcomes *outcomes)
{
	bool found = false;
	str names;

	TRY(grouping_find(cx, &deal_entity, outcomes->by, &outcomes->grouping, &found));
	if (found)
		return OK;
	names = grouping_names(cx, &deal_entity);
	return fail_code(cx, "by", "unknown",
			 "give one of: %.*s, or custom. (company.custom.) and the key of a field "
			 "with few values",
			 STR_ARG(names));
}

/* --- grouped by the database ----------------------------------------------------------------------------------- */

#define CLOSED "t.stage_id AS stage_id, t.amount_home AS amount"

/* All, won, and their amounts, of rows c as CLOSED gives them. */
static void add_sums(const struct insight_frame *frame, struct buf *sql)
{
	struct buf won = buf_new(sql->arena);

	buf_text(&won, "CASE WHEN c.stage_id IN (NULL");
	for (size_t i = 0; i < frame->stage_count; i++)
		if (frame->stages[i].kind == STAGE_WON)
			buf_printf(&won, ", %lld", (long long)frame->stages[i].row.id);
	buf_text(&won, ") THEN");
	buf_printf(sql,
		   "COUNT(*), CAST(COALESCE(SUM(%.*s 1 END), 0) AS BIGINT),"
		   " CAST(COALESCE(SUM(c.amount), 0) AS BIGINT),"
		   " CAST(COALESCE(SUM(%.*s c.amount END), 0) AS BIGINT) FROM (",
		   STR_ARG(buf_str(&won)), STR_ARG(buf_str(&won)));
}

static struct outcome sums_of(const struct db_stmt *stmt, int column)
{
	int64_t won = db_int(stmt, column + 1);
	int64_t amount_won = db_int(stmt, column + 3);

	return (struct outcome){
		.won = won,
		.lost = db_int(stmt, column) - won,
		.amount_won = amount_won,
		.amount_lost = db_int(stmt, column + 2) - amount_won,
	};
}

static enum rc add_closed(struct ctx *cx, const struct insight_frame *frame, str columns,
			  struct list_sql *sql)
{
	struct insight_part closed = { .kinds = STAGES_CLOSED,
				       .days = DAYS_OF_CLOSING,
				       .from = frame->from,
				       .to = frame->to };

	TRY(insight_choose(cx, frame, &closed));
	return insight_rows(cx, frame, &closed, columns, sql);
}

static void outcome_add(struct outcome *outcome, const struct outcome *more)
{
	outcome->won += more->won;
	outcome->lost += more->lost;
	outcome->amount_won += more->amount_won;
	outcome->amount_lost += more->amount_lost;
}

static enum rc read_all(struct ctx *cx, struct outcomes *outcomes)
{
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	buf_text(&sql.text, "SELECT ");
	add_sums(&outcomes->frame, &sql.text);
	TRY(add_closed(cx, &outcomes->frame, STR(CLOSED), &sql));
	buf_text(&sql.text, ") c");
	TRY(list_sql_prepare(cx, &sql, &stmt));
	TRY(db_step(cx, stmt, &found));
	if (found)
		outcomes->all = sums_of(stmt, 0);
	return OK;
}

static struct group read_value(struct ctx *cx, const struct db_stmt *stmt,
			       const struct grouping *grouping)
{
	struct group group = { .is_set = !db_is_null(stmt, 0) };

	if (group.is_set && grouping->in_bands)
		group.band = band_of(db_int(stmt, 0));
	else if (group.is_set && grouping->about)
		group.id = db_int(stmt, 0);
	else if (group.is_set)
		group.text = arena_str(cx->arena, db_text(stmt, 0));
	return group;
}

/* Every value comes once, but many are in one band. */
static struct group *group_of(struct outcomes *outcomes, const struct group *found)
{
	for (size_t i = 0; i < outcomes->count && outcomes->grouping.in_bands; i++)
		if (outcomes->groups[i].is_set == found->is_set &&
		    outcomes->groups[i].band.least == found->band.least)
			return &outcomes->groups[i];
	ensure(outcomes->count < ROOM);
	outcomes->groups[outcomes->count] = *found;
	return &outcomes->groups[outcomes->count++];
}

static void add_group(struct ctx *cx, struct outcomes *outcomes, const struct db_stmt *stmt)
{
	struct group found = read_value(cx, stmt, &outcomes->grouping);
	struct outcome more = sums_of(stmt, 1);

	outcome_add(&group_of(outcomes, &found)->outcome, &more);
}

/* From small to large; at the end what is not known. */
static int by_band(const void *a, const void *b)
{
	const struct group *left = a;
	const struct group *right = b;

	if (left->is_set != right->is_set)
		return left->is_set ? -1 : 1;
	return (left->band.least > right->band.least) - (left->band.least < right->band.least);
}

/* The values with the most deals; all of those that go into bands. */
static enum rc read_groups(struct ctx *cx, struct outcomes *outcomes)
{
	const struct grouping *grouping = &outcomes->grouping;
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	str columns = str_printf(cx->arena, "%.*s AS value, " CLOSED, STR_ARG(grouping->column));

	buf_text(&sql.text, "SELECT c.value, ");
	add_sums(&outcomes->frame, &sql.text);
	TRY(add_closed(cx, &outcomes->frame, columns, &sql));
	buf_text(&sql.text, ") c GROUP BY 1");
	if (!grouping->in_bands) {
		buf_text(&sql.text, " ORDER BY 2 DESC, 1 LIMIT ?");
		sql_int(&sql, GROUPS);
	}
	TRY(list_sql_prepare(cx, &sql, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		add_group(cx, outcomes, stmt);
	}
}

/* --- added up here ----------------------------------------------------------------------------------------------- */

static struct value value_at(const struct db_stmt *stmt, const struct grouping *grouping)
{
	struct value value = { .is_set = !db_is_null(stmt, 0) };

	if (value.is_set && grouping->in_bands)
		value.number = band_of(db_int(stmt, 0)).least;
	else if (value.is_set && grouping->about)
		value.number = db_int(stmt, 0);
	else if (value.is_set)
		value.text = db_text(stmt, 0);
	return value;
}

static enum rc add_up(struct ctx *cx, const struct outcomes *outcomes, struct value_sums *sums,
		      bool *fits)
{
	const struct grouping *grouping = &outcomes->grouping;
	str columns =
		str_printf(cx->arena, "%.*s, t.stage_id, t.amount_home", STR_ARG(grouping->column));
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(add_closed(cx, &outcomes->frame, columns, &sql));
	TRY(list_sql_prepare(cx, &sql, &stmt));
	for (*fits = true;;) {
		struct value value;
		struct value_sum *sum;
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		value = value_at(stmt, grouping);
		TRY(value_sum_of(cx, sums, &value, &sum));
		*fits = sum != NULL;
		if (!sum)
			return OK;
		value_sum_add(sum, insight_stage(&outcomes->frame, db_int(stmt, 1)), 1,
			      db_int(stmt, 2));
	}
}

static void take_sums(struct outcomes *outcomes, const struct value_sums *sums)
{
	size_t most = outcomes->grouping.in_bands ? ROOM : GROUPS;

	for (size_t i = 0; i < sums->count; i++) {
		const struct value_sum *sum = &sums->sums[i];

		outcome_add(&outcomes->all, &sum->outcome);
		if (i >= most)
			continue;
		outcomes->groups[outcomes->count++] = (struct group){
			.is_set = sum->value.is_set,
			.id = sum->value.number,
			.band = outcomes->grouping.in_bands ? band_of(sum->value.number)
							    : (struct band){ 0, 0 },
			.text = sum->value.text,
			.outcome = sum->outcome,
		};
	}
}

/* PostgreSQL groups well by itself; SQLite only has to where the values are very many. */
static enum rc read_sums(struct ctx *cx, struct outcomes *outcomes)
{
	struct value_sums sums = { .count = 0 };
	bool fits = false;

	if (db_dialect(cx->db) == DB_SQLITE)
		TRY(add_up(cx, outcomes, &sums, &fits));
	if (!fits) {
		TRY(read_all(cx, outcomes));
		TRY(read_groups(cx, outcomes));
	} else {
		value_sums_sort(&sums);
		take_sums(outcomes, &sums);
	}
	if (outcomes->grouping.in_bands)
		qsort(outcomes->groups, outcomes->count, sizeof *outcomes->groups, by_band);
	return OK;
}

static enum rc read_names(struct ctx *cx, struct outcomes *outcomes)
{
	const struct entity *about = outcomes->grouping.about;
	int64_t ids[ROOM];

	if (!about)
		return OK;
	for (size_t i = 0; i < outcomes->count; i++)
		ids[i] = outcomes->groups[i].id;
	return card_names_read(cx, about, ids, outcomes->count, &outcomes->names);
}

/* --- the answer ------------------------------------------------------------------------------------------------- */

/* As lists take it: a text, an id, or the beginning of a band; `below` is its end. */
static enum rc value_of(struct ctx *cx, const struct outcomes *outcomes, const struct group *group,
			str *value, str *below)
{
	const struct grouping *grouping = &outcomes->grouping;

	*value = group->text;
	*below = str_from(NULL);
	if (!group->is_set)
		return OK;
	if (grouping->about)
		*value = str_printf(cx->arena, "%lld", (long long)group->id);
	if (!grouping->in_bands)
		return OK;
	TRY(grouping_number(cx, grouping, group->band.least, value));
	return group->band.below == INT64_MAX
		       ? OK
		       : grouping_number(cx, grouping, group->band.below, below);
}

static void write_rows(struct ctx *cx, struct json_out *out, const struct outcomes *outcomes,
		       str value, str below)
{
	const struct insight_frame *frame = &outcomes->frame;
	const char *filter = outcomes->grouping.filter;
	const int64_t days[2] = { frame->from, frame->to };
	struct buf condition = buf_new(cx->arena);

	if (!outcomes->grouping.in_bands || !str_is_set(value))
		rows_value(filter, value, &condition);
	else
		buf_printf(&condition, "&%s.gte=%.*s", filter, STR_ARG(value));
	if (str_is_set(below))
		buf_printf(&condition, "&%s.lt=%.*s", filter, STR_ARG(below));
	outcome_write_rows(cx, out, frame, days, buf_str(&condition));
}

static enum rc write_group(struct ctx *cx, struct json_out *out, const struct outcomes *outcomes,
			   const struct group *group)
{
	const struct card_name *name = card_names_find(&outcomes->names, group->id);
	str value;
	str below;

	TRY(value_of(cx, outcomes, group, &value, &below));
	json_object_begin(out);
	write_text(out, "value", value);
	write_text(out, "below", below);
	write_text(out, "name", name ? name->name : str_from(NULL));
	outcome_write(cx, out, &group->outcome);
	write_rows(cx, out, outcomes, value, below);
	json_object_end(out);
	return OK;
}

/* What the groups leave of all. */
static struct outcome rest_of(const struct outcomes *outcomes)
{
	struct outcome rest = outcomes->all;

	for (size_t i = 0; i < outcomes->count; i++) {
		const struct outcome *group = &outcomes->groups[i].outcome;

		rest.won -= group->won;
		rest.lost -= group->lost;
		rest.amount_won -= group->amount_won;
		rest.amount_lost -= group->amount_lost;
	}
	return rest;
}

static void write_sum(const struct ctx *cx, struct json_out *out, const char *key,
		      const struct outcome *outcome)
{
	json_key(out, key);
	json_object_begin(out);
	outcome_write(cx, out, outcome);
	json_object_end(out);
}

static enum rc write_outcomes(struct ctx *cx, struct json_out *out, const struct outcomes *outcomes)
{
	const struct insight_frame *frame = &outcomes->frame;
	struct outcome rest = rest_of(outcomes);

	json_object_begin(out);
	write_day(out, "from", frame->from);
	write_day(out, "to", frame->to);
	write_text(out, "by", outcomes->by);
	write_text(out, "currency", str_from(cx->organisation.currency));
	json_key(out, "groups");
	json_array_begin(out);
	for (size_t i = 0; i < outcomes->count; i++)
		TRY(write_group(cx, out, outcomes, &outcomes->groups[i]));
	json_array_end(out);
	write_sum(cx, out, "rest", &rest);
	write_sum(cx, out, "all", &outcomes->all);
	json_object_end(out);
	return OK;
}
