/* Reads the open deals of a review, page by page, and keeps the worst. How bad one is: hygiene.c and
 * review_score.c. */
#include "pipeline/review_query.h"

#include "base/convert.h"
#include "base/zone.h"
#include "db/db.h"
#include "pipeline/operation.h"
#include "pipeline/owner_filter_query.h"
#include "pipeline/review_score.h"
#include "record/record.h"

#include <stdlib.h>
#include <string.h>

enum {
	PAGE_ROWS = 1000,
	FEW_OWNERS = 16,     /* up to here the deals of each are read by themselves */
	MOST_DECIDED = 20000 /* deals in a day */
};

/* What warnings need, in the order of the statement. */
static const char *const columns[] = {
	"id",           "amount",        "amount_home",      "expected_close", "next_step_at",
	"close_pushes", "snoozed_until", "stage_entered_at", "updated_at",
};

struct decided {
	int64_t deal_id;
	int64_t at;
};

struct reading {
	const struct review_search *search;
	struct hygiene_look look; /* without contacts and criteria */
	struct decided *decided;  /* today, by deal */
	size_t decided_count;
	struct review_candidate *found; /* sorted */
	size_t count;
	size_t most;
	const struct field *fields[COUNT_OF(columns)];
};

static enum rc read_decided(struct ctx *cx, struct reading *reading);
static enum rc read_stage(struct ctx *cx, struct reading *reading, size_t stage);

enum rc review_find(struct ctx *cx, const struct review_search *search, size_t most,
		    struct review_candidate *found, size_t *count)
{
	struct reading reading = { .search = search, .found = found, .most = most };

	reading.look = hygiene_look_at(cx, cx->now, NULL);
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		reading.fields[i] = entity_field(&deal_entity, str_from(columns[i]));
	TRY(read_decided(cx, &reading));
	for (size_t i = 0; i < search->stage_count; i++)
		if (search->stages[i].stage->kind == STAGE_OPEN)
			TRY(read_stage(cx, &reading, i));
	*count = reading.count;
	return OK;
}

/* --- decided today ------------------------------------------------------------------------------------------ */

static enum rc read_decided(struct ctx *cx, struct reading *reading)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	const struct zone *zone = cx->organisation.zone;

	TRY(ctx_alloc(cx, MOST_DECIDED * sizeof *reading->decided, &reading->decided));
	TRY(db_prepare(cx,
		       STR("SELECT deal_id, MAX(created_at) FROM review_decisions"
			   " WHERE created_at >= ? AND archived_at IS NULL"
			   " GROUP BY deal_id ORDER BY deal_id LIMIT ?"),
		       &stmt));
	db_bind_int(stmt, 1, zone_day_start(zone, organisation_today(cx)));
	db_bind_int(stmt, 2, MOST_DECIDED);
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		reading->decided[reading->decided_count++] =
			(struct decided){ db_int(stmt, 0), db_int(stmt, 1) };
	}
}

static int by_deal(const void *key, const void *item)
{
	const int64_t *id = key;
	const struct decided *decided = item;

	return (*id > decided->deal_id) - (*id < decided->deal_id);
}

static bool is_settled(const struct reading *reading, const struct deal *deal)
{
	const struct decided *decided = NULL;

	if (reading->decided_count > 0)
		decided = bsearch(&deal->row.id, reading->decided, reading->decided_count,
				  sizeof *decided, by_deal);
	return decided && deal->row.updated_at <= decided->at;
}

/* --- the worst ------------------------------------------------------------------------------------------------ */

static bool comes_before(const struct review_candidate *a, const struct review_candidate *b)
{
	return a->score != b->score ? a->score > b->score : a->deal_id < b->deal_id;
}

static void keep(struct reading *reading, const struct review_candidate *candidate)
{
	const struct review_search *search = reading->search;
	size_t place = reading->count;

	if (search->started && !comes_before(&search->after, candidate))
		return;
	while (place > 0 && comes_before(candidate, &reading->found[place - 1]))
		place--;
	if (place == reading->most)
		return;
	if (reading->count < reading->most)
		reading->count++;
	memmove(&reading->found[place + 1], &reading->found[place],
		(reading->count - place - 1) * sizeof *candidate);
	reading->found[place] = *candidate;
}

static enum rc judge(struct ctx *cx, struct reading *reading, size_t stage, const struct deal *deal)
{
	struct review_candidate candidate = { .deal_id = deal->row.id, .stage = stage };
	struct hygiene hygiene;

	if (is_settled(reading, deal))
		return OK;
	TRY(hygiene_of(cx, &reading->look, &reading->search->stages[stage], deal, &hygiene));
	candidate.score =
		review_score(hygiene.warnings, deal->amount_home == UNSET ? 0 : deal->amount_home,
			     reading->search->average);
	if (candidate.score > 0)
		keep(reading, &candidate);
	return OK;
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

/* The deals of a stage by their entry into it: of one owner, or (NULL) of all that are asked for. */
struct walk {
	size_t stage;
	const int64_t *owner;
	int64_t entered_at; /* of the last deal */
	int64_t id;
	size_t read; /* of the last page */
};

static enum rc prepare(struct ctx *cx, const struct reading *reading, const struct walk *walk,
		       struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);
	int64_t stage_id = reading->search->stages[walk->stage].stage->row.id;
	const int64_t numbers[] = { stage_id, walk->entered_at, walk->entered_at, walk->id,
				    PAGE_ROWS };

	buf_text(&sql, "SELECT ");
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		buf_printf(&sql, "%st.%s", i == 0 ? "" : ", ", columns[i]);
	buf_text(&sql, " FROM deals t WHERE t.stage_id = ? AND t.archived_at IS NULL"
		       " AND t.stage_entered_at >= ? AND (t.stage_entered_at > ? OR t.id > ?)");
	if (!walk->owner)
		owner_filter_sql(reading->search->owners, "t", &sql);
	else if (*walk->owner == 0)
		buf_text(&sql, " AND t.owner_id IS NULL");
	else
		buf_printf(&sql, " AND t.owner_id = %lld", (long long)*walk->owner);
	buf_text(&sql, " ORDER BY t.stage_entered_at, t.id LIMIT ?");
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		db_bind_int(*stmt, (int)i + 1, numbers[i]);
	return OK;
}

static enum rc read_page(struct ctx *cx, struct reading *reading, struct walk *walk)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct deal deal;

	entity_clear(&deal_entity, &deal);
	walk->read = 0;
	TRY(prepare(cx, reading, walk, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		for (size_t i = 0; i < COUNT_OF(columns); i++)
			TRY(field_read(cx, stmt, (int)i, reading->fields[i], &deal));
		walk->entered_at = deal.stage_entered_at;
		walk->id = deal.row.id;
		walk->read++;
		TRY(judge(cx, reading, walk->stage, &deal));
	}
}

static enum rc read_deals(struct ctx *cx, struct reading *reading, struct walk walk)
{
	do {
		struct arena_mark mark = arena_mark(cx->arena);

		TRY(read_page(cx, reading, &walk));
		arena_rewind(cx->arena, mark);
	} while (walk.read == PAGE_ROWS);
	return OK;
}

static enum rc read_stage(struct ctx *cx, struct reading *reading, size_t stage)
{
	const struct tally_owners *owners = reading->search->owners;
	struct walk walk = { .stage = stage, .entered_at = INT64_MIN };

	if (owners->all || owners->count > FEW_OWNERS)
		return read_deals(cx, reading, walk);
	for (size_t i = 0; i < owners->count; i++) {
		walk.owner = &owners->ids[i];
		TRY(read_deals(cx, reading, walk));
	}
	return OK;
}

/* --- decisions ---------------------------------------------------------------------------------------------------- */

enum rc review_last_decision(struct ctx *cx, int64_t deal_id, struct review_decision *decision,
			     bool *found)
{
	int64_t id = 0;

	TRY(db_query_int(cx,
			 STR("SELECT id FROM review_decisions WHERE deal_id = ?"
			     " AND archived_at IS NULL ORDER BY id DESC LIMIT 1"),
			 deal_id, &id));
	*found = id != 0;
	return *found ? record_load(cx, &review_decision_entity, id, decision) : OK;
}
