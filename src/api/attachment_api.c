/* Files of deals, leads, companies and contacts: sent as the body of a request, and sent back as something
 * to keep, never as a page of ours. */
#include "api/operations.h"

#include "base/url.h"
#include "base/utf8.h"
#include "exchange/attachments.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- in ------------------------------------------------------------------------------------------- */

struct sending {
	struct content content;
	struct attachment row;
};

/* Without its parameters; anything that is no media type is bytes. */
static str media_type_of(const struct http_request *rq)
{
	str type = http_header(rq, "Content-Type");
	size_t end = str_find(type, ';', 0);

	type = str_trim(str_sub(type, 0, end == SIZE_MAX ? type.len : end));
	if (type.len > 127 || str_find(type, '/', 0) == SIZE_MAX || utf8_has_unsafe(type))
		return STR("application/octet-stream");
	return type;
}

static enum rc read_sending(struct ctx *cx, struct http_request *rq, struct sending *sending)
{
	const struct field *name = entity_field(&attachment_entity, STR("name"));
	const struct query_string *query;
	str given;

	TRY(query_of(cx, rq, &query));
	TRY(record_new(cx, &attachment_entity, &sending->row));
	sending->row.media_type = media_type_of(rq);
	given = query_get(query, "name");
	if (!str_is_set(given) || given.len == 0)
		return fail_code(cx, "name", "required", "this field is required");
	return name->type->from_text(cx, name, "name", given, &sending->row);
}

/* The bytes are on the disk before the row is written: a row never names a content that is not there. */
static enum rc prepare(struct ctx *cx, struct http_request *rq, const struct entity *parent,
		       struct sending **sending)
{
	TRY(attachment_check(cx, parent, rq->ids[0]));
	TRY(ctx_alloc(cx, sizeof **sending, sending));
	TRY(read_sending(cx, rq, *sending));
	if (rq->upload_bytes == 0)
		return fail_code(cx, "name", "empty", "this file is empty");
	rq->note = *sending;
	TRY(content_keep(cx, rq->upload_fd, &(*sending)->content));
	rq->upload_digest = (*sending)->content.sha256;
	return OK;
}

enum rc deal_attachment_prepare(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct sending *sending = NULL;

	(void)re;
	TRY(prepare(cx, rq, &deal_entity, &sending));
	sending->row.deal_id = rq->ids[0];
	return OK;
}

enum rc lead_attachment_prepare(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct sending *sending = NULL;

	(void)re;
	TRY(prepare(cx, rq, &lead_entity, &sending));
	sending->row.lead_id = rq->ids[0];
	return OK;
}

enum rc company_attachment_prepare(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct sending *sending = NULL;

	(void)re;
	TRY(prepare(cx, rq, &company_entity, &sending));
	sending->row.company_id = rq->ids[0];
	return OK;
}

enum rc contact_attachment_prepare(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct sending *sending = NULL;

	(void)re;
	TRY(prepare(cx, rq, &contact_entity, &sending));
	sending->row.contact_id = rq->ids[0];
	return OK;
}

enum rc attachment_create_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct sending *sending = rq->note;

	TRY(attachment_add(cx, &sending->content, &sending->row));
	re->status = 201;
	re->location =
		str_printf(cx->arena, "/api/v1/attachments/%lld", (long long)sending->row.row.id);
	return reply_row(cx, re, &attachment_entity, &sending->row);
}

/* --- out ------------------------------------------------------------------------------------------ */

/* What a browser may know the type of: none of these is a page or holds a script that would run. */
static const char *const harmless[] = {
	"application/pdf", "application/zip", "image/gif",  "image/jpeg", "image/png",
	"image/webp",      "text/csv",        "text/plain", NULL,
};

static const char *type_to_send(str media_type)
{
	for (size_t i = 0; harmless[i]; i++)
		if (str_is(media_type, harmless[i]))
			return harmless[i];
	return "application/octet-stream";
}

/* attachment; filename*=UTF-8''Penawaran%20harga.pdf */
static enum rc name_file(struct ctx *cx, struct http_reply *re, str name)
{
	struct buf value = buf_new(cx->arena);

	buf_text(&value, "attachment; filename*=UTF-8''");
	url_escape(&value, name);
	TRY(buf_rc(&value));
	return http_reply_header(cx, re, "Content-Disposition", buf_str(&value));
}

static enum rc open_content(struct ctx *cx, const struct attachment *row, struct http_reply *re)
{
	str path = content_path(cx, row->sha256);
	struct stat file;

	if (!str_is_set(path))
		return fail_memory(cx);
	re->file_fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
	if (re->file_fd < 0)
		return fail(cx, E_MISSING,
			    "the content of this file is no longer there: ask an administrator");
	re->has_file = true;
	if (fstat(re->file_fd, &file) != 0)
		return fail(cx, E_IO, "the file cannot be read: %s", strerror(errno));
	re->file_bytes = (int64_t)file.st_size;
	return OK;
}

enum rc attachment_content_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct attachment row;

	TRY(record_load(cx, &attachment_entity, rq->ids[0], &row));
	re->content_type = type_to_send(row.media_type);
	TRY(name_file(cx, re, row.name));
	TRY(http_reply_header(cx, re, "Content-Security-Policy", STR("sandbox")));
	return open_content(cx, &row, re);
}
