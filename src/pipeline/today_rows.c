/* Reads the rows of a day's items, one query for each entity however many items there are. Writing them:
 * today_json.c. */
#include "pipeline/today_rows.h"

#include "entity/entities.h"
#include "pipeline/deal_links_query.h"
#include "record/record.h"

static enum rc read_activities(struct ctx *cx, struct today_items *items);
static enum rc read_subjects(struct ctx *cx, struct today_items *items);
static enum rc find_contacts(struct ctx *cx, struct today_items *items);
static enum rc read_names(struct ctx *cx, struct today_items *items);

enum rc today_rows_read(struct ctx *cx, struct today_items *items)
{
	TRY(read_activities(cx, items));
	TRY(read_subjects(cx, items));
	TRY(find_contacts(cx, items));
	return read_names(cx, items);
}

/* The rows that a member of all items points to. */
static enum rc read_by(struct ctx *cx, const struct today_items *items, const struct entity *entity,
		       size_t member, struct rows_by_id *out)
{
	int64_t *ids;

	TRY(ctx_alloc(cx, (items->count + 1) * sizeof *ids, &ids));
	for (size_t i = 0; i < items->count; i++)
		ids[i] = *(const int64_t *)((const char *)&items->list[i] + member);
	return rows_by_id(cx, entity, ids, items->count, out);
}

#define READ_BY(cx, items, entity, member, out)                                                    \
	read_by(cx, items, entity, offsetof(struct today_item, member), out)

static enum rc read_activities(struct ctx *cx, struct today_items *items)
{
	TRY(READ_BY(cx, items, &activity_entity, activity_id, &items->activities));
	for (size_t i = 0; i < items->count; i++) {
		struct today_item *item = &items->list[i];
		const struct activity *activity = row_by_id(&items->activities, item->activity_id);

		if (!activity)
			continue;
		item->lead_id = activity->lead_id;
		item->deal_id = activity->deal_id;
		item->contact_id = activity->contact_id;
	}
	return OK;
}

static enum rc read_subjects(struct ctx *cx, struct today_items *items)
{
	TRY(READ_BY(cx, items, &lead_entity, lead_id, &items->leads));
	TRY(READ_BY(cx, items, &deal_entity, deal_id, &items->deals));
	return READ_BY(cx, items, &enrollment_entity, enrollment_id, &items->enrollments);
}

/* --- contacts -------------------------------------------------------------------------------------------- */

/* Whom a deal's items are about, where no activity says: its main contact. */
static enum rc read_links(struct ctx *cx, const struct today_items *items, struct deal_links *links)
{
	const struct rows_by_id *deals = &items->deals;
	int64_t *ids;

	TRY(ctx_alloc(cx, (deals->count + 1) * sizeof *ids, &ids));
	for (size_t i = 0; i < deals->count; i++)
		ids[i] = ((const struct deal *)(const void *)deals->rows)[i].row.id;
	return deal_main_contacts_read(cx, ids, deals->count, links);
}

static enum rc find_contacts(struct ctx *cx, struct today_items *items)
{
	struct deal_links links;

	TRY(read_links(cx, items, &links));
	for (size_t i = 0; i < items->count; i++) {
		struct today_item *item = &items->list[i];
		const struct deal_link *link = deal_links_find(&links, item->deal_id);

		if (item->contact_id == 0 && link)
			item->contact_id = link->contact_id;
	}
	return READ_BY(cx, items, &contact_entity, contact_id, &items->contacts);
}

/* --- names ----------------------------------------------------------------------------------------------- */

static enum rc read_cadences(struct ctx *cx, struct today_items *items)
{
	const struct rows_by_id *rows = &items->enrollments;
	int64_t *ids;

	TRY(ctx_alloc(cx, (rows->count + 1) * sizeof *ids, &ids));
	for (size_t i = 0; i < rows->count; i++)
		ids[i] = ((const struct enrollment *)(const void *)rows->rows)[i].cadence_id;
	return card_names_read(cx, &cadence_entity, ids, rows->count, &items->cadences);
}

static enum rc read_names(struct ctx *cx, struct today_items *items)
{
	const struct deal *deals = (const void *)items->deals.rows;
	size_t count = items->deals.count;
	int64_t *companies;
	int64_t *stages;

	TRY(ctx_alloc(cx, (count + 1) * sizeof *companies, &companies));
	TRY(ctx_alloc(cx, (count + 1) * sizeof *stages, &stages));
	for (size_t i = 0; i < count; i++) {
		companies[i] = deals[i].company_id;
		stages[i] = deals[i].stage_id;
	}
	TRY(card_names_read(cx, &company_entity, companies, count, &items->companies));
	TRY(card_names_read(cx, &stage_entity, stages, count, &items->stages));
	return read_cadences(cx, items);
}
