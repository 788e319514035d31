/* Reads the state of deals at two instants. Only deals that changed in between are looked at: what a deal was at the
 * end, if that began after the beginning, and the version that was valid at the beginning. SQL says where
 * a deal is (enum deal_place); which part of the waterfall that is, is decided in waterfall.c. */
#include "pipeline/waterfall_query.h"

#include "base/convert.h"
#include "db/db.h"
#include "pipeline/owner_filter_query.h"
#include "pipeline/pipeline.h"

enum { MAX_NUMBERS = 32, DIRECTIONS = 3 };

struct query {
	const struct waterfall_frame *frame;
	int64_t after; /* changes behind this instant, up to and with the next: the whole frame or a part */
	int64_t until;
	bool until_now; /* the frame ends now or later: what deals are then is what they are now */
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

static enum rc prepare(struct ctx *cx, struct query *query, struct db_stmt **stmt)
{
	TRY(buf_rc(&query->text));
	TRY(db_prepare(cx, buf_str(&query->text), stmt));
	for (int i = 0; i < query->count; i++)
		db_bind_int(*stmt, i + 1, query->numbers[i]);
	return OK;
}

static struct query query_new(struct ctx *cx, const struct waterfall_frame *frame)
{
	return (struct query){ .frame = frame,
			       .after = frame->begin,
			       .until = frame->end,
			       .until_now = frame->end >= cx->now,
			       .text = buf_new(cx->arena) };
}

/* --- conditions ------------------------------------------------------------------------------------------ */

static bool has_days(const struct waterfall_frame *frame)
{
	return frame->close_from != UNSET || frame->close_to != UNSET;
}

/* " AND ..." that is true when the deal closes, or is expected to, in the days that are asked for. */
static void add_days(struct query *query, const char *t, bool closed)
{
	const struct waterfall_frame *frame = query->frame;
	struct buf *sql = &query->text;

	for (int side = 0; side < 2; side++) {
		int64_t day = side == 0 ? frame->close_from : frame->close_to;

		if (day == UNSET)
			continue;
		if (closed)
			buf_printf(sql, " AND COALESCE(%s.closed_on, %s.expected_close)", t, t);
		else
			buf_printf(sql, " AND %s.expected_close", t);
		add_number(query, side == 0 ? " >= ?" : " <= ?", day);
	}
}

/* Conditions are asked in the positive: of a value that is not set, neither they nor their contrary are
 * true. */
static void add_place(struct query *query, const char *t)
{
	struct buf *sql = &query->text;

	buf_printf(sql, "CASE WHEN %s.id IS NULL THEN %d WHEN %s_stage.pipeline_id", t,
		   PLACE_ABSENT, t);
	add_number(query, " = ?", query->frame->pipeline_id);
	owner_filter_sql(&query->frame->owners, t, sql);
	buf_printf(sql, " THEN CASE WHEN %s.archived_at IS NOT NULL THEN %d", t, PLACE_ARCHIVED);
	buf_printf(sql,
		   " ELSE CASE %s_stage.kind WHEN 'open' THEN %d WHEN 'won' THEN %d ELSE %d END", t,
		   PLACE_OPEN_HERE, PLACE_WON_HERE, PLACE_LOST_HERE);
	buf_text(sql, " + CASE WHEN 1 = 1");
	add_days(query, t, true);
	buf_printf(sql, " THEN 0 ELSE 1 END END");
	buf_printf(sql,
		   " WHEN %s_stage.kind = 'open' AND %s.archived_at IS NULL THEN %d ELSE %d END", t,
		   t, PLACE_ELSEWHERE_OPEN, PLACE_ELSEWHERE);
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

/* Rows that were valid at the beginning: present ones, found by their day, or versions, by their stage and
 * end. */
static void add_valid(struct query *query, bool versions)
{
	const struct waterfall_frame *frame = query->frame;

	buf_printf(&query->text,
		   "SELECT t.amount_home FROM deals%s t JOIN stages s ON s.id = %st.stage_id"
		   " WHERE s.kind = 'open' AND t.archived_at IS NULL",
		   versions ? "_versions" : "", versions ? "" : "+");
	add_number(query, " AND s.pipeline_id = ?", frame->pipeline_id);
	add_number(query, " AND +t.updated_at <= ?", frame->begin);
	if (versions)
		add_number(query, " AND t.valid_to > ?", frame->begin);
	add_days(query, "t", false);
	owner_filter_sql(&frame->owners, "t", &query->text);
}

static enum rc opening_read(struct ctx *cx, const struct waterfall_frame *frame,
			    struct waterfall_figure *out)
{
	struct query query = query_new(cx, frame);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found;

	buf_text(&query.text,
		 "SELECT COUNT(*), CAST(COALESCE(SUM(amount_home), 0) AS BIGINT) FROM (");
	add_valid(&query, false);
	buf_text(&query.text, " UNION ALL ");
	add_valid(&query, true);
	buf_text(&query.text, ") AS valid");
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

/* --- what changed -------------------------------------------------------------------------------------------- */

#define STATE                                                                                      \
	"t.id, t.title, t.stage_id, t.owner_id, t.amount_home, t.expected_close, t.closed_on, t.archived_at"

#define OF_PIPELINE " (SELECT id FROM stages WHERE pipeline_id = ?)"

/* That the deal was in this pipeline at the beginning. */
static void add_was_here(struct query *query)
{
	const struct waterfall_frame *frame = query->frame;

	buf_text(&query->text, "EXISTS (SELECT 1 FROM deals_versions b WHERE b.id = t.id");
	add_number(query, " AND b.updated_at <= ?", frame->begin);
	add_number(query, " AND b.valid_to > ?", frame->begin);
	add_number(query, " AND +b.stage_id IN" OF_PIPELINE ")", frame->pipeline_id);
}

static void add_since(struct query *query)
{
	add_number(query, " AND t.updated_at > ?", query->after);
	add_number(query, " AND t.updated_at <= ?", query->until);
}

/* The state at the end of each deal that has it since after the beginning, and is in this pipeline or was when
 * the frame began. The plus keeps a condition from choosing the index. The pipeline is asked of the stage, which
 * the index by the last change has: without days of closing that index is all that is read of present deals. */
static void add_states(struct query *query)
{
	const struct waterfall_frame *frame = query->frame;
	static const char *const versions =
		" UNION ALL SELECT " STATE " FROM deals_versions t WHERE t.stage_id IN";

	buf_text(&query->text, "SELECT " STATE " FROM deals t WHERE (+t.stage_id IN");
	add_number(query, OF_PIPELINE " OR ", frame->pipeline_id);
	add_was_here(query);
	buf_char(&query->text, ')');
	add_since(query);
	if (query->until_now) /* nothing is superseded later than that */
		return;
	buf_text(&query->text, versions);
	add_number(query, OF_PIPELINE, frame->pipeline_id);
	add_since(query);
	add_number(query, " AND +t.valid_to > ?", frame->end);
	buf_text(&query->text, versions);
	add_number(query, " (SELECT id FROM stages WHERE pipeline_id <> ?)", frame->pipeline_id);
	add_since(query);
	add_number(query, " AND +t.valid_to > ? AND ", frame->end);
	add_was_here(query);
}

/* The changed deals with their places: id, titles, places, amounts, days. */
static void add_changed(struct query *query)
{
	struct buf *sql = &query->text;

	buf_text(sql, "SELECT n.id, o.title AS title_before, n.title AS title_after,"
		      " o.amount_home AS amount_before, n.amount_home AS amount_after,"
		      " COALESCE(o.closed_on, o.expected_close) AS closes_before,"
		      " COALESCE(n.closed_on, n.expected_close) AS closes_after, ");
	add_place(query, "o");
	buf_text(sql, " AS place_before, ");
	add_place(query, "n");
	buf_text(sql, " AS place_after FROM (");
	add_states(query);
	buf_text(sql, ") AS n JOIN stages n_stage ON n_stage.id = n.stage_id"
		      " LEFT JOIN deals_versions o ON o.id = n.id");
	add_number(query, " AND o.updated_at <= ?", query->frame->begin);
	add_number(query, " AND o.valid_to > ?", query->frame->begin);
	buf_text(sql, " LEFT JOIN stages o_stage ON o_stage.id = o.stage_id");
}

/* What is elsewhere is not told, since it may be other owners': a deal that is handed over goes with what it was
 * worth before. */
static void add_flows(struct query *query)
{
	struct buf *sql = &query->text;

	buf_printf(sql,
		   "SELECT c.id, c.title_before, c.title_after, c.place_before, c.place_after,"
		   " c.closes_before, c.closes_after,"
		   " CASE WHEN c.place_before IN (%d, %d) THEN 0"
		   " ELSE COALESCE(c.amount_before, 0) END AS worth_before,"
		   " CASE WHEN c.place_after IN (%d, %d) THEN COALESCE(c.amount_before, 0)"
		   " ELSE COALESCE(c.amount_after, 0) END AS worth_after FROM (",
		   PLACE_ELSEWHERE_OPEN, PLACE_ELSEWHERE, PLACE_ELSEWHERE_OPEN, PLACE_ELSEWHERE);
	add_changed(query);
	buf_text(sql, ") AS c");
}

#define DIRECTION                                                                                  \
	"CASE WHEN f.worth_after > f.worth_before THEN 1"                                          \
	" WHEN f.worth_after < f.worth_before THEN -1 ELSE 0 END"

static void add_ways_gone(struct query *query)
{
	buf_text(&query->text,
		 "SELECT f.place_before, f.place_after, COUNT(*),"
		 " CAST(SUM(f.worth_before) AS BIGINT), CAST(SUM(f.worth_after) AS BIGINT) FROM (");
	add_flows(query);
	buf_text(&query->text, ") AS f GROUP BY f.place_before, f.place_after, " DIRECTION);
}

enum rc waterfall_changes_sql(struct ctx *cx, const struct waterfall_frame *frame, str *sql)
{
	struct query query = query_new(cx, frame);

	add_ways_gone(&query);
	*sql = buf_str(&query.text);
	return buf_rc(&query.text);
}

static enum rc add_part_of_frame(struct ctx *cx, struct query query, struct waterfall *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	add_ways_gone(&query);
	TRY(prepare(cx, &query, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		waterfall_add(out, &(struct waterfall_change){
					   .before = (enum deal_place)db_int(stmt, 0),
					   .after = (enum deal_place)db_int(stmt, 1),
					   .deals = db_int(stmt, 2),
					   .amount_before = db_int(stmt, 3),
					   .amount_after = db_int(stmt, 4),
				   });
	}
}

/* Week by week, since a database sorts what it groups: so it holds no more than a week's changes. */
enum rc waterfall_changes(struct ctx *cx, const struct waterfall_frame *frame,
			  struct waterfall *out)
{
	const int64_t week = 7 * INT64_C(86400000);
	int64_t last = frame->end < cx->now ? frame->end : cx->now;
	int64_t first = 0;
	struct query query;

	TRY(db_query_int(cx, STR("SELECT MIN(created_at) FROM deals"), INT64_MIN, &first));
	for (int64_t after = frame->begin < first ? first - 1 : frame->begin;; after += week) {
		query = query_new(cx, frame);
		query.after = after;
		if (after + week >= last)
			return add_part_of_frame(cx, query, out);
		query.until = after + week;
		TRY(add_part_of_frame(cx, query, out));
	}
}

/* --- the deals behind a part --------------------------------------------------------------------------------- */

/* The ways to go that lead into the part, as the numbers that WAY makes of them. */
#define WAY "((f.place_before * %d + f.place_after) * %d + 1 + " DIRECTION ")"

static void add_ways(struct query *query, enum waterfall_part part)
{
	const char *before = "";

	buf_printf(&query->text, WAY " IN (", PLACE_COUNT, DIRECTIONS);
	for (int way = 0; way < PLACE_COUNT * PLACE_COUNT * DIRECTIONS; way++) {
		int places = way / DIRECTIONS;
		unsigned parts = waterfall_parts((enum deal_place)(places / PLACE_COUNT),
						 (enum deal_place)(places % PLACE_COUNT),
						 way % DIRECTIONS - 1);

		if (!(parts >> part & 1))
			continue;
		buf_printf(&query->text, "%s%d", before, way);
		before = ", ";
	}
	buf_char(&query->text, ')');
}

static const char *worth_of(enum waterfall_part part)
{
	if (part == PART_GROWN)
		return "f.worth_after - f.worth_before";
	return part == PART_SHRUNK ? "f.worth_before - f.worth_after" : "f.worth_after";
}

static void add_page(struct query *query, const struct waterfall_page *page)
{
	struct buf *sql = &query->text;
	const char *worth = worth_of(page->part);

	if (page->started) {
		buf_printf(sql, " AND (%s", worth);
		add_number(query, " < ?", page->last_amount);
		buf_printf(sql, " OR (%s", worth);
		add_number(query, " = ?", page->last_amount);
		add_number(query, " AND f.id > ?))", page->last_id);
	}
	buf_printf(sql, " ORDER BY %s DESC, f.id", worth);
	add_number(query, " LIMIT ?", to_int64(page->limit));
}

static bool is_elsewhere(enum deal_place place)
{
	return place == PLACE_ELSEWHERE_OPEN || place == PLACE_ELSEWHERE;
}

static struct waterfall_side read_side(const struct db_stmt *stmt, int place, int amount,
				       int closes_on)
{
	struct waterfall_side side = { (enum deal_place)db_int(stmt, place), UNSET, UNSET };

	if (is_elsewhere(side.place) || side.place == PLACE_ABSENT)
		return side;
	side.amount = db_int(stmt, amount);
	if (!db_is_null(stmt, closes_on))
		side.closes_on = db_int(stmt, closes_on);
	return side;
}

static void read_deal(struct ctx *cx, const struct db_stmt *stmt, enum waterfall_part part,
		      struct waterfall_deal *deal)
{
	deal->id = db_int(stmt, 0);
	deal->before = read_side(stmt, 3, 7, 5);
	deal->after = read_side(stmt, 4, 8, 6);
	deal->title = arena_str(cx->arena, db_text(stmt, is_elsewhere(deal->after.place) ? 1 : 2));
	deal->amount = waterfall_amount(part, db_int(stmt, 7), db_int(stmt, 8));
}

enum rc waterfall_deals(struct ctx *cx, const struct waterfall_frame *frame,
			const struct waterfall_page *page, struct waterfall_deal *deals,
			size_t *count)
{
	struct query query = query_new(cx, frame);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	*count = 0;
	buf_text(&query.text, "SELECT f.id, f.title_before, f.title_after, f.place_before,"
			      " f.place_after, f.closes_before, f.closes_after, f.worth_before,"
			      " f.worth_after FROM (");
	add_flows(&query);
	buf_text(&query.text, ") AS f WHERE ");
	add_ways(&query, page->part);
	add_page(&query, page);
	TRY(prepare(cx, &query, &stmt));
	while (*count < page->limit) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		read_deal(cx, stmt, page->part, &deals[(*count)++]);
	}
	return OK;
}
