/* Small steps that the operations of this folder share: saving under an operation's name, references
 * given by a caller, and the caller's "today". Private to pipeline/. */
#ifndef ALUR_PIPELINE_OPERATION_H
#define ALUR_PIPELINE_OPERATION_H

#include "base/ctx.h"
#include "entity/entity.h"

struct json_out;

/* record_save() with an event named `operation`. */
MUST_USE enum rc save_named(struct ctx *cx, const char *operation, const struct entity *entity,
			    void *row);

/* Loads a row that an argument of the caller names: not there or not visible is E_INVALID on `field`. */
MUST_USE enum rc load_named(struct ctx *cx, const struct entity *entity, const char *field,
			    int64_t id, void *row);

/* The same for a row that another is to point to: an archived one is E_INVALID, too. */
MUST_USE enum rc load_reference(struct ctx *cx, const struct entity *entity, const char *field,
				int64_t id, void *row);

/* Opens a batch for the operation unless one is open already (an import, a bulk change): its events
 * are undone together. AUTO(batch_scope_end) closes it. */
struct batch_scope {
	struct ctx *cx;
	int64_t outer;
};
MUST_USE enum rc batch_scope_begin(struct ctx *cx, const char *kind, struct batch_scope *scope);
void batch_scope_end(struct batch_scope *scope);

/* How many events the open batch has in this unit of work. */
int64_t batch_scope_size(const struct ctx *cx);

/* Most events that undo takes back at once (record/undo.c). */
enum { MAX_UNDONE = 10000 };

/* Lets an operation that was allowed change rows out of the caller's sight that depend on it, e.g.
 * deals of a company that is merged. Events still name the caller. AUTO(full_sight_end). */
struct full_sight {
	struct ctx *cx;
	const struct principal *caller;
	struct principal all;
};
void full_sight_begin(struct ctx *cx, struct full_sight *sight);
void full_sight_end(struct full_sight *sight);

/* Writes a number that is kept in whole steps of 10^-digits, e.g. basis points: (6315, 4) as 0.6315. */
void json_scaled(struct json_out *out, int64_t steps, int digits);

/* Writes money as a decimal text in the organisation's currency. */
void json_money(const struct ctx *cx, struct json_out *out, int64_t minor);

/* The present day in the organisation's zone. */
int64_t organisation_today(const struct ctx *cx);

/* `row`: any entity's struct. */
int64_t row_id(const void *row);
bool row_is_archived(const void *row);

#endif
