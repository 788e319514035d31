/* Stage histories. A file says which deal entered which stage when, in any order: its rows are checked
 * and kept aside while it is read (import_history_row), and then each deal gets its past at once
 * (import_history_step): what the import of deals had inferred from dates is replaced. */
#include "exchange/importing.h"

#include "base/zone.h"
#include "db/db.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

/* Each entry is a state of the deal with its event: what a chunk's memory holds. */
enum { DEALS_AT_ONCE = 200, ENTRIES_AT_ONCE = 2000 };

/* --- a row of the file --------------------------------------------------------------------------------- */

static enum rc need(struct ctx *cx, const struct importer *im, enum special special, str *text)
{
	*text = import_text(im, special);
	if (str_is_set(*text))
		return OK;
	return fail_code(cx, im->columns.list[im->columns.at[special]].name, "required",
			 "this field is required");
}

static enum rc find_deal(struct ctx *cx, struct importer *im, struct deal *deal)
{
	const struct name_asked asked = { .space = SPACE_DEAL,
					  .text = import_text(im, COLUMN_DEAL_EXTERNAL_ID),
					  .column = "deal_external_id" };

	return import_deal_named(cx, im, &asked, deal);
}

static enum rc find_stage(struct ctx *cx, struct importer *im, const struct deal *deal,
			  int64_t *stage_id)
{
	struct name_asked asked = { .space = SPACE_STAGE,
				    .parent_id = deal->pipeline_id,
				    .column = "stage" };
	const struct name_entry *stage;

	TRY(need(cx, im, COLUMN_STAGE, &asked.text));
	TRY(names_stage(cx, &im->names, &asked, &stage));
	*stage_id = stage->id;
	return OK;
}

/* Who moved it; people who have left are made anew with --create users. */
static enum rc find_user(struct ctx *cx, struct importer *im, int64_t *user_id)
{
	const struct name_asked asked = { .space = SPACE_USER,
					  .text = import_text(im, COLUMN_USER),
					  .column = "user" };

	*user_id = 0;
	if (!str_is_set(asked.text))
		return OK;
	return names_resolve(cx, &im->names, &asked, user_id);
}

enum rc import_history_row(struct ctx *cx, struct importer *im, enum row_result *result)
{
	struct staged_entry entry;
	struct deal deal;
	str text;

	*result = ROW_UNCHANGED; /* counted when the deal gets its past */
	TRY(map_row_rest(cx, &im->map, -1, &im->in->texts));
	TRY(find_deal(cx, im, &deal));
	entry.deal_id = deal.row.id;
	TRY(find_stage(cx, im, &deal, &entry.stage_id));
	TRY(need(cx, im, COLUMN_ENTERED_AT, &text));
	TRY(import_instant(cx, im, COLUMN_ENTERED_AT, &entry.entered_at));
	TRY(find_user(cx, im, &entry.user_id));
	TRY(import_money(cx, im, COLUMN_AMOUNT, deal.currency, &entry.amount));
	return staged_add(cx, im->job.id, &entry);
}

/* --- a deal's past ------------------------------------------------------------------------------------------ */

struct rewriting {
	struct importer *im;
	const struct staged_entry *entries;
	size_t count;
	bool has_amounts; /* the file tells how the amount changed */
	struct past known;
	const struct deal *present; /* as far as imports know it; what people changed comes after */
	struct deal *states;        /* count + 1 + known.count of them */
	struct maker *makers;
	size_t state_count;
};

static const struct deal *known_state(const struct rewriting *work, size_t i)
{
	return work->known.states[i];
}

/* The amount at the deal's beginning, and what it became when it was closed, as they were known. */
static int64_t first_amount(const struct rewriting *work)
{
	return known_state(work, 0)->amount;
}

static int64_t kind_of(const struct rewriting *work, int64_t stage_id)
{
	const struct name_entry *stage = names_by_id(&work->im->names, SPACE_STAGE, stage_id);

	return stage ? stage->kind : STAGE_OPEN;
}

static void put_stage(struct ctx *cx, const struct rewriting *work,
		      const struct staged_entry *entry, struct deal *state)
{
	int64_t kind = kind_of(work, entry->stage_id);
	const struct deal *present = work->present;
	bool is_last = present->stage_id == entry->stage_id;

	state->row.updated_at = entry->entered_at;
	if (state->stage_id != entry->stage_id || work->state_count == 0)
		state->stage_entered_at = entry->entered_at;
	state->stage_id = entry->stage_id;
	state->closed_on =
		kind == STAGE_OPEN ? UNSET : zone_day(cx->organisation.zone, entry->entered_at);
	state->lost_reason_id = kind == STAGE_LOST && is_last ? present->lost_reason_id : 0;
	if (entry->amount != UNSET)
		state->amount = entry->amount;
	else if (kind != STAGE_OPEN && is_last && !work->has_amounts)
		state->amount = present->amount; /* a win may have changed it */
}

/* A state with the stage of the one before has another amount. */
static const char *kind_of_change(const struct rewriting *work)
{
	const struct deal *state = &work->states[work->state_count];

	if (work->state_count == 0)
		return "create";
	return state->stage_id == state[-1].stage_id ? "update" : "deal.move";
}

static void add_maker(const struct ctx *cx, struct rewriting *work, int64_t user_id)
{
	work->makers[work->state_count] = (struct maker){
		.kind = kind_of_change(work),
		.actor_id = user_id,
		.batch_id = cx->batch_id,
	};
	work->state_count++;
}

/* Each entry is a state, based on the one before; two at one instant are one millisecond apart. */
static void build_states(struct ctx *cx, struct rewriting *work)
{
	for (size_t i = 0; i < work->count; i++)
		work->has_amounts = work->has_amounts || work->entries[i].amount != UNSET;
	for (size_t i = 0; i < work->count; i++) {
		struct deal *state = &work->states[work->state_count];
		struct staged_entry entry = work->entries[i];

		if (work->state_count > 0) {
			*state = work->states[work->state_count - 1];
			if (entry.entered_at <= state->row.updated_at)
				entry.entered_at = state->row.updated_at + 1;
		} else {
			*state = *work->present;
			state->amount = first_amount(work);
		}
		if (work->state_count > 0 && state->stage_id == entry.stage_id &&
		    (entry.amount == UNSET || entry.amount == state->amount))
			continue; /* the same once more */
		put_stage(cx, work, &entry, state);
		add_maker(cx, work, entry.user_id);
	}
}

/* A deal that is known to be closed and whose file does not tell: it was closed on its day. */
static void add_closing(struct ctx *cx, struct rewriting *work)
{
	const struct deal *last = &work->states[work->state_count - 1];
	struct deal *closed = &work->states[work->state_count];
	int64_t at;

	if (kind_of(work, work->present->stage_id) == STAGE_OPEN ||
	    kind_of(work, last->stage_id) != STAGE_OPEN || work->present->closed_on == UNSET ||
	    work->present->closed_on < zone_day(cx->organisation.zone, last->row.updated_at))
		return;
	at = zone_day_start(cx->organisation.zone, work->present->closed_on);
	*closed = *work->present;
	closed->row.updated_at = at > last->row.updated_at ? at : last->row.updated_at + 1;
	closed->stage_entered_at = closed->row.updated_at;
	add_maker(cx, work, 0);
}

/* Of two changes within a millisecond record_past() dates the second one later, but not what it wrote. */
static bool same_moment(int64_t a, int64_t b)
{
	enum { APART_MS = 10 };

	return a - b < APART_MS && b - a < APART_MS;
}

static bool same_state(const struct deal *a, const struct deal *b)
{
	return a->row.updated_at == b->row.updated_at && a->stage_id == b->stage_id &&
	       same_moment(a->stage_entered_at, b->stage_entered_at) && a->amount == b->amount &&
	       a->closed_on == b->closed_on;
}

/* The next known state from `at` on with another stage or amount: what a file can tell of. */
static size_t next_told(const struct rewriting *work, size_t at)
{
	for (; at < work->known.count; at++) {
		const struct deal *before = at > 0 ? known_state(work, at - 1) : NULL;
		const struct deal *state = known_state(work, at);

		if (!before || before->stage_id != state->stage_id ||
		    before->amount != state->amount)
			return at;
	}
	return at;
}

/* A file that names nobody leaves who it was. */
static bool same_maker(const struct maker *known, const struct maker *told)
{
	return told->actor_id == 0 || told->actor_id == known->actor_id;
}

/* The file tells what is known. Edits of other fields, and later ones, stay. */
static bool is_known(const struct rewriting *work)
{
	size_t at = 0;

	for (size_t i = 0; i < work->state_count; i++) {
		at = next_told(work, at);
		if (at == work->known.count ||
		    !same_state(known_state(work, at), &work->states[i]) ||
		    !same_maker(&work->known.makers[at], &work->makers[i]))
			return false;
		at++;
	}
	return true;
}

/* --- what people changed ----------------------------------------------------------------------------------- */

static enum rc is_of_import(struct ctx *cx, const struct maker *maker, bool *yes)
{
	int64_t job = 0;

	if (maker->batch_id != 0)
		TRY(import_of_batch(cx, maker->batch_id, &job));
	*yes = job != 0;
	return OK;
}

/* The last state that an import made; a deal that none made begins with its first one. */
static enum rc find_present(struct ctx *cx, struct rewriting *work)
{
	work->present = known_state(work, 0);
	for (size_t i = 1; i < work->known.count; i++) {
		bool imported = false;

		TRY(is_of_import(cx, &work->known.makers[i], &imported));
		if (imported)
			work->present = known_state(work, i);
	}
	return OK;
}

/* What stage histories tell of. */
static bool is_told(const struct field *field)
{
	static const char *const names[] = { "stage_id", "stage_entered_at", "amount", "closed_on",
					     "lost_reason_id" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_is(str_from(names[i]), field->name))
			return true;
	return false;
}

/* Does to the newest state what somebody did at state `i`; older than the file's end, where both tell of
 * the same, the file is right. */
static void do_again(struct rewriting *work, size_t i, int64_t end)
{
	const struct deal *newest = &work->states[work->state_count - 1];
	struct deal *state = &work->states[work->state_count];
	int64_t at = known_state(work, i)->row.updated_at;
	bool differs = false;

	*state = *newest;
	for (size_t k = 0; k < deal_entity.field_count; k++) {
		const struct field *field = &deal_entity.fields[k];

		if ((field->flags & F_UNTRACKED) ||
		    field_equal(field, known_state(work, i - 1), known_state(work, i)) ||
		    (at <= end && is_told(field)))
			continue;
		field_copy(field, state, known_state(work, i));
		differs = true;
	}
	if (!differs)
		return;
	state->row.updated_at = at > newest->row.updated_at ? at : newest->row.updated_at + 1;
	work->makers[work->state_count++] = work->known.makers[i];
}

static enum rc add_edits(struct ctx *cx, struct rewriting *work)
{
	int64_t end = work->states[work->state_count - 1].row.updated_at;

	for (size_t i = 1; i < work->known.count; i++) {
		bool imported = false;

		TRY(is_of_import(cx, &work->known.makers[i], &imported));
		if (!imported)
			do_again(work, i, end);
	}
	return OK;
}

/* ------------------------------------------------------------------------------------------------------------ */

static enum rc begin(struct ctx *cx, struct rewriting *work)
{
	size_t room;

	TRY(record_past(cx, &deal_entity, work->entries[0].deal_id, &work->known));
	TRY(find_present(cx, work));
	room = work->count + 1 + work->known.count;
	TRY(ctx_alloc(cx, room * sizeof *work->states, &work->states));
	TRY(ctx_alloc(cx, room * sizeof *work->makers, &work->makers));
	build_states(cx, work);
	add_closing(cx, work);
	return OK;
}

static enum rc write(struct ctx *cx, struct rewriting *work)
{
	void **states = NULL;

	TRY(add_edits(cx, work));
	TRY(ctx_alloc(cx, work->state_count * sizeof *states, &states));
	for (size_t i = 0; i < work->state_count; i++)
		states[i] = &work->states[i];
	TRY(record_rewrite(cx, &deal_entity,
			   &(struct past){ .states = states,
					   .makers = work->makers,
					   .count = work->state_count }));
	return any_row_follow(cx, &deal_entity, known_state(work, work->known.count - 1),
			      states[work->state_count - 1]);
}

static enum rc rewrite(struct ctx *cx, struct importer *im, const struct staged_entry *entries,
		       size_t count, int64_t **counter)
{
	struct rewriting work = { .im = im, .entries = entries, .count = count };

	if (count == STAGED_MOST)
		return fail(cx, E_TOO_LARGE, "a deal can have at most %d entries", STAGED_MOST - 1);
	*counter = &im->job.counts.unchanged;
	TRY(begin(cx, &work));
	if (is_known(&work))
		return OK;
	*counter = &im->job.counts.updated;
	TRY(import_past_keep(cx, &im->job, entries[0].deal_id));
	return write(cx, &work);
}

/* A deal that cannot have this past is rejected with all its rows. */
static enum rc rewrite_or_reject(struct ctx *cx, struct importer *im,
				 const struct staged_entry *entries, size_t count,
				 struct buf *lines)
{
	const struct input_row none = { .line = 0 };
	int64_t *counter = NULL;
	int64_t rows = 0;
	enum rc rc;

	TRY(db_savepoint_begin(cx));
	rc = rewrite(cx, im, entries, count, &counter);
	TRY(db_savepoint_end(cx, rc != OK));
	if (rc != OK && !rc_is_refusal(rc))
		return rc;
	if (rc != OK) {
		counter = &im->job.counts.rejected;
		TRY(rejects_add(cx, im, &none, lines));
	}
	TRY(staged_drop(cx, im->job.id, entries[0].deal_id, &rows));
	*counter += rows;
	return OK;
}

enum rc import_history_step(struct ctx *cx, struct importer *im, struct buf *lines, bool *more)
{
	struct staged_entry *entries = NULL;
	size_t count = 1;
	size_t written = 0;

	for (int i = 0; i < DEALS_AT_ONCE && written < ENTRIES_AT_ONCE && count > 0; i++) {
		TRY(staged_next(cx, im->job.id, &entries, &count));
		written += count;
		if (count > 0)
			TRY(rewrite_or_reject(cx, im, entries, count, lines));
	}
	*more = count > 0;
	return OK;
}
