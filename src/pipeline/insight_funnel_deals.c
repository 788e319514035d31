/* The deals behind a figure of the funnel, the oldest first. The figures: insight_funnel.c. */
#include "pipeline/pipeline.h"

#include "base/convert.h"
#include "codec/json_out.h"
#include "pipeline/card_names_query.h"
#include "pipeline/figure_json.h"
#include "pipeline/insight_walk_query.h"

const char *const insight_way_names[] = { "entered", "advanced", "lost", "open", NULL };

struct funnel_deal {
	int64_t id;
	int64_t created_at;
	struct path_end end;
};

struct listing {
	struct insight_frame frame;
	struct insight_walk walk;
	enum way_out way;          /* WAY_ABSENT: any */
	const struct stage *stage; /* NULL: the deals as a whole */
	size_t limit;
	struct funnel_deal *deals;
	size_t count; /* up to one more than the limit */
};

static enum rc read_request(struct ctx *cx, const struct funnel_request *request,
			    struct listing *listing);
static enum rc list_deal(struct ctx *cx, void *argument, const struct path *path);
static enum rc write_deals(struct ctx *cx, struct json_out *out, const struct listing *listing);

enum rc insight_funnel_deals_to_json(struct ctx *cx, const struct funnel_request *request,
				     struct json_out *out)
{
	struct listing *listing;

	TRY(ctx_alloc(cx, sizeof *listing, &listing));
	TRY(insight_frame_open(cx, &request->scope, &listing->frame));
	listing->walk.frame = &listing->frame;
	TRY(insight_walk_begin(cx, &listing->frame, WALK_DEALS, &listing->walk.begin));
	TRY(read_request(cx, request, listing));
	TRY(ctx_alloc(cx, (listing->limit + 1) * sizeof *listing->deals, &listing->deals));
	TRY(insight_walk(cx, &listing->walk, list_deal, listing));
	return write_deals(cx, out, listing);
}

/* --- the request -------------------------------------------------------------------------------------------- */

static enum rc read_way(struct ctx *cx, str name, enum way_out *way)
{
	for (int i = 0; insight_way_names[i]; i++)
		if (str_is(name, insight_way_names[i])) {
			*way = (enum way_out)i;
			return OK;
		}
	return fail_code(cx, "way", "unknown", "give one of: %s", "entered, advanced, lost, open");
}

/* "<created_at>.<id>" of the last deal. */
static enum rc read_cursor(struct ctx *cx, str cursor, struct insight_walk *walk)
{
	str rest = cursor;
	str at;

	if (!str_is_set(cursor) || (str_split(&rest, '.', &at) && str_to_int(at, &walk->begin) &&
				    str_to_int(rest, &walk->after_id)))
		return OK;
	return fail_code(cx, "cursor", "format", "this is not a cursor of this list");
}

static enum rc read_request(struct ctx *cx, const struct funnel_request *request,
			    struct listing *listing)
{
	TRY(read_way(cx, request->way, &listing->way));
	if (request->limit < 1 || request->limit > LIMIT_MAX)
		return fail_code(cx, "limit", "range", "give a whole number from 1 to %d",
				 LIMIT_MAX);
	listing->limit = to_size(request->limit);
	listing->stage = insight_stage(&listing->frame, request->stage_id);
	if (request->stage_id != 0 && !listing->stage)
		return fail_code(cx, "stage_id", "unknown",
				 "this stage belongs to another pipeline");
	return read_cursor(cx, request->cursor, &listing->walk);
}

/* --- reading --------------------------------------------------------------------------------------------------- */

static enum rc list_deal(struct ctx *cx, void *argument, const struct path *path)
{
	struct listing *listing = argument;
	struct path_end end = path_out_of(path, listing->stage, listing->frame.now);

	(void)cx;
	if (end.way == WAY_ABSENT || (listing->way != WAY_ABSENT && listing->way != end.way))
		return OK;
	listing->deals[listing->count++] =
		(struct funnel_deal){ path->deal_id, path->created_at, end };
	listing->walk.is_done = listing->count > listing->limit;
	return OK;
}

/* --- the answer -------------------------------------------------------------------------------------------------- */

static enum rc read_titles(struct ctx *cx, const struct listing *listing, size_t count,
			   struct card_names *titles)
{
	int64_t *ids;

	TRY(ctx_alloc(cx, (count + 1) * sizeof *ids, &ids));
	for (size_t i = 0; i < count; i++)
		ids[i] = listing->deals[i].id;
	return card_names_read(cx, &deal_entity, ids, count, titles);
}

static void write_deal(struct json_out *out, const struct funnel_deal *deal,
		       const struct card_names *titles)
{
	const struct card_name *title = card_names_find(titles, deal->id);

	json_object_begin(out);
	write_int(out, "id", deal->id);
	write_text(out, "title", title ? title->name : str_from(NULL));
	write_text(out, "way", str_from(insight_way_names[deal->end.way]));
	write_int(out, "days", deal->end.days);
	json_object_end(out);
}

static enum rc write_deals(struct ctx *cx, struct json_out *out, const struct listing *listing)
{
	bool has_more = listing->count > listing->limit;
	size_t count = has_more ? listing->limit : listing->count;
	struct card_names titles;
	str next = str_from(NULL);

	TRY(read_titles(cx, listing, count, &titles));
	if (has_more)
		next = str_printf(cx->arena, "%lld.%lld",
				  (long long)listing->deals[count - 1].created_at,
				  (long long)listing->deals[count - 1].id);
	json_object_begin(out);
	json_items_begin(out);
	for (size_t i = 0; i < count; i++)
		write_deal(out, &listing->deals[i], &titles);
	json_items_end(out, next);
	json_object_end(out);
	return OK;
}
