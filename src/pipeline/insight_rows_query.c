/* The deals of an answer of Insight as SQL, as they are or as they were. What they are: insight_frame.c. */
#include "pipeline/insight_frame.h"

#include "pipeline/whole_table_query.h"

void insight_between(struct list_sql *sql, const char *column, int64_t from, int64_t to)
{
	buf_printf(&sql->text, " AND %s >= ? AND %s <= ?", column, column);
	sql_int(sql, from);
	sql_int(sql, to);
}

static const char *const columns_of_days[] = {
	[DAYS_OF_CREATION] = "t.created_at",
	[DAYS_OF_CLOSING] = "t.closed_on",
	[DAYS_OF_EXPECTED_CLOSE] = "t.expected_close",
};

enum rc insight_choose(struct ctx *cx, const struct insight_frame *frame, struct insight_part *part)
{
	str days = str_printf(cx->arena, "deals t WHERE %s", columns_of_days[part->days]);

	TRY(deals_are_many(cx, days, part->from, part->to, &part->is_much));
	if (!insight_is_past(frame))
		return OK;
	return deals_are_many(cx,
			      STR("deals_versions t WHERE t.stage_id IN (SELECT id FROM stages)"
				  " AND t.valid_to"),
			      frame->as_of + 1, INT64_MAX, &part->is_long_past);
}

void insight_from(const struct insight_part *part, struct list_sql *sql)
{
	const char *deals = whole_table(part->is_much);

	if (!part->versions)
		buf_printf(&sql->text, " FROM deals t%s", deals);
	else if (part->days == DAYS_OF_CREATION)
		/* CROSS JOIN: SQLite goes from the deal to its versions. */
		buf_printf(&sql->text, " FROM deals d%s CROSS JOIN deals_versions t", deals);
	else
		buf_printf(&sql->text, " FROM deals_versions t%s", whole_table(part->is_long_past));
}

/* Of the caller's conditions none chooses an index: that is the period's. Versions have none of their days: they are
 * found by the stage, or for a creation by their deal. Open deals have one of stage and expected close together. */
static bool is_by_stage(const struct insight_part *part)
{
	if (part->versions)
		return part->days != DAYS_OF_CREATION;
	return part->days == DAYS_OF_EXPECTED_CLOSE && part->kinds == STAGES_OPEN;
}

static void add_days(const struct ctx *cx, const struct insight_part *part, struct list_sql *sql)
{
	bool of_deal = part->versions && part->days == DAYS_OF_CREATION;
	const char *column = of_deal ? "d.created_at" : columns_of_days[part->days];

	if (of_deal)
		buf_text(&sql->text, " AND t.id = d.id");
	if (part->days == DAYS_OF_EXPECTED_CLOSE && part->kinds == STAGES_OPEN)
		buf_text(&sql->text, open_deals(cx)); /* what their index promises */
	if (part->from == UNSET)
		buf_printf(&sql->text, " AND %s IS NULL", column);
	else
		insight_between(sql, column, part->from, part->to);
}

enum rc insight_where(struct ctx *cx, const struct insight_frame *frame,
		      const struct insight_part *part, struct list_sql *sql)
{
	const struct board_filter filter = {
		.owners = &frame->owners,
		.query = &frame->filter,
		.as_of = frame->as_of,
		.by = is_by_stage(part) ? FIND_BY_STAGE : FIND_BY_NOTHING,
	};
	struct stage_ids stages;

	/* The days first: they leave the fewest, where all are looked at. */
	TRY(insight_stages(cx, frame, part->kinds, &stages));
	buf_text(&sql->text, " WHERE 1 = 1");
	add_days(cx, part, sql);
	buf_text(&sql->text, " AND ");
	return board_filter_conditions_sql(cx, &filter, &stages, part->versions, sql);
}

static enum rc add_select(struct ctx *cx, const struct insight_frame *frame,
			  const struct insight_part *part, str columns, struct list_sql *sql)
{
	buf_printf(&sql->text, "SELECT %.*s", STR_ARG(columns));
	insight_from(part, sql);
	return insight_where(cx, frame, part, sql);
}

enum rc insight_rows(struct ctx *cx, const struct insight_frame *frame,
		     const struct insight_part *part, str columns, struct list_sql *sql)
{
	struct insight_part past = *part;

	past.versions = true;
	TRY(add_select(cx, frame, part, columns, sql));
	if (!insight_is_past(frame))
		return OK;
	buf_text(&sql->text, " UNION ALL ");
	return add_select(cx, frame, &past, columns, sql);
}
