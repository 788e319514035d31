/* The stages of a pipeline in the order in which people see them. Changing them: stage_*.c, and the
 * rules that they keep: pipeline_rules.c. */
#include "pipeline/pipeline.h"

#include "pipeline/operation.h"
#include "record/record.h"

#include <stdlib.h>

static int by_place(const void *a, const void *b);

enum rc stages_of(struct ctx *cx, int64_t pipeline_id, bool with_archived, struct stage **stages,
		  size_t *count)
{
	const struct filter of_pipeline = {
		.field = entity_field(&stage_entity, STR("pipeline_id")),
		.op = OP_EQ,
		.number = pipeline_id,
	};
	struct list_query query;
	struct list_page page;

	list_start(&stage_entity, &query);
	TRY(list_filter(cx, &query, &of_pipeline));
	query.limit = LIMIT_MAX;
	query.with_archived = with_archived;
	TRY(list_read(cx, &stage_entity, &query, &page));
	*stages = page.rows;
	*count = page.count;
	if (page.count > 1)
		qsort(page.rows, page.count, sizeof(struct stage), by_place);
	return OK;
}

/* The order of enum stage_kind: open, won, lost. */
bool stage_before(const struct stage *a, const struct stage *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind;
	if (a->position != b->position)
		return a->position < b->position;
	return a->row.id < b->row.id;
}

static int by_place(const void *a, const void *b)
{
	return stage_before(b, a) - stage_before(a, b);
}
