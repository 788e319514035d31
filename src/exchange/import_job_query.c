/* The table of imports: how far each has come. */
#include "exchange/importing.h"

#include "base/convert.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "db/db.h"
#include "record/record.h"

#include <stddef.h>

const char *const import_state_names[] = {
	[IMPORT_RUNNING] = "running", [IMPORT_WAITING] = "waiting", [IMPORT_DONE] = "done",
	[IMPORT_FAILED] = "failed",   [IMPORT_UNDOING] = "undoing", [IMPORT_UNDONE] = "undone",
};

#define COLUMNS                                                                                    \
	"id, kind, file_name, path, sha256, bytes, options, state, rows_read, rows_created,"       \
	" rows_updated, rows_unchanged, rows_rejected, offset_reached, reject_bytes, batch_id,"    \
	" actor_id, error, started_at, updated_at, finished_at, rows_kept_dates"

/* --- options -------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	size_t offset;
} options[] = {
	{ "preset", offsetof(struct import_order, preset) },
	{ "map", offsetof(struct import_order, map) },
	{ "values", offsetof(struct import_order, values) },
	{ "create", offsetof(struct import_order, create) },
	{ "dates", offsetof(struct import_order, dates) },
	{ "numbers", offsetof(struct import_order, numbers) },
	{ "folder", offsetof(struct import_order, folder) },
	{ "language", offsetof(struct import_order, language) },
};

static str *option_of(struct import_order *order, size_t i)
{
	return (str *)(void *)((char *)order + options[i].offset);
}

static str options_text(struct ctx *cx, const struct import_order *order)
{
	struct import_order copy = *order;
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	json_object_begin(&out);
	for (size_t i = 0; i < COUNT_OF(options); i++) {
		str option = *option_of(&copy, i);

		if (!str_is_set(option) &&
		    (option_of(&copy, i) == &copy.language || option_of(&copy, i) == &copy.values))
			continue; /* so that jobs of before there were these are found again */
		if (option_of(&copy, i) == &copy.folder && str_eq(option, cx->files))
			option = (str){ NULL, 0 }; /* wherever that is: it may be moved */
		json_key(&out, options[i].name);
		json_str(&out, option);
	}
	if (order->shift_days != 0) {
		json_key(&out, "shift_days");
		json_int(&out, order->shift_days);
	}
	if (order->is_demo) {
		json_key(&out, "demo"); /* as demo_query.c looks for it */
		json_bool(&out, true);
	}
	json_object_end(&out);
	return buf_str(&text);
}

static enum rc options_read(struct ctx *cx, str text, struct import_order *order)
{
	AUTO(json_release) struct json_in *tree = NULL;

	TRY(json_parse(cx, text, &tree));
	for (size_t i = 0; i < COUNT_OF(options); i++) {
		const struct json_in *value = json_get(tree, options[i].name);

		*option_of(order, i) = json_kind(value) == JSON_KIND_TEXT
					       ? arena_str(cx->arena, json_text(value))
					       : (str){ NULL, 0 };
	}
	order->shift_days = json_as_int(json_get(tree, "shift_days"));
	/* Demos that were loaded before they were marked are known by their presets. */
	order->is_demo =
		json_yes(json_get(tree, "demo")) ||
		(str_is_set(order->preset) && str_starts(order->preset, STR("data/demo/")));
	if (!str_is_set(order->folder))
		order->folder = cx->files;
	return OK;
}

/* --- reading ---------------------------------------------------------------------------------------------- */

/* Older programs left an import that a server's end broke off as "cancelled": it counts as failed, and is gone
 * on with in the same way. */
static enum import_state state_named(str name)
{
	for (int i = 0; i < IMPORT_STATE_COUNT; i++)
		if (str_is(name, import_state_names[i]))
			return (enum import_state)i;
	return IMPORT_FAILED;
}

/* What the API keeps lies in cx->files, which may be moved with the database: its jobs know the file's name
 * alone. A file that a command was given has another place. */
static str stored_path(const struct ctx *cx, str path)
{
	size_t folder = cx->files.len;

	if (folder > 0 && str_starts(path, cx->files) && str_ends(path, STR(IMPORT_UPLOAD)) &&
	    path.len > folder && path.ptr[folder] == '/')
		return str_sub(path, folder + 1, path.len);
	return path;
}

static str path_of(struct ctx *cx, str stored)
{
	bool is_name = str_find(stored, '/', 0) == SIZE_MAX;

	if (is_name && str_ends(stored, STR(IMPORT_UPLOAD)) && str_is_set(cx->files))
		return str_printf(cx->arena, "%.*s/%.*s", STR_ARG(cx->files), STR_ARG(stored));
	return arena_str(cx->arena, stored);
}

static enum rc read_job(struct ctx *cx, const struct db_stmt *stmt, struct import_job *job)
{
	*job = (struct import_job){
		.id = db_int(stmt, 0),
		.order = {
			.kind = arena_str(cx->arena, db_text(stmt, 1)),
			.file_name = arena_str(cx->arena, db_text(stmt, 2)),
			.path = path_of(cx, db_text(stmt, 3)),
		},
		.sha256 = arena_str(cx->arena, db_text(stmt, 4)),
		.bytes = db_int(stmt, 5),
		.state = state_named(db_text(stmt, 7)),
		.counts = { db_int(stmt, 8), db_int(stmt, 9), db_int(stmt, 10), db_int(stmt, 11),
			    db_int(stmt, 12), db_int(stmt, 21) },
		.rows = db_int(stmt, 13),
		.reject_bytes = db_int(stmt, 14),
		.batch_id = db_int(stmt, 15),
		.actor_id = db_int(stmt, 16),
		.error = arena_str(cx->arena, db_text(stmt, 17)),
		.started_at = db_int(stmt, 18),
		.updated_at = db_int(stmt, 19),
		.finished_at = db_is_null(stmt, 20) ? UNSET : db_int(stmt, 20),
	};
	return options_read(cx, db_text(stmt, 6), &job->order);
}

static enum rc read_one(struct ctx *cx, struct db_stmt *stmt, struct import_job *job, bool *found)
{
	TRY(db_step(cx, stmt, found));
	return *found ? read_job(cx, stmt, job) : OK;
}

static bool is_visible(const struct ctx *cx, const struct import_job *job)
{
	return !cx->who || cx->who->user_id == 0 || cx->who->sees_all ||
	       job->actor_id == cx->who->user_id;
}

enum rc import_load(struct ctx *cx, int64_t id, struct import_job *job)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	TRY(need_right(cx, RIGHT_IMPORT));
	TRY(db_prepare(cx, STR("SELECT " COLUMNS " FROM import_jobs WHERE id = ?"), &stmt));
	db_bind_int(stmt, 1, id);
	TRY(read_one(cx, stmt, job, &found));
	if (!found || !is_visible(cx, job))
		return fail(cx, E_MISSING, "there is no such import, or it is not yours to see");
	return OK;
}

enum rc import_next(struct ctx *cx, enum import_state state, struct import_job *job, bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx,
		       STR("SELECT " COLUMNS " FROM import_jobs WHERE state = ?"
			   " AND (state = 'undoing' OR path LIKE ?) ORDER BY id LIMIT 1"),
		       &stmt));
	db_bind_text(stmt, 1, str_from(import_state_names[state]));
	db_bind_text(stmt, 2, STR("%" IMPORT_UPLOAD));
	return read_one(cx, stmt, job, found);
}

enum rc import_job_broken_off(struct ctx *cx, const struct import_job *like, struct import_job *job,
			      bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(
		cx,
		STR("SELECT " COLUMNS
		    " FROM import_jobs WHERE sha256 = ? AND kind = ? AND options = ?"
		    " AND state IN ('running', 'failed', 'cancelled') ORDER BY id DESC LIMIT 1"),
		&stmt));
	db_bind_text(stmt, 1, like->sha256);
	db_bind_text(stmt, 2, like->order.kind);
	db_bind_text(stmt, 3, options_text(cx, &like->order));
	TRY(read_one(cx, stmt, job, found));
	*found = *found && is_visible(cx, job);
	return OK;
}

enum rc import_needs_upload(struct ctx *cx, str name, bool *yes)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx,
		       STR("SELECT 1 FROM import_jobs WHERE path = ?"
			   " AND state IN ('waiting', 'running') LIMIT 1"),
		       &stmt));
	db_bind_text(stmt, 1, name);
	return db_step(cx, stmt, yes);
}

enum rc import_of_batch(struct ctx *cx, int64_t batch_id, int64_t *job_id)
{
	return db_query_int(cx, STR("SELECT id FROM import_jobs WHERE batch_id = ?"), batch_id,
			    job_id);
}

/* --- writing ---------------------------------------------------------------------------------------------- */

static void bind_id(struct db_stmt *stmt, int index, int64_t id)
{
	if (id != 0)
		db_bind_int(stmt, index, id);
	else
		db_bind_null(stmt, index);
}

enum rc import_job_insert(struct ctx *cx, struct import_job *job)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	TRY(db_prepare(
		cx,
		STR("INSERT INTO import_jobs (kind, file_name, path, sha256, bytes, options, state,"
		    " rows_read, rows_created, rows_updated, rows_unchanged, rows_rejected,"
		    " offset_reached, reject_bytes, batch_id, actor_id, started_at, updated_at)"
		    " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?, 0, ?, ?, ?, ?) RETURNING id"),
		&stmt));
	db_bind_text(stmt, 1, job->order.kind);
	db_bind_text(stmt, 2, job->order.file_name);
	db_bind_text(stmt, 3, stored_path(cx, job->order.path));
	db_bind_text(stmt, 4, str_is_set(job->sha256) ? job->sha256 : STR(""));
	db_bind_int(stmt, 5, job->bytes);
	db_bind_text(stmt, 6, options_text(cx, &job->order));
	db_bind_text(stmt, 7, str_from(import_state_names[job->state]));
	db_bind_int(stmt, 8, job->rows);
	bind_id(stmt, 9, job->batch_id);
	bind_id(stmt, 10, job->actor_id);
	db_bind_int(stmt, 11, cx->now);
	db_bind_int(stmt, 12, cx->now);
	TRY(db_step(cx, stmt, &found));
	ensure(found);
	job->id = db_int(stmt, 0);
	return OK;
}

enum rc import_job_update(struct ctx *cx, const struct import_job *job)
{
	bool is_over = job->state != IMPORT_RUNNING && job->state != IMPORT_WAITING;
	const int64_t numbers[] = { job->counts.read,     job->counts.created,
				    job->counts.updated,  job->counts.unchanged,
				    job->counts.rejected, job->rows,
				    job->reject_bytes,    cx->now };
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(
		cx,
		STR("UPDATE import_jobs SET rows_read = ?, rows_created = ?, rows_updated = ?,"
		    " rows_unchanged = ?, rows_rejected = ?, offset_reached = ?, reject_bytes = ?,"
		    " updated_at = ?, state = ?, error = ?, sha256 = ?, bytes = ?, batch_id = ?,"
		    " finished_at = ?, rows_kept_dates = ? WHERE id = ?"),
		&stmt));
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		db_bind_int(stmt, (int)i + 1, numbers[i]);
	db_bind_text(stmt, 9, str_from(import_state_names[job->state]));
	db_bind_text(stmt, 10, job->error);
	db_bind_text(stmt, 11, str_is_set(job->sha256) ? job->sha256 : STR(""));
	db_bind_int(stmt, 12, job->bytes);
	bind_id(stmt, 13, job->batch_id);
	if (is_over)
		db_bind_int(stmt, 14, cx->now);
	else
		db_bind_null(stmt, 14);
	db_bind_int(stmt, 15, job->counts.kept_dates);
	db_bind_int(stmt, 16, job->id);
	return db_run(cx, stmt, NULL);
}

enum rc import_set_state(struct ctx *cx, int64_t id, enum import_state state)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("UPDATE import_jobs SET state = ?, updated_at = ? WHERE id = ?"),
		       &stmt));
	db_bind_text(stmt, 1, str_from(import_state_names[state]));
	db_bind_int(stmt, 2, cx->now);
	db_bind_int(stmt, 3, id);
	return db_run(cx, stmt, NULL);
}

enum rc import_submit(struct ctx *cx, const struct import_order *order, struct import_job *job)
{
	*job = (struct import_job){
		.order = *order,
		.state = IMPORT_WAITING,
		.batch_id = order->batch_id,
		.actor_id = cx->who ? cx->who->user_id : 0,
		.started_at = cx->now,
		.updated_at = cx->now,
		.finished_at = UNSET,
	};
	TRY(need_right(cx, RIGHT_IMPORT));
	cx->job_waits = true;
	return import_job_insert(cx, job);
}

/* --- as JSON ------------------------------------------------------------------------------------------------ */

static void number(struct json_out *out, const char *key, int64_t value)
{
	json_key(out, key);
	json_int(out, value);
}

static void instant(struct json_out *out, const char *key, int64_t value)
{
	json_key(out, key);
	if (value == UNSET || value == 0)
		json_none(out);
	else
		json_instant(out, value);
}

void import_job_to_json(struct ctx *cx, const struct import_job *job, struct json_out *out)
{
	(void)cx;
	json_object_begin(out);
	number(out, "id", job->id);
	json_key(out, "kind");
	json_str(out, job->order.kind);
	json_key(out, "file_name");
	json_str(out, job->order.file_name);
	json_key(out, "state");
	json_str(out, str_from(import_state_names[job->state]));
	number(out, "rows", job->rows);
	number(out, "read", job->counts.read);
	number(out, "created", job->counts.created);
	number(out, "updated", job->counts.updated);
	number(out, "unchanged", job->counts.unchanged);
	number(out, "rejected", job->counts.rejected);
	number(out, "kept_dates", job->counts.kept_dates);
	json_key(out, "error");
	json_str(out, job->error);
	json_key(out, "batch_id");
	if (job->batch_id != 0)
		json_int(out, job->batch_id);
	else
		json_none(out);
	instant(out, "started_at", job->started_at);
	instant(out, "updated_at", job->updated_at);
	instant(out, "finished_at", job->finished_at);
	json_object_end(out);
}

/* Of `limit` imports, older than `before`; those that are not the caller's to see are passed over. */
struct jobs_page {
	int64_t before; /* 0: the newest */
	int64_t limit;
	struct import_job *jobs;
	size_t count;
	int64_t next; /* where another page begins; 0: this was the last */
};

static enum rc read_page(struct ctx *cx, struct jobs_page *page)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct import_job job = { .id = 0 };
	bool found = true;
	int64_t count = 0;

	TRY(need_right(cx, RIGHT_IMPORT));
	TRY(ctx_alloc(cx, to_size(page->limit) * sizeof *page->jobs, &page->jobs));
	TRY(db_prepare(
		cx,
		STR("SELECT " COLUMNS " FROM import_jobs WHERE id < ? ORDER BY id DESC LIMIT ?"),
		&stmt));
	db_bind_int(stmt, 1, page->before == 0 ? INT64_MAX : page->before);
	db_bind_int(stmt, 2, page->limit);
	for (;; count++) {
		TRY(read_one(cx, stmt, &job, &found));
		if (!found)
			break;
		if (is_visible(cx, &job))
			page->jobs[page->count++] = job;
	}
	page->next = count == page->limit ? job.id : 0;
	return OK;
}

enum rc imports_read(struct ctx *cx, int64_t limit, struct import_job **jobs, size_t *count)
{
	struct jobs_page page = { .limit = limit };

	TRY(read_page(cx, &page));
	*jobs = page.jobs;
	*count = page.count;
	return OK;
}

enum rc imports_to_json(struct ctx *cx, int64_t before, int64_t limit, struct json_out *out)
{
	struct jobs_page page = { .before = before, .limit = limit };

	TRY(read_page(cx, &page));
	json_object_begin(out);
	json_items_begin(out);
	for (size_t i = 0; i < page.count; i++)
		import_job_to_json(cx, &page.jobs[i], out);
	json_items_end(out, page.next != 0 ? str_printf(cx->arena, "%lld", (long long)page.next)
					   : str_from(NULL));
	json_object_end(out);
	return OK;
}
