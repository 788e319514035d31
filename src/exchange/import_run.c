/* The rows of an import, chunk by chunk. A chunk is one unit of work: its rows with their history, the
 * counts and the place reached are on disk together or not at all. */
#include "exchange/importing.h"

#include "base/convert.h"
#include "base/day.h"
#include "db/db.h"
#include "record/record.h"

#include <sched.h>

/* An empty cell takes its place in memory, too. */
enum { CHUNK_ROWS = 2000, CHUNK_BYTES = 4 * 1024 * 1024, CELL_BYTES = 32 };

struct chunk {
	struct importer *im;
	struct input_row rows[CHUNK_ROWS];
	size_t count;
	size_t bytes;
	bool is_last;
	bool history_waits;
	bool is_careful; /* each row in a savepoint */
	bool is_spoiled; /* by a row that failed when some of it was written */
	struct problems problems_before;
};

static enum rc (*const importers[KIND_COUNT])(struct ctx *cx, struct importer *im,
					      enum row_result *result) = {
	[KIND_USERS] = import_user,        [KIND_COMPANIES] = import_record,
	[KIND_CONTACTS] = import_record,   [KIND_PRODUCTS] = import_record,
	[KIND_LEADS] = import_record,      [KIND_DEALS] = import_deal,
	[KIND_DEAL_LINES] = import_line,   [KIND_DEAL_CONTACTS] = import_deal_contact,
	[KIND_ACTIVITIES] = import_record, [KIND_STAGE_HISTORY] = import_history_row,
};

/* --- reading ---------------------------------------------------------------------------------------------- */

static enum rc copy_row(struct ctx *cx, const struct source_row *row, struct chunk *chunk)
{
	struct input_row *in = &chunk->rows[chunk->count++];
	str *fields = NULL;

	*in = (struct input_row){ .line = row->line, .problem = row->problem };
	TRY(ctx_alloc(cx, (row->count + 1) * sizeof *fields, &fields));
	for (size_t i = 0; i < row->count; i++) {
		fields[i] = arena_str(cx->arena, row->fields[i]);
		if (!str_is_set(fields[i]))
			return fail_memory(cx);
		chunk->bytes += fields[i].len + CELL_BYTES;
	}
	in->texts.fields = fields;
	in->texts.field_count = row->count;
	return ctx_alloc(cx, to_size(chunk->im->columns.count) * sizeof(str), &in->texts.values);
}

/* The columns and forms are those of the file that was surveyed, and a resumed job counts its rows. */
static enum rc check_same_file(struct ctx *cx, const struct importer *im)
{
	if (str_eq(source_sha256(cx, im->source), im->job.sha256))
		return OK;
	return fail(cx, E_CONFLICT,
		    "the file was changed while it was imported: import it once more");
}

static enum rc read_chunk(struct ctx *cx, struct chunk *chunk)
{
	struct source_row row;
	bool more = true;

	chunk->count = 0;
	chunk->bytes = 0;
	while (chunk->count < CHUNK_ROWS && chunk->bytes < CHUNK_BYTES) {
		TRY(source_next(cx, chunk->im->source, &row, &more));
		if (!more)
			break;
		TRY(copy_row(cx, &row, chunk));
	}
	chunk->is_last = !more;
	return more ? OK : check_same_file(cx, chunk->im);
}

/* --- one row ---------------------------------------------------------------------------------------------- */

static enum rc import_row(struct ctx *cx, struct importer *im, struct input_row *in,
			  enum row_result *result)
{
	if (in->problem)
		return fail(cx, E_INVALID, "%s", tr(cx, in->problem));
	TRY(map_row(cx, &im->map, &in->texts));
	map_row_values(&im->map, &in->texts);
	im->in = in;
	return importers[kind_id(im->kind)](cx, im, result);
}

static void count_row(struct importer *im, enum row_result result)
{
	struct import_counts *counts = &im->job.counts;

	if (kind_id(im->kind) == KIND_STAGE_HISTORY)
		return; /* counted when its deal gets its past */
	switch (result) {
	case ROW_CREATED:
		counts->created++;
		return;
	case ROW_UPDATED:
		counts->updated++;
		return;
	case ROW_UNCHANGED:
		counts->unchanged++;
	}
}

/* Nearly all rows that fail do so before anything of them is written, and savepoints are dear. So a chunk
 * is written without; where a row fails later than that, the chunk is given up and written once more,
 * each row in a savepoint of its own. */
static enum rc row_in_savepoint(struct ctx *cx, struct importer *im, struct input_row *in,
				enum row_result *result)
{
	enum rc rc;

	TRY(db_savepoint_begin(cx));
	rc = import_row(cx, im, in, result);
	TRY(db_savepoint_end(cx, rc != OK));
	return rc;
}

static enum rc row_without(struct ctx *cx, struct chunk *chunk, struct input_row *in,
			   enum row_result *result)
{
	struct db_attempt attempt;
	enum rc rc;

	db_attempt_begin(cx, &attempt);
	rc = import_row(cx, chunk->im, in, result);
	chunk->is_spoiled = rc_is_refusal(rc) && !db_attempt_left_nothing(cx, &attempt);
	return rc;
}

static enum rc try_row(struct ctx *cx, struct chunk *chunk, struct input_row *in, struct buf *lines)
{
	struct importer *im = chunk->im;
	enum row_result result = ROW_UNCHANGED;
	enum rc rc;

	names_mark(&im->names);
	rc = chunk->is_careful ? row_in_savepoint(cx, im, in, &result)
			       : row_without(cx, chunk, in, &result);
	if (chunk->is_spoiled)
		return rc;
	im->job.counts.read++;
	if (rc == OK) {
		count_row(im, result);
		im->job.counts.kept_dates += in->kept_date;
		return OK;
	}
	if (!rc_is_refusal(rc))
		return rc;
	names_rewind(&im->names);
	im->job.counts.rejected++;
	return rejects_add(cx, im, in, lines);
}

/* --- one chunk -------------------------------------------------------------------------------------------- */

static enum rc finish(struct ctx *cx, struct importer *im)
{
	if (kind_id(im->kind) == KIND_DEALS || kind_id(im->kind) == KIND_STAGE_HISTORY)
		TRY(import_sort_stages(cx));
	im->job.state = IMPORT_DONE;
	return demo_go_on(cx, &im->job);
}

static enum rc write_rows(struct ctx *cx, struct chunk *chunk, struct buf *lines)
{
	struct importer *im = chunk->im;
	bool is_history = kind_id(im->kind) == KIND_STAGE_HISTORY;

	for (size_t i = 0; i < chunk->count; i++) {
		TRY(try_row(cx, chunk, &chunk->rows[i], lines));
		sched_yield(); /* who answers people comes first */
	}
	if (is_history && (chunk->is_last || im->job.order.dry_run))
		TRY(import_history_step(cx, im, lines, &chunk->history_waits));
	/* A dry run takes everything back with the chunk: its deals cannot wait for the next. */
	while (im->job.order.dry_run && chunk->history_waits)
		TRY(import_history_step(cx, im, lines, &chunk->history_waits));
	return OK;
}

static void belong_to_job(struct ctx *cx, const struct importer *im)
{
	cx->batch_id = im->job.batch_id;
	cx->quiet = true;
	cx->operation = NULL;
}

/* Many rows come to the same sums. In savepoints that may go back alone each has to write its own. */
static enum rc write_rows_and_sums(struct ctx *cx, struct chunk *chunk, struct buf *lines)
{
	enum rc rc;

	if (chunk->is_careful || kind_id(chunk->im->kind) == KIND_STAGE_HISTORY)
		return write_rows(cx, chunk, lines);
	TRY(record_sums_gather(cx));
	rc = write_rows(cx, chunk, lines);
	if (rc == OK)
		rc = record_sums_write(cx);
	record_sums_forget(cx);
	return rc;
}

static enum rc write_chunk(struct ctx *cx, void *argument)
{
	struct chunk *chunk = argument;
	struct importer *im = chunk->im;
	struct buf lines = buf_new(cx->arena);

	belong_to_job(cx, im);
	TRY(write_rows_and_sums(cx, chunk, &lines));
	if (chunk->is_last && !chunk->history_waits)
		TRY(finish(cx, im));
	TRY(rejects_write(cx, im, &lines));
	return import_job_update(cx, &im->job);
}

/* Names that the chunk made went with it. */
static enum rc write_carefully(struct ctx *cx, void *argument)
{
	struct chunk *chunk = argument;
	struct importer *im = chunk->im;

	ctx_clear_failure(cx);
	chunk->is_careful = true;
	chunk->is_spoiled = false;
	im->problems = chunk->problems_before;
	TRY(import_read_names(cx, im));
	return write_chunk(cx, chunk);
}

/* Everything, and then back: what would be. */
static enum rc try_chunk(struct ctx *cx, void *argument)
{
	struct chunk *chunk = argument;
	struct importer *im = chunk->im;
	struct buf lines = buf_new(cx->arena);
	enum rc rc;

	belong_to_job(cx, im);
	TRY(db_savepoint_begin(cx));
	rc = import_make_stages(cx, im);
	if (rc == OK)
		rc = write_rows(cx, chunk, &lines);
	TRY(db_savepoint_end(cx, true));
	if (rc != OK)
		return rc;
	if (chunk->is_last)
		im->job.state = IMPORT_DONE;
	return import_read_names(cx, im);
}

static enum rc make_stages(struct ctx *cx, void *argument)
{
	struct importer *im = argument;

	belong_to_job(cx, im);
	return import_make_stages(cx, im);
}

/* --- all of them ------------------------------------------------------------------------------------------ */

static enum rc open_again(struct ctx *cx, struct importer *im)
{
	source_close(&im->source);
	TRY(import_open_file(cx, im));
	if (source_size(im->source) != im->job.bytes)
		return fail(cx, E_CONFLICT,
			    "the file was changed while it was imported: import it once more");
	if (im->job.counts.read > 0)
		TRY(source_skip(cx, im->source, im->job.counts.read));
	return im->job.order.dry_run ? OK : db_write(cx, make_stages, im);
}

static enum rc next_chunk(struct ctx *cx, struct chunk *chunk)
{
	const struct import_job before = chunk->im->job;
	enum rc rc;

	cx->now = clock_now();
	if (!chunk->is_last)
		TRY(read_chunk(cx, chunk));
	else
		chunk->count = 0; /* the file is read; deals wait for their past */
	chunk->is_careful = chunk->im->job.order.dry_run;
	chunk->is_spoiled = false;
	chunk->problems_before = chunk->im->problems;
	rc = db_write(cx, chunk->is_careful ? try_chunk : write_chunk, chunk);
	if (chunk->is_spoiled) {
		chunk->im->job = before;
		rc = db_write(cx, write_carefully, chunk);
	}
	if (rc != OK)
		chunk->im->job = before;
	return rc;
}

static enum rc note_state(struct ctx *cx, void *argument)
{
	const struct importer *im = argument;

	return import_job_update(cx, &im->job);
}

static enum rc run_chunks(struct ctx *cx, struct importer *im, const struct import_watch *watch,
			  struct chunk *chunk)
{
	TRY(open_again(cx, im));
	while (im->job.state == IMPORT_RUNNING) {
		arena_reset(&im->chunk);
		TRY(next_chunk(cx, chunk));
		if (watch && watch->step && !watch->step(watch->argument, &im->job))
			return OK;
	}
	return OK;
}

static void note_failure(struct ctx *cx, struct importer *im)
{
	const struct failure failure = cx->failure;
	str words = failure_line(cx);

	ctx_clear_failure(cx);
	im->job.state = IMPORT_FAILED;
	im->job.error = words;
	if (!im->job.order.dry_run && db_write(cx, note_state, im) != OK)
		ctx_clear_failure(cx); /* the disk is full, perhaps: it stays "running" there */
	cx->failure = failure;
}

enum rc import_run(struct ctx *cx, struct importer *im, const struct import_watch *watch)
{
	struct arena *outer = cx->arena;
	bool was_quiet = cx->quiet;
	struct chunk *chunk = NULL;
	enum rc rc;

	TRY(ctx_alloc(cx, sizeof *chunk, &chunk));
	chunk->im = im;
	cx->arena = &im->chunk;
	im->job.state = IMPORT_RUNNING;
	rc = run_chunks(cx, im, watch, chunk);
	if (rc != OK) {
		ctx_keep_failure(cx, outer);
		note_failure(cx, im);
	}
	im->job.updated_at = cx->now;
	if (im->job.state != IMPORT_RUNNING)
		im->job.finished_at = cx->now;
	cx->arena = outer;
	cx->batch_id = 0;
	cx->quiet = was_quiet;
	return rc;
}
