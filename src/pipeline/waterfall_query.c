/* Reads the states of deals at two instants. Only deals that changed in between are looked at: what a deal was at the
 * end, if that began after the beginning, and the version that was valid at the beginning. Where a deal is, and which
 * part of the waterfall that makes, is decided in waterfall.c. */
#include "pipeline/waterfall_query.h"

#include "base/convert.h"
#include "db/db.h"
#include "pipeline/owner_filter_query.h"
#include "pipeline/pipeline.h"
#include "pipeline/whole_table_query.h"

#include <string.h>

enum { MAX_NUMBERS = 32 };

struct query {
	const struct waterfall_frame *frame;
	bool until_now; /* the frame ends now or later: what deals are then is what they are now */
	const struct waterfall_page *page; /* set: its deals alone, with their titles */
	struct buf text;
	int64_t numbers[MAX_NUMBERS];
	int count;
};

static void add_number(struct query *query, const char *sql, int64_t number)
{
	ensure(query->count < MAX_NUMBERS);
	buf_text(&query->text, sql);
	query->numbers[query->count++] = number;
}

static void bind_numbers(const struct query *query, struct db_stmt *stmt)
{
	for (int i = 0; i < query->count; i++)
		db_bind_int(stmt, i + 1, query->numbers[i]);
}

static enum rc prepare(struct ctx *cx, struct query *query, struct db_stmt **stmt)
{
	TRY(buf_rc(&query->text));
	TRY(db_prepare(cx, buf_str(&query->text), stmt));
	bind_numbers(query, *stmt);
	return OK;
}

static enum rc prepare_many(struct ctx *cx, struct query *query, struct db_stmt **stmt)
{
	TRY(buf_rc(&query->text));
	TRY(db_prepare_many(cx, buf_str(&query->text), stmt));
	bind_numbers(query, *stmt);
	return OK;
}

static struct query query_new(struct ctx *cx, const struct waterfall_frame *frame)
{
	return (struct query){ .frame = frame,
			       .until_now = frame->end >= cx->now,
			       .text = buf_new(cx->arena) };
}

static bool has_days(const struct waterfall_frame *frame)
{
	return frame->close_from != UNSET || frame->close_to != UNSET;
}

/* --- the opening ------------------------------------------------------------------------------------------- */

static enum rc opening_kept(struct ctx *cx, const struct waterfall_frame *frame,
			    struct waterfall_figure *out)
{
	struct tally_question question = { .owners = &frame->owners, .at = frame->begin };
	struct stage *stages;
	struct sum *sums;
	int64_t *keys;
	size_t count;

	TRY(stages_of(cx, frame->pipeline_id, true, &stages, &count));
	TRY(ctx_alloc(cx, (count + 1) * sizeof *keys, &keys));
	TRY(ctx_alloc(cx, (count + 1) * sizeof *sums, &sums));
	for (size_t i = 0; i < count; i++)
		if (stages[i].kind == STAGE_OPEN)
			keys[question.count++] = stages[i].row.id;
	question.keys = keys;
	TRY(tally_read(cx, &deal_entity, &question, sums));
	for (size_t i = 0; i < question.count; i++) {
		out->deals += sums[i].number;
		out->amount += sums[i].total;
	}
	return OK;
}

/* Rows that were valid and open at the beginning, and expected to close in the days that are asked for: present ones
 * by the index of open deals (of a long frame all open ones, which lie in the order of the table), versions by their
 * stage and end, or all of them. */
static void add_valid(const struct ctx *cx, struct query *query, bool versions, bool is_whole)
{
	const struct waterfall_frame *frame = query->frame;

	buf_printf(&query->text,
		   "SELECT t.amount_home FROM deals%s t%s WHERE t.archived_at IS NULL",
		   versions ? "_versions" : "", whole_table(is_whole));
	if (!versions)
		buf_text(&query->text,
			 frame->is_much ? " AND t.closed_on IS NULL" : open_deals(cx));
	add_number(
		query,
		" AND t.stage_id IN (SELECT id FROM stages WHERE kind = 'open' AND pipeline_id = ?)",
		frame->pipeline_id);
	add_number(query, " AND +t.updated_at <= ?", frame->begin);
	if (versions)
		add_number(query, " AND t.valid_to > ?", frame->begin);
	if (frame->close_from != UNSET)
		add_number(query, " AND t.expected_close >= ?", frame->close_from);
	if (frame->close_to != UNSET)
		add_number(query, " AND t.expected_close <= ?", frame->close_to);
	owner_filter_sql(&frame->owners, "+t", &query->text);
}

#define OF_ANY_STAGE "deals_versions t WHERE t.stage_id IN (SELECT id FROM stages) AND t."

/* Until now every version that was valid at the beginning is met with its deal, which has changed since. */
static bool is_met_later(const struct query *query)
{
	return query->until_now && has_days(query->frame);
}

static enum rc write_opening(struct ctx *cx, struct query *query)
{
	bool many = false;

	buf_text(&query->text,
		 "SELECT COUNT(*), CAST(COALESCE(SUM(amount_home), 0) AS BIGINT) FROM (");
	add_valid(cx, query, false, false);
	if (!is_met_later(query)) {
		TRY(deals_are_many(cx, STR(OF_ANY_STAGE "valid_to"), query->frame->begin + 1,
				   INT64_MAX, &many));
		buf_text(&query->text, " UNION ALL ");
		add_valid(cx, query, true, many);
	}
	buf_text(&query->text, ") AS valid");
	return buf_rc(&query->text);
}

enum rc waterfall_opening_sql(struct ctx *cx, const struct waterfall_frame *frame, str *sql)
{
	struct query query = query_new(cx, frame);

	TRY(write_opening(cx, &query));
	*sql = buf_str(&query.text);
	return OK;
}

static enum rc opening_read(struct ctx *cx, const struct waterfall_frame *frame,
			    struct waterfall_figure *out)
{
	struct query query = query_new(cx, frame);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found;

	TRY(write_opening(cx, &query));
	TRY(prepare(cx, &query, &stmt));
	TRY(db_step(cx, stmt, &found));
	if (found)
		*out = (struct waterfall_figure){ db_int(stmt, 0), db_int(stmt, 1) };
	return OK;
}

enum rc waterfall_opening(struct ctx *cx, const struct waterfall_frame *frame,
			  struct waterfall_figure *out)
{
	*out = (struct waterfall_figure){ 0, 0 };
	return has_days(frame) ? opening_read(cx, frame, out) : opening_kept(cx, frame, out);
}

/* --- the states of what changed ------------------------------------------------------------------------------ */

/* Of either side; days and titles only where they are needed: without them the index by the last change is all that
 * is read of present deals. */
enum column { ID, STAGE, OWNER, AMOUNT, ARCHIVED, CLOSES_ON, TITLE, COLUMNS };

static const char *const columns[COLUMNS] = {
	[ID] = "id",
	[STAGE] = "stage_id",
	[OWNER] = "owner_id",
	[AMOUNT] = "amount_home",
	[ARCHIVED] = "archived_at",
	[CLOSES_ON] = "closes_on",
	[TITLE] = "title",
};

static int columns_of(const struct query *query)
{
	return query->page ? COLUMNS : has_days(query->frame) ? TITLE : CLOSES_ON;
}

/* Of a table the day is put together. */
static void add_columns(struct query *query, const char *t, bool is_table)
{
	for (int i = 0; i < columns_of(query); i++)
		if (i == CLOSES_ON && is_table)
			buf_printf(&query->text,
				   ", COALESCE(%s.closed_on, %s.expected_close) AS closes_on", t,
				   t);
		else
			buf_printf(&query->text, "%s%s.%s", i > 0 ? ", " : "", t, columns[i]);
}

static void add_ids(struct query *query)
{
	const struct waterfall_page *page = query->page;

	buf_text(&query->text, " AND t.id IN (NULL");
	for (size_t i = 0; i < page->count; i++)
		buf_printf(&query->text, ", %lld", (long long)page->found[i].id);
	buf_char(&query->text, ')');
}

static void add_since(struct query *query)
{
	add_number(query, " t.updated_at > ?", query->frame->begin);
	add_number(query, " AND t.updated_at <= ?", query->frame->end);
	if (query->page)
		add_ids(query);
}

/* The state at the end of each deal that has it since after the beginning. Of the past a version may be that: found
 * by stage and time, whatever the stage. */
static void add_states(struct query *query)
{
	const struct waterfall_frame *frame = query->frame;
	bool is_whole = frame->is_much && !query->page;
	const char *selected = frame->is_much ? ", t.created_at" : "";

	buf_text(&query->text, "SELECT ");
	add_columns(query, "t", true);
	buf_printf(&query->text, "%s FROM deals t%s WHERE", selected, whole_table(is_whole));
	add_since(query);
	if (query->until_now) /* nothing is superseded later than that */
		return;
	buf_text(&query->text, " UNION ALL SELECT ");
	add_columns(query, "t", true);
	buf_printf(&query->text, "%s FROM deals_versions t%s WHERE", selected,
		   whole_table(is_whole));
	if (!frame->is_much && !query->page)
		buf_text(&query->text, " t.stage_id IN (SELECT id FROM stages) AND");
	add_number(query, " +t.valid_to > ? AND", frame->end);
	add_since(query);
}

/* Deals with both of their states, the later one first. Of what was created since, no version is looked for. */
static void add_pairs(struct query *query)
{
	const struct waterfall_frame *frame = query->frame;

	buf_text(&query->text, "SELECT ");
	add_columns(query, "n", false);
	buf_text(&query->text, ", ");
	add_columns(query, "o", true);
	buf_text(&query->text, " FROM (");
	add_states(query);
	buf_text(&query->text, ") AS n LEFT JOIN deals_versions o ON o.id = ");
	if (frame->is_much)
		add_number(query, "CASE WHEN n.created_at <= ? THEN n.id END", frame->begin);
	else
		buf_text(&query->text, "n.id");
	add_number(query, " AND o.updated_at <= ?", frame->begin);
	add_number(query, " AND o.valid_to > ?", frame->begin);
}

enum rc waterfall_changes_sql(struct ctx *cx, const struct waterfall_frame *frame, str *sql)
{
	struct query query = query_new(cx, frame);

	add_pairs(&query);
	*sql = buf_str(&query.text);
	return buf_rc(&query.text);
}

/* Changes are counted where they are looked for: in deals, and in what has been superseded. */
enum rc waterfall_is_much(struct ctx *cx, const struct waterfall_frame *frame, bool *yes)
{
	TRY(deals_are_many(cx, STR("deals t WHERE t.updated_at"), frame->begin + 1, frame->end,
			   yes));
	if (*yes || frame->end >= cx->now)
		return OK;
	return deals_are_many(cx, STR(OF_ANY_STAGE "updated_at"), frame->begin + 1, frame->end,
			      yes);
}

/* --- where they are ------------------------------------------------------------------------------------------ */

/* Stages and owners by id: hundreds of thousands of deals are asked for theirs. */
struct places {
	const struct waterfall_frame *frame;
	struct place_of_stage {
		bool is_here;
		enum deal_place place; /* of its deals, were they here */
	} * stages;
	int64_t stage_room;
	bool *owners;
	int64_t owner_room;
};

static enum rc note_stages(struct ctx *cx, struct places *places)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	TRY(db_query_int(cx, STR("SELECT COALESCE(MAX(id), 0) + 1 FROM stages"), INT64_MIN,
			 &places->stage_room));
	TRY(ctx_alloc(cx, to_size(places->stage_room) * sizeof *places->stages, &places->stages));
	TRY(db_prepare(cx, STR("SELECT id, pipeline_id, kind FROM stages"), &stmt));
	for (;;) {
		struct place_of_stage *stage;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		stage = &places->stages[db_int(stmt, 0)];
		stage->is_here = db_int(stmt, 1) == places->frame->pipeline_id;
		stage->place = str_is(db_text(stmt, 2), "open")  ? PLACE_OPEN_HERE
			       : str_is(db_text(stmt, 2), "won") ? PLACE_WON_HERE
								 : PLACE_LOST_HERE;
	}
}

static enum rc note_owners(struct ctx *cx, struct places *places)
{
	const struct tally_owners *owners = &places->frame->owners;

	for (size_t i = 0; i < owners->count; i++)
		if (owners->ids[i] >= places->owner_room)
			places->owner_room = owners->ids[i] + 1;
	TRY(ctx_alloc(cx, to_size(places->owner_room + 1) * sizeof *places->owners,
		      &places->owners));
	for (size_t i = 0; i < owners->count; i++)
		places->owners[owners->ids[i]] = true;
	return OK;
}

static bool is_owner(const struct places *places, int64_t id)
{
	return places->frame->owners.all || (id < places->owner_room && places->owners[id]);
}

static int64_t closes_on(const struct db_stmt *stmt, int first)
{
	return db_is_null(stmt, first + CLOSES_ON) ? UNSET : db_int(stmt, first + CLOSES_ON);
}

static bool is_in_days(const struct waterfall_frame *frame, int64_t day)
{
	return day != UNSET && (frame->close_from == UNSET || day >= frame->close_from) &&
	       (frame->close_to == UNSET || day <= frame->close_to);
}

/* A version may be in a stage that has been purged since: that is nobody's, so its deal was elsewhere. */
static struct place_of_stage place_of(const struct places *places, int64_t stage_id)
{
	if (stage_id < 0 || stage_id >= places->stage_room)
		return (struct place_of_stage){ false, PLACE_ELSEWHERE };
	return places->stages[stage_id];
}

/* The state whose columns begin with `first`. */
static enum deal_place place_at(const struct places *places, const struct db_stmt *stmt, int first)
{
	const struct waterfall_frame *frame = places->frame;
	struct place_of_stage stage;

	if (db_is_null(stmt, first + ID))
		return PLACE_ABSENT;
	stage = place_of(places, db_int(stmt, first + STAGE));
	return waterfall_place(&(struct deal_standing){
		.is_here = stage.is_here && is_owner(places, db_int(stmt, first + OWNER)),
		.by_stage = stage.place,
		.is_archived = !db_is_null(stmt, first + ARCHIVED),
		.is_in_days = !has_days(frame) || is_in_days(frame, closes_on(stmt, first)),
	});
}

/* --- adding up ------------------------------------------------------------------------------------------------ */

struct walk {
	struct places places;
	struct waterfall *sums;
	struct waterfall_page *page;
	bool meets_opening;
};

static struct waterfall_change change_at(const struct places *places, const struct db_stmt *stmt,
					 int before)
{
	struct waterfall_change change = {
		.before = place_at(places, stmt, before),
		.after = place_at(places, stmt, 0),
		.deals = 1,
		.amount_before = db_int(stmt, before + AMOUNT),
		.amount_after = db_int(stmt, AMOUNT),
	};

	waterfall_hide(&change);
	return change;
}

/* The largest first, of equal ones the oldest. */
static bool stands_before(const struct waterfall_found *a, const struct waterfall_found *b)
{
	return a->amount > b->amount || (a->amount == b->amount && a->id < b->id);
}

static void note_found(struct waterfall_page *page, const struct waterfall_found *found)
{
	const struct waterfall_found last = { page->last_id, page->last_amount };
	size_t place = page->count;

	if (page->started && !stands_before(&last, found))
		return;
	if (page->count == page->limit && !stands_before(found, &page->found[place - 1]))
		return;
	while (place > 0 && stands_before(found, &page->found[place - 1]))
		place--;
	if (page->count < page->limit)
		page->count++;
	memmove(&page->found[place + 1], &page->found[place],
		(page->count - place - 1) * sizeof *page->found);
	page->found[place] = *found;
}

static void add_change(struct walk *walk, int64_t id, const struct waterfall_change *change)
{
	unsigned parts = waterfall_add(walk->sums, change);

	if (walk->meets_opening && change->before == PLACE_OPEN_HERE) {
		walk->sums->parts[PART_OPENING].deals++;
		walk->sums->parts[PART_OPENING].amount += change->amount_before;
	}
	if (!walk->page || !(parts >> walk->page->part & 1))
		return;
	note_found(walk->page, &(struct waterfall_found){
				       id, waterfall_amount(walk->page->part, change->amount_before,
							    change->amount_after) });
}

static enum rc add_changes(struct ctx *cx, const struct waterfall_frame *frame, struct walk *walk)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct query query = query_new(cx, frame);
	int before = columns_of(&query);

	walk->meets_opening = is_met_later(&query);
	add_pairs(&query);
	TRY(prepare_many(cx, &query, &stmt));
	for (;;) {
		struct waterfall_change change;
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		change = change_at(&walk->places, stmt, before);
		add_change(walk, db_int(stmt, ID), &change);
	}
}

enum rc waterfall_changes(struct ctx *cx, const struct waterfall_frame *frame,
			  struct waterfall_page *page, struct waterfall *out)
{
	struct walk walk = { .places.frame = frame, .sums = out, .page = page };

	TRY(note_stages(cx, &walk.places));
	TRY(note_owners(cx, &walk.places));
	if (page) {
		page->count = 0;
		TRY(ctx_alloc(cx, page->limit * sizeof *page->found, &page->found));
	}
	return add_changes(cx, frame, &walk);
}

/* --- the deals behind a part --------------------------------------------------------------------------------- */

static bool is_elsewhere(enum deal_place place)
{
	return place == PLACE_ELSEWHERE_OPEN || place == PLACE_ELSEWHERE;
}

static struct waterfall_side read_side(const struct db_stmt *stmt, int first, enum deal_place place,
				       int64_t amount)
{
	struct waterfall_side side = { place, UNSET, UNSET };

	if (is_elsewhere(place) || place == PLACE_ABSENT)
		return side;
	side.amount = amount;
	side.closes_on = closes_on(stmt, first);
	return side;
}

static void read_deal(struct ctx *cx, const struct places *places, const struct db_stmt *stmt,
		      struct waterfall_deal *deal)
{
	struct waterfall_change change = change_at(places, stmt, COLUMNS);
	int told = is_elsewhere(change.after) ? COLUMNS : 0;

	deal->before = read_side(stmt, COLUMNS, change.before, change.amount_before);
	deal->after = read_side(stmt, 0, change.after, change.amount_after);
	deal->title = arena_str(cx->arena, db_text(stmt, told + TITLE));
}

static struct waterfall_deal *deal_of(const struct waterfall_page *page, int64_t id,
				      struct waterfall_deal *deals)
{
	for (size_t i = 0; i < page->count; i++)
		if (page->found[i].id == id)
			return &deals[i];
	return NULL;
}

enum rc waterfall_deals(struct ctx *cx, const struct waterfall_frame *frame,
			const struct waterfall_page *page, struct waterfall_deal *deals)
{
	struct places places = { .frame = frame };
	struct query query = query_new(cx, frame);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	for (size_t i = 0; i < page->count; i++)
		deals[i] = (struct waterfall_deal){ .id = page->found[i].id,
						    .amount = page->found[i].amount };
	TRY(note_stages(cx, &places));
	TRY(note_owners(cx, &places));
	query.page = page;
	add_pairs(&query);
	TRY(prepare(cx, &query, &stmt));
	for (;;) {
		struct waterfall_deal *deal;
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		deal = deal_of(page, db_int(stmt, ID), deals);
		if (deal)
			read_deal(cx, &places, stmt, deal);
	}
}
