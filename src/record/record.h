/* How any entity is handled: load, save with history, check, JSON, lists, search, undo. Everything
 * follows from the entity's table; nothing here knows a product word. Rights and scope are applied
 * here, so no path goes round them: every load hides what cx->who may not see, every save needs the
 * entity's write right.
 *
 * `row` is always the entity's own struct (struct deal for deal_entity); texts live in cx->arena.
 * Loading needs an open read or write connection (db_read_begin, or a unit of work); saving needs a
 * unit of work. */
#ifndef ALUR_RECORD_RECORD_H
#define ALUR_RECORD_RECORD_H

#include "base/ctx.h"
#include "entity/entity.h"

struct currency_rate;
struct json_in;
struct json_out;
struct organisation_row;
struct query_string;

/* --- load.c ------------------------------------------------------------------------------------ */

/* The row of an id, archived ones too. E_MISSING: not there, or not for the caller. */
MUST_USE enum rc record_load(struct ctx *cx, const struct entity *entity, int64_t id, void *row);

/* The same where it may be missing: *found says whether it is there for the caller. */
MUST_USE enum rc record_load_if_there(struct ctx *cx, const struct entity *entity, int64_t id,
				      void *row, bool *found);

/* The same for changing it: E_DENIED without the write right, E_CONFLICT when it is archived. */
MUST_USE enum rc record_load_to_change(struct ctx *cx, const struct entity *entity, int64_t id,
				       void *row);

/* Rows by the value of a field; no scope is applied: for operations and imports that check what they do
 * with them. Archived ones are left out, but for a unique field. */
struct where {
	const char *field; /* in the entity's table */
	int64_t number;    /* its value, when it is not kept as text */
	str text;          /* its value, when it is; not set: no row */
	const char *order; /* a field, then id; NULL: id */
	bool unique; /* the one row with a unique value (external_id), even if it is archived */
};

/* The first one. *found says whether there is one; `row` is untouched otherwise. */
MUST_USE enum rc record_find(struct ctx *cx, const struct entity *entity, const struct where *where,
			     void *row, bool *found);

MUST_USE enum rc record_find_id(struct ctx *cx, const struct entity *entity, int64_t id, void *row,
				bool *found);

/* Calls `each` for every one. For small sets: stages of a pipeline, lines of a deal. */
typedef enum rc each_row(struct ctx *cx, void *argument, const void *row);
MUST_USE enum rc record_each(struct ctx *cx, const struct entity *entity, const struct where *where,
			     each_row *each, void *argument);

/* The same, collected: *rows is an array of *count structs in the arena (at most 10,000: E_TOO_LARGE
 * otherwise). */
MUST_USE enum rc record_all(struct ctx *cx, const struct entity *entity, const struct where *where,
			    void *rows, size_t *count);

/* The label (title, name) of a row, or the not-set str when there is none; no scope. */
MUST_USE enum rc record_label(struct ctx *cx, const struct entity *entity, int64_t id, str *label);

/* --- save.c: check.c, event.c, version.c, tally.c, rollup.c ------------------------------------ */

/* Creates (row->id == 0) or updates. Checks every field, references (there, visible, not archived)
 * and the entity's rules; writes the row, an event with what changed, the superseded version, sums
 * and search words, all in this unit of work. Nothing changed: nothing is written. Defaults
 * (field_start) are applied by record_new(), not here. */
MUST_USE enum rc record_save(struct ctx *cx, const struct entity *entity, void *row);

/* From here on what saves bring to the kept sums is gathered in cx->arena, and written by the second;
 * the third forgets it, after a rollback. For units of work that save many rows, ask for no sums, and set
 * nothing back but as a whole. */
MUST_USE enum rc record_sums_gather(struct ctx *cx);
MUST_USE enum rc record_sums_write(struct ctx *cx);
void record_sums_forget(struct ctx *cx);

/* The same as if it had happened at the instant `at` (imported history): not before the row's last
 * change, not after now (E_INVALID). */
MUST_USE enum rc record_save_at(struct ctx *cx, const struct entity *entity, void *row, int64_t at);

/* A row with every field unset, then its defaults (START_*) that do not depend on other fields. */
MUST_USE enum rc record_new(struct ctx *cx, const struct entity *entity, void *row);

/* DELETE archives: the row stays, out of lists, sums and searches. Restoring is the way back. Both
 * are events. E_CONFLICT when it is so already. */
MUST_USE enum rc record_archive(struct ctx *cx, const struct entity *entity, int64_t id, void *row);
MUST_USE enum rc record_restore(struct ctx *cx, const struct entity *entity, int64_t id, void *row);

/* Removes a row with its versions and sums, as if it had never been; its events stay, closed by one
 * named "purge". Only for undoing an import. */
MUST_USE enum rc record_purge(struct ctx *cx, const struct entity *entity, int64_t id);

/* Checks without saving. `before` NULL: a new row. May find several faults at once. */
MUST_USE enum rc record_check(struct ctx *cx, const struct entity *entity, void *row,
			      const void *before);

/* Everything that is known of a row: `states` are whole rows, oldest first, each valid from its
 * `updated_at` on (strictly growing, none after now); the last one is the present row. past.c. */
struct maker {
	const char *kind; /* of the state's event: "create", "deal.move" */
	int64_t actor_id; /* 0: nobody who is known */
	int64_t batch_id; /* 0: none */
};
struct past {
	void *const *states;
	const struct maker *makers; /* one for each; NULL: the caller, in cx's batch */
	size_t count;
};
MUST_USE enum rc record_past(struct ctx *cx, const struct entity *entity, int64_t id,
			     struct past *out);

/* Writes a new row together with its past: as if each state had been saved at its instant, but with one
 * insert. The present row is checked as record_save() does. Ids are set in all states. */
MUST_USE enum rc record_write_past(struct ctx *cx, const struct entity *entity,
				   const struct past *past);

/* Replaces what is known of a row's past: versions, events and sums of before are dropped and written
 * anew. For imported stage histories. */
MUST_USE enum rc record_rewrite(struct ctx *cx, const struct entity *entity,
				const struct past *past);

/* E_STALE unless `if_match` (an If-Match header, not set: always fine) names the row's revision. */
MUST_USE enum rc record_match(struct ctx *cx, const void *row, str if_match);

/* --- json.c ------------------------------------------------------------------------------------ */

enum record_input { INPUT_CREATE, INPUT_PATCH };

/* Whether callers may give the field. */
bool record_takes(const struct field *field, enum record_input input);

/* Reads the fields of an object into a row. Unknown and read-only fields, wrong types and ranges are
 * E_INVALID with an error for each; null unsets. */
MUST_USE enum rc record_from_json(struct ctx *cx, const struct entity *entity,
				  const struct json_in *object, enum record_input input, void *row);

/* The members of a row, inside an object that the caller opened. Amounts need cx's organisation. */
void record_members(struct ctx *cx, struct json_out *out, const struct entity *entity,
		    const void *row);

/* The row as an object. */
void record_to_json(struct ctx *cx, struct json_out *out, const struct entity *entity,
		    const void *row);

/* --- list.c: filter.c, page.c ------------------------------------------------------------------- */

enum filter_op { OP_EQ, OP_GT, OP_GTE, OP_LT, OP_LTE, OP_IN, OP_NULL, OP_SET };

enum { MAX_FILTERS = 16, MAX_SORT = 3, MAX_IN = 200, LIMIT_DEFAULT = 50, LIMIT_MAX = 200 };

struct filter {
	const struct field *field;
	enum filter_op op;
	int64_t number; /* for fields that are not text */
	str text;
	const int64_t *numbers; /* OP_IN */
	const str *texts;
	size_t count;

	/* Fields of a row that the list's rows point to (company.city): by which of theirs; NULL: their own. */
	const struct field *via;

	/* User-defined fields, and those of other rows: what is compared, as SQL. */
	const char *left;  /* NULL: the field's own column */
	const char *right; /* with the ? of the value; NULL: ? alone */
	int64_t custom_kind;
};

struct sort_key {
	const struct field *field;
	bool descending;
};

struct list_query {
	struct filter filters[MAX_FILTERS];
	size_t filter_count;
	struct sort_key sort[MAX_SORT]; /* always ends with id */
	size_t sort_count;
	str words;  /* q: not set when absent */
	str cursor; /* not set: from the start */
	int64_t limit;
	int64_t as_of; /* instant; UNSET: now */
	bool with_total;
	bool with_archived;
	bool no_scope; /* only for the program itself */
};

/* Reads limit, cursor, sort, q, count, as_of, archived and filters of a query string; anything else
 * in it is E_INVALID on that name, unless it is listed in `others` (NULL-terminated; may be NULL). */
MUST_USE enum rc list_parse(struct ctx *cx, const struct entity *entity,
			    const struct query_string *query, const char *const *others,
			    struct list_query *out);

/* A date (its last instant in the organisation's zone) or an instant. E_INVALID on `as_of`: it is none,
 * or is still to come; today is taken, and a few seconds of another clock's lead. */
MUST_USE enum rc as_of_parse(struct ctx *cx, str value, int64_t *instant);

/* An empty query: everything, by id, LIMIT_DEFAULT. */
void list_start(const struct entity *entity, struct list_query *out);
/* One condition more. E_INVALID on its field: there are MAX_FILTERS already. */
MUST_USE enum rc list_filter(struct ctx *cx, struct list_query *query, const struct filter *filter);

struct list_page {
	void *rows; /* array of the entity's struct */
	size_t count;
	str next;      /* cursor; not set: this was the last page */
	int64_t total; /* with_total only */
};
MUST_USE enum rc list_read(struct ctx *cx, const struct entity *entity,
			   const struct list_query *query, struct list_page *out);

/* The ids of all its rows, in its order. E_TOO_LARGE: they are more than `most`. */
struct list_ids {
	int64_t *ids;
	size_t count;
};
MUST_USE enum rc list_read_ids(struct ctx *cx, const struct entity *entity,
			       const struct list_query *query, size_t most, struct list_ids *out);

/* The same as the answer of the API: {"items": [...], "next": ..., "total"?}. */
MUST_USE enum rc list_to_json(struct ctx *cx, const struct entity *entity,
			      const struct list_query *query, struct json_out *out);

/* SQL text of the query (parameters as ?), for plan tests. */
MUST_USE enum rc list_sql(struct ctx *cx, const struct entity *entity,
			  const struct list_query *query, str *sql);

/* --- scope.c ----------------------------------------------------------------------------------- */

/* Appends " AND (...)" that leaves only rows of alias `t` that cx->who may see; nothing when all. */
void scope_sql(struct ctx *cx, const struct entity *entity, const char *t, struct buf *sql);
MUST_USE enum rc scope_allows(struct ctx *cx, const struct entity *entity, const void *row,
			      bool *yes);
bool may(const struct ctx *cx, enum right right);
/* E_DENIED in words unless the caller has the right. */
MUST_USE enum rc need_right(struct ctx *cx, enum right right);
/* The same for changing this row, which the caller may see: shared rows are changed by their owner. */
MUST_USE enum rc need_change(struct ctx *cx, const struct entity *entity, const void *row);

/* --- event.c, history.c, undo.c ---------------------------------------------------------------- */

enum { EVENT_OWNERS = 5 }; /* of an activity, and of its deal, lead, company and contact */

/* A change as it was written; the unit's events hang in cx->events, newest first. */
struct event {
	int64_t id;
	int64_t at;
	int64_t actor_id;
	const struct entity *entity;
	int64_t row_id;
	int64_t batch_id;
	int64_t undo_of;
	const char *kind; /* "create", "update", "archive", "restore", "deal.move", ... */
	str changes;      /* JSON object: field → [before, after] */

	/* Who may see it in live streams: everybody with the read right, or those who may see rows of
	 * one of these owners (0: none). */
	bool for_everybody;
	int64_t owners[EVENT_OWNERS];
	struct event *older;
};

/* May this principal see it? For live streams, without a database. */
bool event_visible(const struct principal *who, const struct event *event);

/* {"items": [{"id","at","actor","kind","changes","batch_id","undo_of"}], "next"}: newest first. */
MUST_USE enum rc history_to_json(struct ctx *cx, const struct entity *entity, int64_t id,
				 const struct query_string *query, struct json_out *out);

/* One event as an object of the live stream and of history. */
void event_to_json(struct ctx *cx, struct json_out *out, const struct event *event);

/* Of the next events after `last_id`, at most `limit`, in order, those that the caller may see; for
 * resuming streams. *looked_at is the id of the last one that was looked at (last_id: there is none),
 * *more whether there are further ones. */
struct events_page {
	int64_t last_id;
	size_t limit;
	int64_t looked_at;
	bool more;
};
MUST_USE enum rc events_after(struct ctx *cx, struct events_page *page,
			      enum rc (*each)(struct ctx *cx, void *argument,
					      const struct event *event),
			      void *argument);

/* Starts a batch: later events of this cx belong to it. `kind`: "import", "bulk", "merge", ... */
MUST_USE enum rc batch_begin(struct ctx *cx, const char *kind, int64_t *batch_id);

struct undo {
	int64_t event_id; /* 0: the caller's last change that is not undone */
	int64_t batch_id; /* 0: none; otherwise the whole batch */
	int64_t undone_events;
	const struct entity *entity; /* of the row that was set back, when it is one */
	int64_t row_id;
};
/* Sets the fields of a change back, as a new event. All events of one operation (same batch) go
 * together. Who made a change may take it back even if it took the row out of their sight, while it is
 * the row's last one. E_CONFLICT names the field when something has changed it since; E_MISSING: nothing
 * to undo. */
MUST_USE enum rc record_undo(struct ctx *cx, struct undo *undo);

/* Notes that a batch was undone; record_undo() does so by itself. */
MUST_USE enum rc batch_note_undone(struct ctx *cx, int64_t batch_id);

/* Undoes one event alone, whatever batch it belongs to; for undoing imports step by step. */
MUST_USE enum rc record_undo_event(struct ctx *cx, int64_t event_id);

/* The entity and the id of a row by the number that events know it by. */
const struct entity *event_entity(int64_t row_key);
int64_t event_row(int64_t row_key);
int64_t event_key(const struct entity *entity, int64_t id);

/* --- search.c ---------------------------------------------------------------------------------- */

struct search_hit {
	const struct entity *entity;
	int64_t id;
	str title;
	str subtitle;
	const struct entity
		*of; /* a deal by the name of its company or contact: which; else NULL */
};
/* What is looked for, and what was found. */
struct search_query {
	const struct entity *entity; /* NULL: all entities */
	str words;
	struct search_hit *hits; /* the caller's, room for `limit` */
	size_t limit;
	size_t count; /* out: of the hits */
};
/* Rows that the caller may see with every word of `words` in their search fields: of one and two
 * letters at a word's beginning, from three on anywhere; phones by digits, e-mail addresses. The newest first; but
 * where these are more than `limit`, the last ones give way to older companies, contacts and leads. */
MUST_USE enum rc record_search(struct ctx *cx, struct search_query *query);

/* Makes the whole search index anew from the rows, within a unit of work. */
MUST_USE enum rc record_search_rebuild(struct ctx *cx);

/* The same when other fields are searched than the index was made of: after an upgrade. */
MUST_USE enum rc record_search_follow(struct ctx *cx);

/* Makes the kept sums anew when this program keeps others than the one that wrote the database. Within a unit
 * of work, after schema_sync(). */
MUST_USE enum rc record_sums_follow(struct ctx *cx);

/* Whether these two would change nothing. Needs the numbered migrations. */
MUST_USE enum rc record_is_current(struct ctx *cx, bool *yes);

/* Puts a part of the index in order, within a unit of work of its own, so that others need not wait for
 * long. *parts is 0 before the first one, and then how many are left. */
MUST_USE enum rc record_search_tidy(struct ctx *cx, int64_t *parts);

/* Counts rows in the organisation's currency that were saved without an exchange rate, now that there is one.
 * A part at a time, as above. Nobody has changed these rows: versions and sums follow, as if the rate had been there
 * from the beginning, but revisions (ETags), instants and history stay. The walk says where it goes on: nothing
 * set is the beginning. home_catch_up.c. */
struct home_walk {
	const char *currency;
	int64_t after_id;
	bool ended;
};
MUST_USE enum rc record_home_catch_up(struct ctx *cx, const struct entity *entity,
				      struct home_walk *walk);

/* Counts all that is in a rate's currency anew, by the rates of its days, where the rate was corrected, taken back or
 * restored within this unit of work; nothing where it counts as it did. A first part at once, so that whoever changed
 * the rate, or undid a change of it, sees what it does; the rest waits in the database, so that the next server finds
 * it, and each call of record_home_recount() does a part. *ended: none is left. E_CONFLICT: the restored
 * rate is told in a currency that the organisation had before. home_recount.c. */
MUST_USE enum rc record_home_rate_changed(struct ctx *cx, const struct entity *entity,
					  const struct currency_rate *was,
					  const struct currency_rate *now);
MUST_USE enum rc record_home_recount(struct ctx *cx, const struct entity *entity, bool *ended);

/* The same for everything, when the organisation has taken another currency. E_CONFLICT: there are exchange rates,
 * which are told in the one before. Nothing when it has not changed. */
MUST_USE enum rc record_home_currency_changed(struct ctx *cx, const struct entity *entity,
					      const struct organisation_row *was,
					      const struct organisation_row *now);

/* --- schema.c ---------------------------------------------------------------------------------- */

/* Creates what the entity tables need and the database lacks: tables, columns, indexes. Runs within a
 * unit of work, after the numbered migrations. *changed: something was created. */
MUST_USE enum rc schema_sync(struct ctx *cx, bool *changed);

/* Whether schema_sync() would create nothing. */
MUST_USE enum rc schema_is_complete(struct ctx *cx, bool *yes);

/* Compares database and tables; `each` gets a finding in words. */
MUST_USE enum rc schema_check(struct ctx *cx,
			      enum rc (*each)(struct ctx *cx, void *argument, str finding),
			      void *argument);

/* Every broken invariant of the data: history that does not add up, dangling references, sums that
 * differ, versions that overlap. */
MUST_USE enum rc record_verify(struct ctx *cx,
			       enum rc (*each)(struct ctx *cx, void *argument, str finding),
			       void *argument);

#endif
