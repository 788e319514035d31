/* Deals as people look for them: by the name of the company, or of somebody there. They come behind what the words
 * themselves have found (record/search.c), which is asked for nothing more. */
#include "pipeline/pipeline.h"

#include "pipeline/operation.h"
#include "record/record.h"

enum {
	MOST_NAMES = 3, /* companies and contacts whose deals are told, the first ones found */
	MOST_DEALS = 5, /* of each, the newest */
};

/* The newest rows whose field refers to this one. */
static enum rc newest_of(struct ctx *cx, const struct entity *entity, const char *field, int64_t id,
			 struct list_page *page)
{
	const struct filter same = {
		.field = entity_field(entity, str_from(field)),
		.op = OP_EQ,
		.number = id,
	};
	struct list_query query;

	list_start(entity, &query);
	TRY(list_filter(cx, &query, &same));
	query.sort[0].descending = true;
	query.limit = MOST_DEALS;
	return list_read(cx, entity, &query, page);
}

static bool is_told(const struct search_query *query, int64_t deal_id)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->hits[i].entity == &deal_entity && query->hits[i].id == deal_id)
			return true;
	return false;
}

static void add(struct search_query *query, const struct deal *deal, const struct search_hit *of)
{
	if (query->count == query->limit || is_told(query, deal->row.id))
		return;
	query->hits[query->count++] = (struct search_hit){
		.entity = &deal_entity,
		.id = deal->row.id,
		.title = deal->title,
		.subtitle = of->title,
		.of = of->entity,
	};
}

static enum rc add_of_company(struct ctx *cx, struct search_query *query,
			      const struct search_hit *company)
{
	struct list_page page;

	TRY(newest_of(cx, &deal_entity, "company_id", company->id, &page));
	for (size_t i = 0; i < page.count; i++)
		add(query, (const struct deal *)page.rows + i, company);
	return OK;
}

static enum rc add_of_contact(struct ctx *cx, struct search_query *query,
			      const struct search_hit *contact)
{
	struct list_page page;

	TRY(newest_of(cx, &deal_contact_entity, "contact_id", contact->id, &page));
	for (size_t i = 0; i < page.count; i++) {
		const struct deal_contact *link = (const struct deal_contact *)page.rows + i;
		struct deal *deal = NULL;
		bool found = false;

		TRY(ctx_alloc(cx, sizeof *deal, &deal));
		TRY(record_load_if_there(cx, &deal_entity, link->deal_id, deal, &found));
		if (found && !row_is_archived(deal))
			add(query, deal, contact);
	}
	return OK;
}

enum rc search_deals(struct ctx *cx, struct search_query *query)
{
	size_t found = query->count;
	int names = 0;

	for (size_t i = 0; i < found && names < MOST_NAMES && query->count < query->limit; i++) {
		/* The hits are written to meanwhile: behind this one. */
		const struct search_hit hit = query->hits[i];

		if (hit.entity == &company_entity)
			TRY(add_of_company(cx, query, &hit));
		if (hit.entity == &contact_entity)
			TRY(add_of_contact(cx, query, &hit));
		names += hit.entity == &company_entity || hit.entity == &contact_entity;
	}
	return OK;
}
