/* The waterfall of a pipeline as the API answers it. What it is made of: waterfall_query.c; the rules:
 * waterfall.c. */
#include "pipeline/pipeline.h"
#include "pipeline/waterfall_query.h"

#include "base/convert.h"
#include "base/zone.h"
#include "codec/json_out.h"
#include "pipeline/figure_json.h"
#include "pipeline/operation.h"
#include "pipeline/owner_filter_query.h"
#include "record/record.h"

static const char *const place_names[PLACE_COUNT] = {
	[PLACE_ABSENT] = "absent",       [PLACE_ELSEWHERE_OPEN] = "elsewhere",
	[PLACE_ELSEWHERE] = "elsewhere", [PLACE_ARCHIVED] = "archived",
	[PLACE_OPEN_HERE] = "open",      [PLACE_OPEN_OUTSIDE] = "open",
	[PLACE_WON_HERE] = "won",        [PLACE_WON_OUTSIDE] = "won",
	[PLACE_LOST_HERE] = "lost",      [PLACE_LOST_OUTSIDE] = "lost",
};

struct answer {
	const struct waterfall_request *request;
	struct waterfall_frame frame;
	struct waterfall waterfall;
	struct waterfall_page page;
	struct waterfall_deal *deals;
	size_t count; /* of them that are told */
	str next;
};

static enum rc check_request(struct ctx *cx, const struct waterfall_request *request);
static enum rc read_frame(struct ctx *cx, struct answer *answer);
static enum rc begin_part(struct ctx *cx, struct answer *answer);
static enum rc read_part(struct ctx *cx, struct answer *answer);
static void write_answer(struct ctx *cx, struct json_out *out, const struct answer *answer);

enum rc waterfall_to_json(struct ctx *cx, const struct waterfall_request *request,
			  struct json_out *out)
{
	struct answer answer = { .request = request };
	struct waterfall *waterfall = &answer.waterfall;
	struct pipeline pipeline;

	TRY(check_request(cx, request));
	TRY(need_right(cx, deal_entity.read));
	TRY(record_load(cx, &pipeline_entity, request->pipeline_id, &pipeline));
	TRY(read_frame(cx, &answer));
	TRY(waterfall_opening(cx, &answer.frame, &waterfall->parts[PART_OPENING]));
	TRY(begin_part(cx, &answer));
	TRY(waterfall_changes(cx, &answer.frame, str_is_set(request->part) ? &answer.page : NULL,
			      waterfall));
	waterfall_close(waterfall);
	TRY(read_part(cx, &answer));
	write_answer(cx, out, &answer);
	return OK;
}

static enum rc check_days(struct ctx *cx, const char *name, const char *first,
			  const int64_t days[2])
{
	if (days[0] != UNSET && days[1] != UNSET && days[1] < days[0])
		return fail_code(cx, name, "range", "this day must not be before \"%s\"", first);
	return OK;
}

static enum rc check_request(struct ctx *cx, const struct waterfall_request *r)
{
	const int64_t days[2] = { r->from, r->to };
	const int64_t close_days[2] = { r->close_from, r->close_to };

	if (r->from == UNSET)
		return fail_code(cx, "from", "required", "this field is required");
	if (r->to == UNSET)
		return fail_code(cx, "to", "required", "this field is required");
	TRY(check_days(cx, "to", "from", days));
	TRY(check_days(cx, "close_to", "close_from", close_days));
	if (r->limit < 1 || r->limit > LIMIT_MAX)
		return fail_code(cx, "limit", "range", "give a whole number from 1 to %d",
				 LIMIT_MAX);
	if (str_is_set(r->cursor) && !str_is_set(r->part))
		return fail_code(cx, "cursor", "part", "a cursor needs the part that it is of");
	return OK;
}

/* Both days included: from the last instant before the first to the last of the last, or now. */
static enum rc read_frame(struct ctx *cx, struct answer *answer)
{
	const struct waterfall_request *r = answer->request;
	const struct zone *zone = cx->organisation.zone;
	struct waterfall_frame *frame = &answer->frame;

	*frame = (struct waterfall_frame){
		.pipeline_id = r->pipeline_id,
		.begin = zone_day_start(zone, r->from) - 1,
		.end = zone_day_start(zone, r->to + 1) - 1,
		.close_from = r->close_from,
		.close_to = r->close_to,
	};
	TRY(owner_filter(cx, r->owner_id, r->team_id, &frame->owners));
	return waterfall_is_much(cx, frame, &frame->is_much);
}

/* --- the deals behind a part --------------------------------------------------------------------------- */

static enum rc read_part_name(struct ctx *cx, str name, enum waterfall_part *part)
{
	for (enum waterfall_part i = PART_CREATED; i < PART_COUNT; i++)
		if (i != PART_CLOSING && str_is(name, waterfall_part_names[i])) {
			*part = i;
			return OK;
		}
	return fail_code(cx, "part", "unknown", "give one of: %s",
			 "created, pulled_in, grown, shrunk, pushed, lost, won, archived");
}

/* "<amount>.<id>" of the last deal. */
static enum rc read_cursor(struct ctx *cx, str cursor, struct waterfall_page *page)
{
	str rest = cursor;
	str amount;

	page->started = str_is_set(cursor);
	if (!page->started ||
	    (str_split(&rest, '.', &amount) && str_to_int(amount, &page->last_amount) &&
	     str_to_int(rest, &page->last_id)))
		return OK;
	return fail_code(cx, "cursor", "format", "this is not a cursor of this list");
}

/* One deal more than the limit is found to know whether there is a next page. */
static enum rc begin_part(struct ctx *cx, struct answer *answer)
{
	struct waterfall_page *page = &answer->page;

	if (!str_is_set(answer->request->part))
		return OK;
	TRY(read_part_name(cx, answer->request->part, &page->part));
	TRY(read_cursor(cx, answer->request->cursor, page));
	page->limit = to_size(answer->request->limit) + 1;
	return OK;
}

static enum rc read_part(struct ctx *cx, struct answer *answer)
{
	struct waterfall_page *page = &answer->page;

	if (page->count == 0)
		return OK;
	if (page->count == page->limit) {
		const struct waterfall_found *last = &page->found[--page->count - 1];

		answer->next = str_printf(cx->arena, "%lld.%lld", (long long)last->amount,
					  (long long)last->id);
	}
	answer->count = page->count;
	TRY(ctx_alloc(cx, page->count * sizeof *answer->deals, &answer->deals));
	return waterfall_deals(cx, &answer->frame, page, answer->deals);
}

/* --- the answer ------------------------------------------------------------------------------------------ */

static void write_part(const struct ctx *cx, struct json_out *out, const char *key,
		       const struct waterfall_figure *figure)
{
	json_key(out, key);
	json_object_begin(out);
	json_key(out, "deals");
	json_int(out, figure->deals);
	write_money_figure(cx, out, "amount", figure->amount);
	json_object_end(out);
}

static void write_side(const struct ctx *cx, struct json_out *out, const char *key,
		       const struct waterfall_side *side)
{
	json_key(out, key);
	json_object_begin(out);
	json_key(out, "state");
	json_str(out, str_from(place_names[side->place]));
	write_money_figure(cx, out, "amount", side->amount);
	write_day(out, "closes_on", side->closes_on);
	json_object_end(out);
}

static void write_deal(const struct ctx *cx, struct json_out *out,
		       const struct waterfall_deal *deal)
{
	json_object_begin(out);
	json_key(out, "id");
	json_int(out, deal->id);
	json_key(out, "title");
	json_str(out, deal->title);
	write_money_figure(cx, out, "amount", deal->amount);
	write_side(cx, out, "before", &deal->before);
	write_side(cx, out, "after", &deal->after);
	json_object_end(out);
}

static void write_answer(struct ctx *cx, struct json_out *out, const struct answer *answer)
{
	const struct waterfall_request *r = answer->request;

	json_object_begin(out);
	write_day(out, "from", r->from);
	write_day(out, "to", r->to);
	write_day(out, "close_from", r->close_from);
	write_day(out, "close_to", r->close_to);
	json_key(out, "currency");
	json_str(out, str_from(cx->organisation.currency));
	for (enum waterfall_part part = 0; part < PART_COUNT; part++)
		write_part(cx, out, waterfall_part_names[part], &answer->waterfall.parts[part]);
	json_items_begin(out);
	for (size_t i = 0; i < answer->count; i++)
		write_deal(cx, out, &answer->deals[i]);
	json_items_end(out, answer->next);
	json_object_end(out);
}
