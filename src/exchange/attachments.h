/* Files that people attach to deals, leads, companies and contacts. A row (entity/attachment.c) says what a
 * file is called and to what it belongs; its content lies once in cx->files, under the hash of its bytes:
 * attachments/ab/ab12... Contents never change, so copying a store is adding what is not there yet. */
#ifndef ALUR_EXCHANGE_ATTACHMENTS_H
#define ALUR_EXCHANGE_ATTACHMENTS_H

#include "base/ctx.h"
#include "entity/entities.h"

/* --- attachment_store.c -------------------------------------------------------------------------- */

struct content {
	str sha256; /* 64 hexadecimal digits, in cx->arena */
	int64_t bytes;
};

/* Keeps the bytes of a file, read from its beginning; on the disk when this returns. Outside a unit of
 * work. E_IO in words. */
MUST_USE enum rc content_keep(struct ctx *cx, int from, struct content *out);

/* The folder of contents below a folder of files. */
str contents_folder(struct ctx *cx, str files);
/* Where the content of this hash lies. */
str content_path(struct ctx *cx, str sha256);

/* Whether the content is there in this size. */
bool content_is_there(struct ctx *cx, const struct content *content);

/* --- attachment_add.c ---------------------------------------------------------------------------- */

/* Attaches a content that is kept: `row` has a name, a media type, and the one row that it belongs to. In a
 * unit of work. E_MISSING, E_DENIED, E_CONFLICT: as for changing that row. */
MUST_USE enum rc attachment_add(struct ctx *cx, const struct content *content,
				struct attachment *row);

/* May the caller attach to this row? For before the content is kept. */
MUST_USE enum rc attachment_check(struct ctx *cx, const struct entity *parent, int64_t id);

/* --- attachment_query.c, attachments_verify.c, attachments_tidy.c, attachments_copy.c ------------ */

/* Whether any row, archived ones too, has this content. */
MUST_USE enum rc content_is_needed(struct ctx *cx, str sha256, bool *yes);

/* Calls `each` for every content that rows have, with the first of them. */
MUST_USE enum rc contents_each(struct ctx *cx,
			       enum rc (*each)(struct ctx *cx, void *argument,
					       const struct attachment *row),
			       void *argument);

/* Tells of each content that is not there, or not whole. Within an open connection. */
MUST_USE enum rc attachments_verify(struct ctx *cx,
				    enum rc (*each)(struct ctx *cx, void *argument, str finding),
				    void *argument);

/* Removes contents that no row has had for a month (so that a backup of that time can be restored), and
 * what was left of uploads that broke off. */
MUST_USE enum rc attachments_tidy(struct ctx *cx);

/* Adds the contents below one folder of files to those below another: by a link where they are on one disk,
 * else as a copy. Nothing to copy is fine. E_IO in words. */
MUST_USE enum rc attachments_copy(struct ctx *cx, str from_files, str to_files);

#endif
