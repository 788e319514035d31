/* Imports through the API: a file is sent, kept beside the database, and read by the jobs' thread; its
 * progress can be asked for. A preview reads it at once and writes nothing. */
#include "api/operations.h"

#include "base/convert.h"
#include "exchange/file_text.h"
#include "exchange/imports.h"
#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PREVIEW_ROWS = 2000, LIMIT = 50 };

/* --- the order ---------------------------------------------------------------------------------------------- */

static enum rc read_order(struct ctx *cx, struct http_request *rq, struct import_order *order)
{
	const struct query_string *query;

	TRY(query_of(cx, rq, &query));
	*order = (struct import_order){
		.kind = query_get(query, "kind"),
		.likely = query_get(query, "likely"),
		.file_name = query_get(query, "file_name"),
		.preset = query_get(query, "preset"),
		.map = query_get(query, "map"),
		.values = query_get(query, "values"),
		.create = query_get(query, "create"),
		.dates = query_get(query, "dates"),
		.numbers = query_get(query, "numbers"),
		.folder = cx->files,
		.language = str_from(language_code(cx->language)),
	};
	/* A file of the server's own is nothing for a request. */
	if (str_find(order->preset, '/', 0) != SIZE_MAX || str_ends(order->preset, STR(".json")))
		return fail_code(cx, "preset", "unknown", "give the name of a preset");
	if (!str_is_set(order->file_name))
		order->file_name = STR("upload.csv");
	return OK;
}

/* --- keeping the file ----------------------------------------------------------------------------------------- */

static enum rc cannot_keep(struct ctx *cx)
{
	return fail(cx, E_IO, "the file cannot be kept: %s", strerror(errno));
}

/* For the Idempotency-Key: the same file is the same request. */
static enum rc note_digest(struct ctx *cx, struct http_request *rq, crypto_hash_sha256_state *hash)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(hash, digest);
	rq->upload_digest = arena_str(cx->arena, (str){ (const char *)digest, sizeof digest });
	return str_is_set(rq->upload_digest) ? OK : fail_memory(cx);
}

static enum rc copy_bytes(struct ctx *cx, struct http_request *rq, int to)
{
	crypto_hash_sha256_state hash;
	char bytes[64 * 1024];
	off_t at = 0;

	crypto_hash_sha256_init(&hash);
	for (;;) {
		ssize_t got = pread(rq->upload_fd, bytes, sizeof bytes, at);

		if (got < 0 || !file_append(to, (str){ bytes, to_size(got) }))
			return cannot_keep(cx);
		if (got == 0)
			break;
		crypto_hash_sha256_update(&hash, (const unsigned char *)bytes, to_size(got));
		at += got;
	}
	return fsync(to) == 0 ? note_digest(cx, rq, &hash) : cannot_keep(cx);
}

/* 96 bits by chance, as 24 digits. */
enum { NAME_BYTES = 12, NAME_DIGITS = 24 };

static str new_name(struct ctx *cx)
{
	unsigned char name[NAME_BYTES];
	struct buf text = buf_new(cx->arena);

	cx->random(name, sizeof name);
	for (size_t i = 0; i < sizeof name; i++)
		buf_printf(&text, "%02x", name[i]);
	return buf_str(&text);
}

static enum rc keep_as(struct ctx *cx, struct http_request *rq, str path)
{
	AUTO(file_close) int to = -1;

	if (!str_is_set(path))
		return fail_memory(cx);
	if (mkdir(cx->files.ptr, 0700) != 0 && errno != EEXIST)
		return cannot_keep(cx);
	to = open(path.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (to < 0)
		return cannot_keep(cx);

	enum rc rc = copy_bytes(cx, rq, to);

	if (rc != OK)
		(void)unlink(path.ptr); /* a part of it would keep what is left of the disk */
	return rc;
}

static enum rc keep_file(struct ctx *cx, struct http_request *rq, str *path)
{
	str name = new_name(cx);

	*path = str_printf(cx->arena, "%.*s/%.*s" IMPORT_UPLOAD, STR_ARG(cx->files), STR_ARG(name));
	return keep_as(cx, rq, *path);
}

/* --- a file that is sent once, for its previews and its import ------------------------------------------------- */

/* Whoever knows the name is its sender. */
static str kept_prefix(struct ctx *cx)
{
	return str_printf(cx->arena, "kept-%lld-", cx->who ? (long long)cx->who->user_id : 0LL);
}

static str kept_path(struct ctx *cx, str name)
{
	str prefix = kept_prefix(cx);

	return str_printf(cx->arena, "%.*s/%.*s%.*s" IMPORT_UPLOAD, STR_ARG(cx->files),
			  STR_ARG(prefix), STR_ARG(name));
}

enum rc import_file_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct json_reply reply;
	str name = new_name(cx);

	import_uploads_make_room(cx, kept_prefix(cx));
	TRY(keep_as(cx, rq, kept_path(cx, name)));
	re->status = 201;
	json_reply_begin(cx, &reply);
	json_object_begin(&reply.out);
	json_key(&reply.out, "file");
	json_str(&reply.out, name);
	json_object_end(&reply.out);
	return json_reply_end(&reply, re);
}

static bool is_name(str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!(text.ptr[i] >= '0' && text.ptr[i] <= '9') &&
		    !(text.ptr[i] >= 'a' && text.ptr[i] <= 'f'))
			return false;
	return text.len == NAME_DIGITS;
}

/* Takes a kept file in place of the body, and keeps it for another hour. */
static enum rc use_kept_file(struct ctx *cx, struct http_request *rq)
{
	const struct query_string *query;
	str name;
	int fd = -1;

	TRY(query_of(cx, rq, &query));
	name = query_get(query, "file");
	if (!str_is_set(name))
		return OK;
	if (is_name(name))
		fd = open(kept_path(cx, name).ptr, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return fail_code(cx, "file", "gone", "this file is no longer kept: send it again");
	(void)futimens(fd, NULL);
	if (rq->upload_fd >= 0)
		(void)close(rq->upload_fd);
	rq->upload_fd = fd;
	return OK;
}

/* --- sending ---------------------------------------------------------------------------------------------------- */

/* A file that is kept for a job to come. */
struct sending {
	struct import_order order;
	bool has_job;
};

/* Nothing is left of what no job is for: a repeat was answered as the first time, a copy broke off, or the
 * order was refused. Whether a job is there that could not be committed is not known for sure: such a file
 * is the housekeeper's (import_uploads_tidy). */
static void end_sending(void *note)
{
	struct sending *sending = note;

	if (!sending->has_job && str_is_set(sending->order.path))
		(void)unlink(sending->order.path.ptr);
}

enum rc import_prepare(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct sending *sending = NULL;

	(void)re;
	TRY(ctx_alloc(cx, sizeof *sending, &sending));
	TRY(read_order(cx, rq, &sending->order));
	if (!str_is_set(sending->order.kind))
		return fail_code(cx, "kind", "required", "this field is required");
	TRY(import_check(cx, &sending->order));
	TRY(use_kept_file(cx, rq));
	rq->note = sending;
	rq->note_end = end_sending;
	return keep_file(cx, rq, &sending->order.path);
}

static enum rc answer_job(struct ctx *cx, const struct import_job *job, struct http_reply *re)
{
	struct json_reply reply;

	json_reply_begin(cx, &reply);
	import_job_to_json(cx, job, &reply.out);
	return json_reply_end(&reply, re);
}

enum rc import_create_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct sending *sending = rq->note;
	struct import_job job;

	TRY(import_submit(cx, &sending->order, &job));
	sending->has_job = true;
	re->status = 201;
	re->location = str_printf(cx->arena, "/api/v1/imports/%lld", (long long)job.id);
	return answer_job(cx, &job, re);
}

static bool is_within_preview(void *argument, const struct import_job *job)
{
	(void)argument;
	return job->counts.read < PREVIEW_ROWS;
}

static enum rc preview(struct ctx *cx, struct http_request *rq, struct json_out *out)
{
	AUTO(import_end) struct importer *importer = NULL;
	const struct import_watch watch = { is_within_preview, NULL };
	struct import_order order;

	TRY(read_order(cx, rq, &order));
	TRY(use_kept_file(cx, rq));
	order.path = str_printf(cx->arena, "/proc/self/fd/%d", rq->upload_fd);
	order.dry_run = true;
	TRY(import_begin(cx, &order, &importer));
	TRY(import_run(cx, importer, &watch));
	import_report_to_json(cx, importer, out);
	return OK;
}

/* Rows are written and taken back, in units of work of their own: not on this request's connection. */
enum rc import_preview_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct db_conn *conn = cx->conn;
	struct json_reply reply;
	enum rc rc;

	json_reply_begin(cx, &reply);
	cx->conn = NULL;
	rc = preview(cx, rq, &reply.out);
	cx->conn = conn;
	TRY(rc);
	return json_reply_end(&reply, re);
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

enum rc imports_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query;
	struct json_reply reply;
	int64_t before = 0;
	str cursor;

	TRY(query_of(cx, rq, &query));
	cursor = query_get(query, "cursor");
	if (str_is_set(cursor) && !str_to_int(cursor, &before))
		return fail_code(cx, "cursor", "invalid", "give the `next` of a page");
	json_reply_begin(cx, &reply);
	TRY(imports_to_json(cx, before, LIMIT, &reply.out));
	return json_reply_end(&reply, re);
}

enum rc import_get_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct import_job job;

	TRY(import_load(cx, rq->ids[0], &job));
	return answer_job(cx, &job, re);
}

enum rc import_rejects_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct import_job job;
	str path;

	TRY(import_load(cx, rq->ids[0], &job));
	path = import_rejects_path(cx->arena, &job);
	re->content_type = "text/csv; charset=utf-8";
	TRY(http_reply_header(cx, re, "Content-Disposition",
			      STR("attachment; filename=\"rejected.csv\"")));
	if (job.counts.rejected == 0) {
		re->body = STR("line,problem\r\n");
		return OK;
	}
	re->file_fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
	if (re->file_fd < 0)
		return fail(cx, E_MISSING, "the rejected rows are no longer there");
	re->has_file = true;
	re->file_bytes = job.reject_bytes;
	return OK;
}

enum rc import_undo_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct import_job job;

	TRY(import_ask_undo(cx, rq->ids[0], &job));
	return answer_job(cx, &job, re);
}
