/* The file of rejected rows: as they were, with line and reason. It is written before the chunk that
 * rejected them is committed, and cut back to what was committed when a job is resumed. While a job is
 * worked on, a lock on this file keeps others from it. */
#include "exchange/importing.h"

#include "base/convert.h"
#include "codec/csv_out.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

str import_rejects_path(struct arena *arena, const struct import_job *job)
{
	return str_printf(arena, "%.*s/import-%lld-rejected.csv", STR_ARG(job->order.folder),
			  (long long)job->id);
}

/* --- CSV ---------------------------------------------------------------------------------------------- */

struct reject {
	const str *fields;
	size_t count;
	str line;
	str problem;
};

static void add_line(struct buf *lines, const struct reject *reject, size_t columns)
{
	struct csv_out out = csv_out_new(lines);

	for (size_t i = 0; i < columns; i++)
		csv_text(&out, i < reject->count ? reject->fields[i] : STR(""));
	csv_text(&out, reject->line);
	csv_text(&out, reject->problem);
	csv_end_row(&out);
}

/* --- reasons -------------------------------------------------------------------------------------------- */

static str reason(struct ctx *cx)
{
	struct buf text = buf_new(cx->arena);

	for (int i = 0; i < cx->failure.error_count; i++)
		buf_printf(&text, "%s%.*s: %.*s", i > 0 ? "; " : "",
			   STR_ARG(cx->failure.errors[i].field),
			   STR_ARG(cx->failure.errors[i].message));
	if (cx->failure.error_count == 0)
		buf_add(&text, cx->failure.detail);
	return buf_str(&text);
}

void problem_keep(struct importer *im, int64_t line, str words)
{
	struct problems *problems = &im->problems;

	for (size_t i = 0; i < problems->count; i++) {
		if (!str_eq(problems->list[i].words, words))
			continue;
		problems->list[i].more++;
		return;
	}
	if (problems->count < MAX_PROBLEMS)
		problems->list[problems->count++] = (struct problem){
			.line = line,
			.words = arena_str(&im->memory, words),
		};
}

enum rc rejects_add(struct ctx *cx, struct importer *im, const struct input_row *in,
		    struct buf *lines)
{
	const struct reject reject = {
		.fields = in->texts.fields,
		.count = in->texts.field_count,
		.line = in->line > 0 ? str_printf(cx->arena, "%lld", (long long)in->line) : STR(""),
		.problem = reason(cx),
	};
	size_t columns;

	ctx_clear_failure(cx);
	problem_keep(im, in->line, reject.problem);
	(void)source_headers(im->source, &columns);
	add_line(lines, &reject, columns);
	return buf_rc(lines) == OK ? OK : fail_memory(cx);
}

/* --- the file --------------------------------------------------------------------------------------------- */

static enum rc cannot(struct ctx *cx, str path)
{
	return fail(cx, E_IO, "%.*s cannot be written: %s", STR_ARG(path), strerror(errno));
}

static enum rc write_all(struct ctx *cx, struct importer *im, str bytes)
{
	while (bytes.len > 0) {
		ssize_t written =
			pwrite(im->rejects_fd, bytes.ptr, bytes.len, im->job.reject_bytes);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return cannot(cx, import_rejects_path(cx->arena, &im->job));
		im->job.reject_bytes += written;
		bytes = str_sub(bytes, (size_t)written, bytes.len);
	}
	return OK;
}

enum rc rejects_open(struct ctx *cx, struct importer *im)
{
	str path = import_rejects_path(cx->arena, &im->job);

	if (mkdir(im->job.order.folder.ptr, 0700) != 0 && errno != EEXIST)
		return cannot(cx, im->job.order.folder);
	im->rejects_fd = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (im->rejects_fd < 0)
		return cannot(cx, path);
	if (flock(im->rejects_fd, LOCK_EX | LOCK_NB) != 0)
		return fail(cx, E_BUSY, "this file is being imported right now");
	if (ftruncate(im->rejects_fd, im->job.reject_bytes) != 0)
		return cannot(cx, path);
	return OK;
}

bool import_is_locked(struct ctx *cx, const struct import_job *job)
{
	str path = import_rejects_path(cx->arena, job);
	int fd = str_is_set(path) ? open(path.ptr, O_RDWR | O_CLOEXEC) : -1;
	bool locked = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0;

	if (fd >= 0)
		(void)close(fd);
	return locked;
}

enum rc rejects_write(struct ctx *cx, struct importer *im, struct buf *lines)
{
	struct buf head = buf_new(cx->arena);
	size_t count;
	const str *headers = source_headers(im->source, &count);

	if (lines->len == 0 || im->rejects_fd < 0)
		return OK;
	if (im->job.reject_bytes == 0) {
		add_line(&head, &(struct reject){ headers, count, STR("line"), STR("problem") },
			 count);
		TRY(write_all(cx, im, buf_str(&head)));
	}
	TRY(write_all(cx, im, buf_str(lines)));
	return fdatasync(im->rejects_fd) == 0
		       ? OK
		       : cannot(cx, import_rejects_path(cx->arena, &im->job));
}
