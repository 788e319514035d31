/* Private to record/: rows and their SQL, and the steps of a save. The public side is record.h. */
#ifndef ALUR_RECORD_ROW_H
#define ALUR_RECORD_ROW_H

#include "db/db.h"
#include "record/record.h"

enum { ENTITY_CODES = 64 }; /* row keys are id × 64 + entity code */

/* The number by which events and search words know a row. */
static inline int64_t row_key(const struct entity *entity, int64_t id)
{
	return id * ENTITY_CODES + entity->code;
}

/* row.c: the columns of an entity as "t.id, t.revision, ..." (t NULL: bare names). */
void row_columns(struct buf *sql, const struct entity *entity, const char *t);
/* Reads a row from result columns `first`... */
MUST_USE enum rc row_read(struct ctx *cx, const struct db_stmt *stmt, int first,
			  const struct entity *entity, void *row);
/* The row of an id whatever its scope; *found = false when there is none. */
MUST_USE enum rc row_find(struct ctx *cx, const struct entity *entity, int64_t id, void *row,
			  bool *found);
/* Writes it: a new row gets its id. `changed` marks the fields to update. */
MUST_USE enum rc row_insert(struct ctx *cx, const struct entity *entity, void *row);
MUST_USE enum rc row_update(struct ctx *cx, const struct entity *entity, const void *row,
			    uint64_t changed);
MUST_USE enum rc row_new_copy(struct ctx *cx, const struct entity *entity, const void *row,
			      void *out_copy);
/* A whole-number member by the name of its field; 0 where the entity has no such field: enrollments have
 * no owner of their own. */
int64_t row_int_or_zero(const struct entity *entity, const void *row, const char *name);
/* Bit set of the fields in which two rows differ, but for the bookkeeping ones. */
uint64_t row_difference(const struct entity *entity, const void *before, const void *after);

static inline struct row *row_head(void *row)
{
	return row; /* every entity's struct begins with it */
}
static inline const struct row *row_head_const(const void *row)
{
	return row;
}

/* version.c: keeps `before` as valid until `until`. */
MUST_USE enum rc version_keep(struct ctx *cx, const struct entity *entity, const void *before,
			      int64_t until);
/* Sets the fields `changed` in the version that began when the row does. */
MUST_USE enum rc version_update(struct ctx *cx, const struct entity *entity, const void *row,
				uint64_t changed);
MUST_USE enum rc version_drop_all(struct ctx *cx, const struct entity *entity, int64_t id);

/* tally.c: brings the sums from `before` (NULL: nothing) to `after` (NULL: gone) at an instant; with
 * sign -1 takes that step back. */
struct tally_step {
	const struct entity *entity;
	const void *before;
	const void *after;
	int64_t at;
	int sign;
};
MUST_USE enum rc tally_change(struct ctx *cx, const struct tally_step *step);

/* past.c: takes back the sums of all states that are known of a row, and removes its versions. */
MUST_USE enum rc past_forget(struct ctx *cx, const struct entity *entity, int64_t id,
			     const void *present);

/* rollup.c: brings the parents' field up to date after a change. */
MUST_USE enum rc rollup_change(struct ctx *cx, const struct entity *entity, const void *before,
			       const void *after, int64_t at);

/* search.c: words of a row before (NULL: none) and after (NULL: none). */
MUST_USE enum rc search_change(struct ctx *cx, const struct entity *entity, const void *before,
			       const void *after);

/* program_fact_query.c: what is remembered under a name; not set: nothing. */
MUST_USE enum rc fact_read(struct ctx *cx, const char *name, str *value);
MUST_USE enum rc fact_write(struct ctx *cx, const char *name, str value);
/* Whether that is it. A value that is not set is E_MEMORY. */
MUST_USE enum rc fact_is(struct ctx *cx, const char *name, str value, bool *yes);

/* search_rebuild.c: whether the index is of the fields that this program searches. */
MUST_USE enum rc search_is_current(struct ctx *cx, bool *yes);

/* event.c: notes a change; `before` NULL: created, `after` NULL: purged. */
struct change {
	const struct entity *entity;
	const void *before;
	const void *after;
	const char *kind;
	int64_t at;
	int64_t undo_of;
	const struct maker *maker; /* NULL: the caller, in cx's batch */
};
MUST_USE enum rc event_write(struct ctx *cx, const struct change *change);
MUST_USE enum rc event_read(struct ctx *cx, const struct db_stmt *stmt, struct event *event);
#define KIND_ROLLUP                                                                                \
	"rollup" /* a field of a parent that followed its children; undone with its cause */
#define EVENT_COLUMNS "id, at, actor_id, row_key, kind, changes, batch_id, undo_of"

/* home_money.c: keeps the fields that are another field in the organisation's currency. What is worth the same as
 * `before` (NULL: nothing) stays what it was; the rest counts by the rate of the day of `at`. */
MUST_USE enum rc home_money(struct ctx *cx, const struct entity *entity, void *row,
			    const void *before, int64_t at);
/* The rate in force on that day; where none was yet, the first one since that is in force today; 0: none. */
MUST_USE enum rc home_rate(struct ctx *cx, str currency, int64_t day, int64_t *rate_micro);
/* The organisation takes this currency, within this unit of work. */
void home_take(struct ctx *cx, str currency);
/* NULL: the entity has none. */
const struct field *home_field(const struct entity *entity);

/* home_count.c: counts rows that are there, with their past. */
struct home_counting {
	const struct entity *entity;
	bool from_scratch; /* not only what no rate has counted yet */
};
struct home_page {
	str sql;      /* ids in their order, at most `most`. Parameters of each of its arms: */
	int arms;     /* */
	str currency; /* not set: the arms have none */
	int64_t after_id;
	int64_t until_id;
	size_t most;
	size_t count;    /* set by home_count_page() */
	int64_t last_id; /* likewise, if there is one */
};
MUST_USE enum rc home_count_page(struct ctx *cx, struct home_page *page,
				 const struct home_counting *how);

/* scope.c: what an activity may be about. */
enum { SCOPE_SUBJECTS = 4 };
_Static_assert(EVENT_OWNERS == SCOPE_SUBJECTS + 1,
	       "an activity's owner, and those of its subjects");
extern const char *const scope_subjects[SCOPE_SUBJECTS];

/* custom.c: the user-defined fields in a row's `custom` against their definitions. */
MUST_USE enum rc custom_check(struct ctx *cx, const struct entity *entity, void *row,
			      const void *before);
/* Takes over the members that are given, keeps the others; null takes one away. */
struct json_in;
MUST_USE enum rc custom_merge(struct ctx *cx, const struct field *field,
			      const struct json_in *given, void *row);

/* verify_history.c: replays the events of each row against the row. */
MUST_USE enum rc verify_history(struct ctx *cx, const struct entity *entity,
				enum rc (*each)(struct ctx *cx, void *argument, str finding),
				void *argument);

/* verify_search.c: looks for each row by its words. */
MUST_USE enum rc verify_search(struct ctx *cx, const struct entity *entity,
			       enum rc (*each)(struct ctx *cx, void *argument, str finding),
			       void *argument);

/* The save itself, for undo and archive: no rights are asked here. */
MUST_USE enum rc save_change(struct ctx *cx, struct change *change, void *row);

#endif
