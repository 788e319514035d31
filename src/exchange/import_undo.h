/* The events of an import, for taking it back. Private to exchange/. */
#ifndef ALUR_EXCHANGE_IMPORT_UNDO_H
#define ALUR_EXCHANGE_IMPORT_UNDO_H

#include "base/ctx.h"

/* E_CONFLICT when rows of the batch have been changed since by somebody else; names some. */
MUST_USE enum rc undo_refuse_changed(struct ctx *cx, int64_t batch_id);

/* Undoes some events of the batch that still count, the newest before event *before, and moves that on, so
 * that the ones that are done need not be read again; *more: there are others. */
MUST_USE enum rc undo_events(struct ctx *cx, int64_t batch_id, int64_t *before, bool *more);

#endif
