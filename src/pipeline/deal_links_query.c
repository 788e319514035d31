/* Counts what hangs on some deals, for their warnings (hygiene_facts.c), and finds whom a card names. */
#include "pipeline/deal_links_query.h"

#include "db/db.h"
#include "pipeline/rows_by_id.h"

#include <stdlib.h>

enum { MAX_AT_ONCE = 512 };

/* Who was archived counts no more. */
#define WHO_ARE_THERE " JOIN contacts c ON c.id = t.contact_id AND c.archived_at IS NULL"

/* What is looked for, for each deal. */
enum look { CONTACTS, LINES, MAIN_CONTACT };

static const struct {
	const char *select; /* of t; up to its conditions */
	const char *end;
} looks[] = {
	[CONTACTS] = { "SELECT t.deal_id, COUNT(*) FROM deal_contacts t" WHO_ARE_THERE,
		       " GROUP BY t.deal_id" },
	[LINES] = { "SELECT t.deal_id, COUNT(*) FROM deal_lines t", " GROUP BY t.deal_id" },
	[MAIN_CONTACT] = { "SELECT l.deal_id, l.contact_id FROM deal_contacts l WHERE l.id IN"
			   " (SELECT COALESCE(MIN(CASE WHEN t.is_primary <> 0 THEN t.id END),"
			   " MIN(t.id)) FROM deal_contacts t" WHO_ARE_THERE,
			   " GROUP BY t.deal_id)" },
};

static int by_deal(const void *a, const void *b)
{
	const struct deal_link *left = a;
	const struct deal_link *right = b;

	return (left->deal_id > right->deal_id) - (left->deal_id < right->deal_id);
}

static size_t make_distinct(struct deal_link *items, size_t count)
{
	size_t kept = 0;

	if (count > 1)
		qsort(items, count, sizeof *items, by_deal);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || items[kept - 1].deal_id != items[i].deal_id)
			items[kept++] = items[i];
	return kept;
}

static struct deal_link *find(const struct deal_links *links, int64_t deal_id)
{
	const struct deal_link wanted = { .deal_id = deal_id };

	if (links->count == 0)
		return NULL;
	return bsearch(&wanted, links->items, links->count, sizeof wanted, by_deal);
}

const struct deal_link *deal_links_find(const struct deal_links *links, int64_t deal_id)
{
	return find(links, deal_id);
}

static enum rc prepare(struct ctx *cx, enum look look, size_t room, struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);

	buf_printf(&sql, "%s WHERE t.deal_id IN (?", looks[look].select);
	for (size_t i = 1; i < room; i++)
		buf_text(&sql, ", ?");
	buf_printf(&sql, ") AND t.archived_at IS NULL%s", looks[look].end);
	TRY(buf_rc(&sql));
	return db_prepare(cx, buf_str(&sql), stmt);
}

static void keep(struct deal_link *link, enum look look, int64_t found)
{
	if (look == CONTACTS)
		link->contacts = found;
	else if (look == LINES)
		link->lines = found;
	else
		link->contact_id = found;
}

static enum rc look_at_some(struct ctx *cx, enum look look, struct deal_links *links, size_t first)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	size_t rest = links->count - first;
	size_t count = rest < MAX_AT_ONCE ? rest : MAX_AT_ONCE;
	size_t room = room_for_ids(count);

	TRY(prepare(cx, look, room, &stmt));
	for (size_t i = 0; i < room; i++)
		db_bind_int(stmt, (int)i + 1,
			    links->items[first + (i < count ? i : count - 1)].deal_id);
	for (;;) {
		struct deal_link *link;
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		link = find(links, db_int(stmt, 0));
		if (link)
			keep(link, look, db_int(stmt, 1));
	}
}

static enum rc look_at(struct ctx *cx, enum look look, struct deal_links *links)
{
	for (size_t i = 0; i < links->count; i += MAX_AT_ONCE)
		TRY(look_at_some(cx, look, links, i));
	return OK;
}

static enum rc begin(struct ctx *cx, const int64_t *deal_ids, size_t count, struct deal_links *out)
{
	*out = (struct deal_links){ .count = 0 };
	TRY(ctx_alloc(cx, (count + 1) * sizeof *out->items, &out->items));
	for (size_t i = 0; i < count; i++)
		out->items[i].deal_id = deal_ids[i];
	out->count = make_distinct(out->items, count);
	return OK;
}

enum rc deal_links_read(struct ctx *cx, const int64_t *deal_ids, size_t count, bool with_lines,
			struct deal_links *out)
{
	TRY(begin(cx, deal_ids, count, out));
	TRY(look_at(cx, CONTACTS, out));
	return with_lines ? look_at(cx, LINES, out) : OK;
}

enum rc deal_main_contacts_read(struct ctx *cx, const int64_t *deal_ids, size_t count,
				struct deal_links *out)
{
	TRY(begin(cx, deal_ids, count, out));
	return look_at(cx, MAIN_CONTACT, out);
}

enum rc deal_next_activity(struct ctx *cx, int64_t deal_id, int64_t *activity_id)
{
	return db_query_int(cx,
			    STR("SELECT id FROM activities WHERE deal_id = ? AND due_at IS NOT NULL"
				" AND done_at IS NULL AND archived_at IS NULL"
				" ORDER BY due_at, id LIMIT 1"),
			    deal_id, activity_id);
}
