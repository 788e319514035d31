/* What was closed in a period, by the values of a field. */
#include "pipeline/pipeline.h"

#include "codec/json_out.h"
#include "db/db.h"
#include "pipeline/card_names_query.h"
#include "pipeline/figure_json.h"
#include "pipeline/insight_outcome.h"

enum { GROUPS = 50 };

#define CUSTOM_PREFIX "custom."

struct group {
	bool is_set;
	int64_t id; /* of fields that point to rows */
	str text;   /* of others */
	struct outcome outcome;
};

struct outcomes {
	struct insight_frame frame;
	str by;
	str column;                 /* as SQL */
	const struct entity *about; /* that the values point to; NULL: they are texts */
	struct group groups[GROUPS];
	size_t count;
	struct outcome all;
	struct card_names names;
};

static enum rc read_by(struct ctx *cx, struct outcomes *outcomes);
static enum rc read_all(struct ctx *cx, struct outcomes *outcomes);
static enum rc read_groups(struct ctx *cx, struct outcomes *outcomes);
static enum rc read_names(struct ctx *cx, struct outcomes *outcomes);
static void write_outcomes(struct ctx *cx, struct json_out *out, const struct outcomes *outcomes);

enum rc insight_outcomes_to_json(struct ctx *cx, const struct insight_scope *scope, str by,
				 struct json_out *out)
{
	struct outcomes *outcomes;

	TRY(ctx_alloc(cx, sizeof *outcomes, &outcomes));
	outcomes->by = by;
	TRY(insight_frame_open(cx, scope, &outcomes->frame));
	TRY(read_by(cx, outcomes));
	TRY(read_all(cx, outcomes));
	TRY(read_groups(cx, outcomes));
	TRY(read_names(cx, outcomes));
	write_outcomes(cx, out, outcomes);
	return OK;
}

/* --- the field ------------------------------------------------------------------------------------------------ */

static const char *const fields[] = { "owner_id",       "source_id", "company_id",
				      "lost_reason_id", "category",  "currency" };

static enum rc read_by(struct ctx *cx, struct outcomes *outcomes)
{
	str by = outcomes->by;
	bool found = false;

	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const struct field *field = entity_field(&deal_entity, str_from(fields[i]));

		if (!str_is(by, fields[i]))
			continue;
		outcomes->column = str_printf(cx->arena, "t.%s", fields[i]);
		outcomes->about = field->ref ? entity_by_name(str_from(field->ref)) : NULL;
		return OK;
	}
	if (str_starts(by, STR(CUSTOM_PREFIX)))
		TRY(custom_column(cx, &deal_entity, str_sub(by, sizeof CUSTOM_PREFIX - 1, by.len),
				  &outcomes->column, &found));
	if (found)
		return OK;
	return fail_code(cx, "by", "unknown",
			 "give one of: %s, or custom. and the key of a field with few values",
			 "owner_id, source_id, company_id, lost_reason_id, category, currency");
}

/* --- reading --------------------------------------------------------------------------------------------------- */

/* Won, lost, and their amounts; s is the deal's stage. */
#define SUMS                                                                                       \
	"CAST(COALESCE(SUM(CASE WHEN s.kind = 'won' THEN 1 ELSE 0 END), 0) AS BIGINT),"            \
	" CAST(COALESCE(SUM(CASE WHEN s.kind = 'lost' THEN 1 ELSE 0 END), 0) AS BIGINT),"          \
	" CAST(COALESCE(SUM(CASE WHEN s.kind = 'won' THEN t.amount_home END), 0) AS BIGINT),"      \
	" CAST(COALESCE(SUM(CASE WHEN s.kind = 'lost' THEN t.amount_home END), 0) AS BIGINT)"      \
	" FROM deals t JOIN stages s ON s.id = t.stage_id"

static struct outcome sums_of(const struct db_stmt *stmt, int column)
{
	return (struct outcome){
		.won = db_int(stmt, column),
		.lost = db_int(stmt, column + 1),
		.amount_won = db_int(stmt, column + 2),
		.amount_lost = db_int(stmt, column + 3),
	};
}

static enum rc add_where(struct ctx *cx, const struct insight_frame *frame, struct list_sql *sql)
{
	TRY(insight_where(cx, frame, STAGES_CLOSED, sql));
	insight_between(sql, "closed_on", frame->from, frame->to);
	return OK;
}

static enum rc read_all(struct ctx *cx, struct outcomes *outcomes)
{
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	buf_text(&sql.text, "SELECT " SUMS);
	TRY(add_where(cx, &outcomes->frame, &sql));
	TRY(list_sql_prepare(cx, &sql, &stmt));
	TRY(db_step(cx, stmt, &found));
	if (found)
		outcomes->all = sums_of(stmt, 0);
	return OK;
}

static void read_group(struct ctx *cx, const struct db_stmt *stmt, struct outcomes *outcomes)
{
	struct group *group = &outcomes->groups[outcomes->count++];

	group->is_set = !db_is_null(stmt, 0);
	group->outcome = sums_of(stmt, 2);
	if (!group->is_set)
		return;
	if (outcomes->about)
		group->id = db_int(stmt, 0);
	else
		group->text = arena_str(cx->arena, db_text(stmt, 0));
}

static enum rc read_groups(struct ctx *cx, struct outcomes *outcomes)
{
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	buf_printf(&sql.text, "SELECT %.*s, COUNT(*), " SUMS, STR_ARG(outcomes->column));
	TRY(add_where(cx, &outcomes->frame, &sql));
	buf_text(&sql.text, " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?");
	sql_int(&sql, GROUPS);
	TRY(list_sql_prepare(cx, &sql, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		read_group(cx, stmt, outcomes);
	}
}

static enum rc read_names(struct ctx *cx, struct outcomes *outcomes)
{
	int64_t ids[GROUPS];

	if (!outcomes->about)
		return OK;
	for (size_t i = 0; i < outcomes->count; i++)
		ids[i] = outcomes->groups[i].id;
	return card_names_read(cx, outcomes->about, ids, outcomes->count, &outcomes->names);
}

/* --- the answer ------------------------------------------------------------------------------------------------- */

static void write_rows(struct ctx *cx, struct json_out *out, const struct outcomes *outcomes,
		       str value)
{
	const struct insight_frame *frame = &outcomes->frame;
	const int64_t days[2] = { frame->from, frame->to };
	struct buf condition = buf_new(cx->arena);

	rows_value(arena_str(cx->arena, outcomes->by).ptr, value, &condition);
	outcome_write_rows(cx, out, frame, days, buf_str(&condition));
}

static void write_group(struct ctx *cx, struct json_out *out, const struct outcomes *outcomes,
			const struct group *group)
{
	const struct card_name *name = NULL;
	str value = group->text;

	if (group->is_set && outcomes->about) {
		name = card_names_find(&outcomes->names, group->id);
		value = str_printf(cx->arena, "%lld", (long long)group->id);
	}
	json_object_begin(out);
	write_text(out, "value", value);
	write_text(out, "name", name ? name->name : str_from(NULL));
	outcome_write(cx, out, &group->outcome);
	write_rows(cx, out, outcomes, value);
	json_object_end(out);
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

static void write_outcomes(struct ctx *cx, struct json_out *out, const struct outcomes *outcomes)
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
		write_group(cx, out, outcomes, &outcomes->groups[i]);
	json_array_end(out);
	write_sum(cx, out, "rest", &rest);
	write_sum(cx, out, "all", &outcomes->all);
	json_object_end(out);
}
