/* Query strings, and the filter language of lists in them: refused in words, or SQL with as many
 * parameters as it has places. */
#include "fuzz.h"

#include "base/utf8.h"
#include "codec/query_string.h"
#include "entity/entities.h"
#include "people/people.h"
#include "record/list.h"

static size_t places_in(str sql)
{
	size_t count = 0;

	for (size_t i = 0; i < sql.len; i++)
		count += sql.ptr[i] == '?';
	return count;
}

static void make_sql(struct fuzz *fuzz, const struct entity *entity, const struct list_query *query)
{
	struct list_sql *sql = arena_alloc(&fuzz->arena, sizeof *sql);
	struct list_phase phase = { .limit = query->limit + 1 };
	struct cursor cursor;

	MUST(sql);
	if (cursor_read(&fuzz->cx, query, &cursor) != OK)
		return;
	MUST(!str_is_set(cursor.text) || utf8_is_valid(cursor.text));
	phase.after = cursor.started ? &cursor : NULL;
	if (list_select(&fuzz->cx, entity, query, &phase, sql) != OK)
		return;
	MUST(buf_rc(&sql->text) == OK);
	MUST(places_in(buf_str(&sql->text)) == (size_t)sql->count);
}

static void parse_list(struct fuzz *fuzz, const struct entity *entity,
		       const struct query_string *query)
{
	struct list_query *list = arena_alloc(&fuzz->arena, sizeof *list);

	MUST(list);
	ctx_clear_failure(&fuzz->cx);
	if (list_parse(&fuzz->cx, entity, query, NULL, list) != OK) {
		MUST(fuzz->cx.failure.rc != OK && fuzz->cx.failure.error_count > 0);
		return;
	}
	MUST(list->limit >= 1 && list->limit <= LIMIT_MAX && list->filter_count <= MAX_FILTERS);
	list->words = (str){ NULL, 0 }; /* a search asks the database what it is */
	make_sql(fuzz, entity, list);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct entity *const entities[] = { &deal_entity, &contact_entity,
							 &activity_entity };
	AUTO(fuzz_end) struct fuzz fuzz;
	struct query_string *query;

	fuzz_begin(&fuzz);
	fuzz.cx.who = &program_principal;
	query = arena_alloc(&fuzz.arena, sizeof *query);
	MUST(query);
	if (query_parse(&fuzz.cx, (str){ (const char *)bytes, size }, query) != OK) {
		MUST(fuzz.cx.failure.rc != OK);
		return 0;
	}
	for (size_t i = 0; i < query->count; i++) {
		MUST(utf8_is_valid(query->pairs[i].name) && utf8_is_valid(query->pairs[i].value));
		/* Which fields users have defined is in the database. */
		if (str_starts(query->pairs[i].name, STR("custom.")))
			return 0;
	}
	for (size_t i = 0; i < COUNT_OF(entities); i++)
		parse_list(&fuzz, entities[i], query);
	return 0;
}
