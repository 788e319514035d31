/* GET /search: rows of all kinds as one types, and deals by whose they are. */
#include "api/operations.h"

#include "base/convert.h"
#include "pipeline/pipeline.h"

enum { HITS_DEFAULT = 20, HITS_MAX = 50 };

static void write_hits(struct json_out *out, const struct search_hit *hits, size_t count)
{
	json_object_begin(out);
	json_items_begin(out);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(out);
		json_key(out, "entity");
		json_str(out, str_from(hits[i].entity->name));
		json_key(out, "id");
		json_int(out, hits[i].id);
		json_key(out, "title");
		json_str(out, hits[i].title);
		json_key(out, "subtitle");
		json_str(out, hits[i].subtitle);
		json_key(out, "of");
		json_str(out, str_from(hits[i].of ? hits[i].of->name : NULL));
		json_object_end(out);
	}
	json_items_end(out, str_from(NULL));
	json_object_end(out);
}

static enum rc read_entity(struct ctx *cx, const struct query_string *query,
			   const struct entity **entity)
{
	str name = query_get(query, "entity");

	*entity = str_is_set(name) ? entity_by_name(name) : NULL;
	if (str_is_set(name) && !*entity)
		return fail_code(cx, "entity", "unknown", "there is no such kind of row");
	return OK;
}

enum rc search_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct search_hit hits[HITS_MAX];
	struct search_query search = { .hits = hits };
	struct json_reply reply;
	int64_t limit = HITS_DEFAULT;

	TRY(query_of(cx, rq, &query));
	TRY(query_int(cx, query, "limit", &limit));
	TRY(read_entity(cx, query, &search.entity));
	if (limit < 1 || limit > HITS_MAX)
		return fail_code(cx, "limit", "range", "give a whole number from 1 to %d",
				 HITS_MAX);
	search.limit = to_size(limit);
	search.words = query_get(query, "q");
	if (!str_is_set(search.words))
		return fail_code(cx, "q", "required", "say what to look for");
	TRY(record_search(cx, &search));
	if (!search.entity)
		TRY(search_deals(cx, &search));
	json_reply_begin(cx, &reply);
	write_hits(&reply.out, hits, search.count);
	return json_reply_end(&reply, re);
}
