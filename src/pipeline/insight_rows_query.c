/* The deals of an answer of Insight as SQL, as they are or as they were. What they are: insight_frame.c. */
#include "pipeline/insight_frame.h"

void insight_between(struct list_sql *sql, const char *column, int64_t from, int64_t to)
{
	buf_printf(&sql->text, " AND %s >= ? AND %s <= ?", column, column);
	sql_int(sql, from);
	sql_int(sql, to);
}

void insight_from(const struct insight_part *part, struct list_sql *sql)
{
	static const char *const tables[][2] = {
		/* CROSS JOIN: SQLite goes from the deal to its versions. */
		[DAYS_OF_CREATION] = { " FROM deals t",
				       " FROM deals d CROSS JOIN deals_versions t" },
		[DAYS_OF_CLOSING] = { " FROM deals t", " FROM deals_versions t" },
	};

	buf_text(&sql->text, tables[part->days][part->versions]);
}

/* Of the caller's conditions none chooses an index: that is the period's. Versions have none of their days: those of
 * a closing are found by the stage, those of a creation by their deal. */
enum rc insight_where(struct ctx *cx, const struct insight_frame *frame,
		      const struct insight_part *part, struct list_sql *sql)
{
	bool by_stage = part->versions && part->days == DAYS_OF_CLOSING;
	const struct board_filter filter = {
		.owners = &frame->owners,
		.query = &frame->filter,
		.as_of = frame->as_of,
		.by = by_stage ? FIND_BY_STAGE : FIND_BY_NOTHING,
	};
	struct stage_ids stages;

	TRY(insight_stages(cx, frame, part->kinds, &stages));
	TRY(board_filter_sql(cx, &filter, &stages, part->versions, sql));
	if (part->days == DAYS_OF_CLOSING) {
		insight_between(sql, "t.closed_on", part->from, part->to);
		return OK;
	}
	if (part->versions)
		buf_text(&sql->text, " AND t.id = d.id");
	insight_between(sql, part->versions ? "d.created_at" : "t.created_at", part->from,
			part->to);
	return OK;
}

static enum rc add_select(struct ctx *cx, const struct insight_frame *frame,
			  const struct insight_part *part, str columns, struct list_sql *sql)
{
	buf_printf(&sql->text, "SELECT %.*s", STR_ARG(columns));
	insight_from(part, sql);
	buf_text(&sql->text, " JOIN stages s ON s.id = t.stage_id");
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
