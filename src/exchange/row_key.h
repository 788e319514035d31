/* Which row of a database a line of an exported file is: "alur-42-1767225600000", its id and the instant
 * at which it was made. A file from elsewhere may have the same id, but not both. Where a key stands for
 * a row that others point to, its name comes behind it: "alur-42-1767225600000 PT Maju". Private to
 * exchange/. */
#ifndef ALUR_EXCHANGE_ROW_KEY_H
#define ALUR_EXCHANGE_ROW_KEY_H

#include "base/ctx.h"
#include "entity/entity.h"

/* What every key begins with. */
#define ROW_KEY_PREFIX "alur-"

void row_key_print(struct buf *out, const struct row *row);

/* Splits a text into the key that it begins with and the name behind it, which may be empty. False: it
 * begins with none. */
bool row_key_split(str text, str *key, str *name);

/* The row of a key, as the caller may see it, archived ones too: one of this database, or one that an
 * import made from the key of another. *found is false when the text begins with no key, or with one that
 * is not known. */
MUST_USE enum rc row_key_find(struct ctx *cx, const struct entity *entity, str text, void *row,
			      bool *found);

/* --- import_key_query.c: keys of files by which rows without an external id are known ------------------- */

/* *id is 0 when nothing is known by the key. */
MUST_USE enum rc import_key_find(struct ctx *cx, const struct entity *entity, str key, int64_t *id);
/* From now on the row is known by the key. Within a unit of work. */
MUST_USE enum rc import_key_keep(struct ctx *cx, const struct entity *entity, str key, int64_t id);
/* Whether a row is known by the key of another database. */
MUST_USE enum rc import_key_is_known(struct ctx *cx, const struct entity *entity, int64_t id,
				     bool *yes);
/* The row (as events know it) has gone, and with it its keys. */
MUST_USE enum rc import_key_forget(struct ctx *cx, int64_t row_key);

#endif
