/* Which deals are in a stage, whoever may see them. Boards ask differently: board_query.c. */
#include "pipeline/stage_deals.h"

static enum rc read_page(struct ctx *cx, int64_t stage_id, struct list_query *query,
			 struct list_page *page)
{
	const struct filter in_stage = {
		.field = entity_field(&deal_entity, STR("stage_id")),
		.op = OP_EQ,
		.number = stage_id,
	};

	TRY(list_filter(cx, query, &in_stage));
	/* In the order of the index, so that a page costs no more than its rows. */
	query->sort[0].field = entity_field(&deal_entity, STR("stage_entered_at"));
	query->sort[1].field = entity_field(&deal_entity, STR("id"));
	query->sort_count = 2;
	query->no_scope = true;
	return list_read(cx, &deal_entity, query, page);
}

enum rc stage_deals(struct ctx *cx, int64_t stage_id, bool with_archived, struct list_page *page)
{
	struct list_query query;

	list_start(&deal_entity, &query);
	query.limit = LIMIT_MAX;
	query.with_total = true;
	query.with_archived = with_archived;
	return read_page(cx, stage_id, &query, page);
}

enum rc stage_has_deals(struct ctx *cx, int64_t stage_id, bool *yes)
{
	struct list_query query;
	struct list_page page;

	list_start(&deal_entity, &query);
	query.limit = 1;
	TRY(read_page(cx, stage_id, &query, &page));
	*yes = page.count > 0;
	return OK;
}
