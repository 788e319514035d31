/* The events of an import, for taking it back. Private to exchange/. */
#ifndef ALUR_EXCHANGE_IMPORT_UNDO_H
#define ALUR_EXCHANGE_IMPORT_UNDO_H

#include "base/ctx.h"
#include "entity/entities.h"

/* E_CONFLICT when rows of the batch have been changed since by somebody else; names some. */
MUST_USE enum rc undo_refuse_changed(struct ctx *cx, int64_t batch_id);

struct import_job;

/* Undoes some events of the job's batch that still count, the newest before event *before, and moves that on, so
 * that the ones that are done need not be read again; *more: there are others. */
MUST_USE enum rc undo_events(struct ctx *cx, const struct import_job *job, int64_t *before,
			     bool *more);

/* --- dependants_query.c --- */

/* Frees a row of what points to it, before it goes: people and teams are taken out where a row can do
 * without; other rows go too, with theirs. */
MUST_USE enum rc remove_dependants(struct ctx *cx, const struct entity *entity, int64_t id);

#endif
