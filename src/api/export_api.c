/* Exports through the API: CSV and JSON go out piece by piece while they are made, a workbook once it is
 * whole. */
#include "api/operations.h"

#include "exchange/export.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- piece by piece ------------------------------------------------------------------------------ */

static enum rc pull(struct ctx *cx, void *argument, struct buf *piece)
{
	return export_piece(cx, argument, piece);
}

static void pull_end(void *argument)
{
	struct exporter *exporter = argument;

	export_end(&exporter);
}

static void answer_pieces(struct http_reply *re, struct exporter **exporter)
{
	re->pull = pull;
	re->pull_end = pull_end;
	re->pull_argument = *exporter;
	*exporter = NULL; /* pull_end() closes it */
}

/* --- a workbook ---------------------------------------------------------------------------------- */

static enum rc cannot_keep(struct ctx *cx)
{
	return fail(cx, E_IO, "the file cannot be kept: %s", strerror(errno));
}

/* A new file in the folder of files. */
static enum rc make_file(struct ctx *cx, char **path)
{
	int fd;

	*path = (char *)(uintptr_t)str_printf(cx->arena, "%.*s/export-XXXXXX", STR_ARG(cx->files))
			.ptr;
	if (!*path)
		return fail_memory(cx);
	if (mkdir(cx->files.ptr, 0700) != 0 && errno != EEXIST)
		return cannot_keep(cx);
	fd = mkstemp(*path);
	if (fd < 0)
		return cannot_keep(cx);
	(void)close(fd);
	return OK;
}

/* Opened by its name, because the library makes the file anew. */
static enum rc open_file(struct ctx *cx, const char *path, struct http_reply *re)
{
	struct stat st;

	re->file_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (re->file_fd < 0)
		return cannot_keep(cx);
	if (fstat(re->file_fd, &st) != 0) {
		(void)close(re->file_fd);
		return cannot_keep(cx);
	}
	re->has_file = true;
	re->file_bytes = (int64_t)st.st_size;
	return OK;
}

static enum rc answer_workbook(struct ctx *cx, struct exporter *exporter, struct http_reply *re)
{
	char *path = NULL;
	enum rc rc;

	TRY(make_file(cx, &path));
	rc = export_workbook(cx, exporter, &(struct export_place){ path, cx->files.ptr });
	if (rc == OK)
		rc = open_file(cx, path, re);
	(void)unlink(path); /* the reply reads on from the open file */
	return rc;
}

/* ------------------------------------------------------------------------------------------------- */

static enum rc name_file(struct ctx *cx, const struct exporter *exporter, struct http_reply *re)
{
	str file = export_file_name(cx->arena, exporter);

	re->content_type = export_format_of(exporter)->media;
	return http_reply_header(
		cx, re, "Content-Disposition",
		str_printf(cx->arena, "attachment; filename=\"%.*s\"", STR_ARG(file)));
}

enum rc export_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	AUTO(export_end) struct exporter *exporter = NULL;
	struct export_order order = { .kind = rq->names[0] };

	TRY(http_query(cx, rq, &order.filters));
	order.format = query_get(order.filters, "format");
	order.columns = query_get(order.filters, "columns");
	TRY(export_begin(cx, &order, &exporter));
	TRY(name_file(cx, exporter, re));
	if (export_format_of(exporter)->is_workbook)
		return answer_workbook(cx, exporter, re);
	answer_pieces(re, &exporter);
	return OK;
}
