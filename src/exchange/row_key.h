/* Which row of this database a line of an exported file is: "alur-42-1767225600000", its id and the
 * instant at which it was made. A file from elsewhere may have the same id, but not both. Private to
 * exchange/. */
#ifndef ALUR_EXCHANGE_ROW_KEY_H
#define ALUR_EXCHANGE_ROW_KEY_H

#include "base/ctx.h"
#include "entity/entity.h"

void row_key_print(struct buf *out, const struct row *row);

/* The row of a key, as the caller may see it, archived ones too. *found is false when the text is no key,
 * or one of another database. */
MUST_USE enum rc row_key_find(struct ctx *cx, const struct entity *entity, str text, void *row,
			      bool *found);

#endif
