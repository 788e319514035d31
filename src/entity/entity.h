/* What an entity is: a constant table of fields, from which SQL, validation, JSON, filters, CSV,
 * OpenAPI, history and access follow (record/ walks it). Adding a field is one row in its file;
 * adding an entity is one file and its name in registry.c. */
#ifndef ALUR_ENTITY_ENTITY_H
#define ALUR_ENTITY_ENTITY_H

#include "base/ctx.h"
#include "entity/right.h"

#include <stddef.h>

/* "Not set" of every whole-number field; 0 of REF fields. Texts: ptr == NULL. */
#define UNSET INT64_MIN

struct field_type;
struct entity;

enum field_flag {
	F_REQUIRED = 1 << 0,  /* must be set, at creation and afterwards */
	F_READONLY = 1 << 1,  /* owned by an operation or by the program */
	F_CREATE = 1 << 2,    /* may be given at creation, read-only afterwards */
	F_FILTER = 1 << 3,    /* lists can be filtered by it */
	F_SORT = 1 << 4,      /* lists can be sorted by it; its entity has an index for that */
	F_SEARCH = 1 << 5,    /* its words are searched */
	F_IMPORT = 1 << 6,    /* a column of CSV files */
	F_SECRET = 1 << 7,    /* never leaves the program, in no form, history included */
	F_UNTRACKED = 1 << 8, /* kept out of history and versions (counters, bookkeeping) */
	F_GROUP =
		1 << 9, /* rows are compared by it, numbers in bands; of a REF: by the row's, too */
};

enum field_start {
	START_UNSET,
	START_ZERO, /* 0, false, the first of the names */
	START_TRUE,
	START_CALLER,    /* REF user: the caller */
	START_CURRENCY,  /* the organisation's currency */
	START_NOW,       /* INSTANT: now */
	START_FIRST,     /* REF: the first by position, within the row's `within` */
	START_OPERATION, /* the operation that creates the row gives one: never "not set" later */
};

/* One field: a row of its entity's table. */
struct field {
	const char *name; /* in SQL, JSON, CSV and the API */
	const struct field_type *type;
	size_t offset; /* of the member in the entity's struct */
	unsigned flags;
	int64_t min, max; /* characters of texts, value of numbers; both 0: the type's bounds */
	const char *ref;  /* REF: name of the entity that is pointed to */
	const char *const *names; /* ENUM: the texts by value, NULL at the end */
	const char
		*currency; /* MONEY: the field that holds its currency; NULL: the organisation's */
	size_t currency_offset; /* and where that member is; see IN_CURRENCY */
	const char *within;     /* REF: this field must be the same in both rows ("pipeline_id") */
	const char *home_of; /* MONEY: that field in the organisation's currency, kept by record/ */
	enum field_start start; /* value of a new row when none is given */
	const char *doc;        /* English sentence for the API's description */
};

/* How values of a kind behave. `member` points to the field's member of a row. */
struct json_in; /* codec/json_in.h */
struct json_out;
struct db_stmt;

struct field_type {
	const char *name; /* "text", for docs and custom fields */
	bool is_text;     /* member is a str; otherwise int64_t (bool for field_bool) */
	size_t size;      /* of the member */
	const char *sql;  /* token of the SQL type: "{int}", "{text}" */

	/* Reads a JSON value (never null, null is handled by the caller) or a text of a filter, CSV
	 * or command line. On failure fail_code() on `path`. `row` is the whole row: money needs its
	 * currency. */
	enum rc (*from_json)(struct ctx *cx, const struct field *field, const char *path,
			     const void *json, void *row);
	enum rc (*from_text)(struct ctx *cx, const struct field *field, const char *path, str text,
			     void *row);
	void (*to_json)(struct json_out *out, const struct field *field, const void *row);
	void (*to_text)(struct buf *out, const struct field *field, const void *row);
	/* Writes the members of the type's JSON schema, inside an open object. `or_null`: the value may
	 * be null. */
	void (*schema)(struct json_out *out, const struct field *field, bool or_null);
};

extern const struct field_type field_id, field_ref, field_int, field_rate, field_money, field_bool,
	field_quantity, field_text, field_email, field_phone, field_currency, field_zone,
	field_enum, field_day, field_instant, field_json;

/* The C type that each field type's member must have; see COL. */
#define FIELD_MEMBER_ID int64_t
#define FIELD_MEMBER_REF int64_t
#define FIELD_MEMBER_INT int64_t
#define FIELD_MEMBER_RATE int64_t
#define FIELD_MEMBER_QUANTITY int64_t
#define FIELD_MEMBER_MONEY int64_t
#define FIELD_MEMBER_BOOL bool
#define FIELD_MEMBER_TEXT str
#define FIELD_MEMBER_EMAIL str
#define FIELD_MEMBER_PHONE str
#define FIELD_MEMBER_CURRENCY str
#define FIELD_MEMBER_ZONE str
#define FIELD_MEMBER_ENUM int64_t
#define FIELD_MEMBER_DAY int64_t
#define FIELD_MEMBER_INSTANT int64_t
#define FIELD_MEMBER_JSON str

#define FIELD_TYPE_ID &field_id
#define FIELD_TYPE_REF &field_ref
#define FIELD_TYPE_INT &field_int
#define FIELD_TYPE_RATE &field_rate
#define FIELD_TYPE_QUANTITY &field_quantity
#define FIELD_TYPE_MONEY &field_money
#define FIELD_TYPE_BOOL &field_bool
#define FIELD_TYPE_TEXT &field_text
#define FIELD_TYPE_EMAIL &field_email
#define FIELD_TYPE_PHONE &field_phone
#define FIELD_TYPE_CURRENCY &field_currency
#define FIELD_TYPE_ZONE &field_zone
#define FIELD_TYPE_ENUM &field_enum
#define FIELD_TYPE_DAY &field_day
#define FIELD_TYPE_INSTANT &field_instant
#define FIELD_TYPE_JSON &field_json

/* Name, type and offset of a column from one token; a member of the wrong C type does not compile. */
#define COL(structure, member, kind)                                                               \
	.name = #member, .type = FIELD_TYPE_##kind,                                                \
	.offset = offsetof(struct structure, member) +                                             \
		  0 * sizeof(char[_Generic(((struct structure *)0)->member,                        \
					   FIELD_MEMBER_##kind : 1, default                        \
					   : -1)])

/* An amount's currency, from one token as well. Amounts without one are the organisation's and count
 * hundredths, whatever its currency. */
#define IN_CURRENCY(structure, member)                                                             \
	.currency = #member, .currency_offset = offsetof(struct structure, member)

/* Every entity's struct begins with these, in this order. */
struct row {
	int64_t id;
	int64_t revision;    /* counts the changes; the ETag */
	int64_t created_at;  /* instant */
	int64_t updated_at;  /* instant of the last change; since when a version is valid */
	int64_t archived_at; /* instant; UNSET: not archived */
};
#define ROW_FIELDS(structure)                                                                      \
	{ .name = "id",                                                                            \
	  .type = &field_id,                                                                       \
	  .offset = offsetof(struct structure, row.id),                                            \
	  .flags = F_READONLY | F_SORT | F_FILTER },                                               \
		{ .name = "revision",                                                              \
		  .type = &field_int,                                                              \
		  .offset = offsetof(struct structure, row.revision),                              \
		  .flags = F_READONLY | F_UNTRACKED,                                               \
		  .doc = "Counts the changes of the row; its ETag." },                             \
		{ .name = "created_at",                                                            \
		  .type = &field_instant,                                                          \
		  .offset = offsetof(struct structure, row.created_at),                            \
		  .flags = F_READONLY | F_SORT | F_FILTER | F_UNTRACKED },                         \
		{ .name = "updated_at",                                                            \
		  .type = &field_instant,                                                          \
		  .offset = offsetof(struct structure, row.updated_at),                            \
		  .flags = F_READONLY | F_SORT | F_FILTER | F_UNTRACKED },                         \
	{                                                                                          \
		.name = "archived_at", .type = &field_instant,                                     \
		.offset = offsetof(struct structure, row.archived_at),                             \
		.flags = F_READONLY | F_FILTER,                                                    \
		.doc = "When the row was archived; null while it is in use."                       \
	}

/* Kept by record/rollup.c: the earliest value of this entity's rows in a field of their parent, e.g. the
 * next step of a deal from its planned activities. Rows that are archived, or whose `done` is set, do
 * not count. */
struct rollup {
	const char *parent; /* REF field, e.g. "deal_id" */
	const char *target; /* INSTANT field of the parent, e.g. "next_step_at" */
	const char *value;  /* INSTANT field here, e.g. "due_at" */
	const char *done;   /* e.g. "done_at" */
};

/* Which rows a caller who does not see everything may see. */
enum scope {
	SCOPE_NOBODY,  /* only the program itself */
	SCOPE_ALL,     /* every signed-in caller with the read right */
	SCOPE_OWNER,   /* rows owned (owner_id) by somebody whom the caller may see, or by nobody */
	SCOPE_PARENT,  /* rows whose parent (scope_field) the caller may see */
	SCOPE_SUBJECT, /* activities: owner in scope, or the deal, lead, company or contact is */
	SCOPE_SELF,    /* rows whose scope_field is the caller */
	SCOPE_SHARED, /* rows whose scope_field is the caller, or that are shared (field `shared`) */
};

/* Sums kept up to date by record/tally.c in the transaction of each change: number of rows and sum
 * of one field by key (`<table>`: now; `<table>_days`: change of each UTC day, for the past), how long
 * rows stayed at a value of the first key (`<table>_moves`), and those that are closed by the day of
 * it (`<table>_closings`). Rows that are archived do not count. */
struct tally {
	const char *table;  /* "stage_totals" */
	const char *key;    /* field whose value rows are counted by, e.g. "stage_id" */
	const char *owner;  /* field of the second key, e.g. "owner_id" */
	const char *sum;    /* money or int field that is summed */
	const char *since;  /* instant field: since when the key has its value */
	const char *closed; /* day field: set while the row is closed */
};

struct index {
	const char *columns; /* "stage_id, stage_entered_at, id" */
	const char *where;   /* NULL: all rows */
	bool unique;
	bool versions; /* also on the table of past versions */
};

enum entity_flag {
	ENTITY_VERSIONED = 1 << 0, /* past states are kept in <plural>_versions for as_of */
	ENTITY_CUSTOM = 1 << 1,    /* has user-defined fields in its member `custom` */
	ENTITY_SINGLE = 1 << 2,    /* exactly one row, id 1 (organisation) */
	ENTITY_NO_CREATE = 1 << 3, /* made only by operations: no POST /{resource} */
	ENTITY_NO_API = 1 << 4,    /* not a resource */
	ENTITY_NO_DELETE = 1 << 5, /* cannot be archived through the API */
};

struct entity {
	const char *name;   /* "deal": history, search, refs */
	const char *plural; /* "deals": table and resource */
	int code;           /* 1..63, never reused: part of row keys in events and search */
	size_t size;        /* of its struct */
	const struct field *fields;
	size_t field_count;
	const struct index *indexes;
	size_t index_count;
	unsigned flags;
	enum right read, write;
	enum scope scope;
	const char *scope_field; /* SCOPE_PARENT, SCOPE_SELF, SCOPE_SHARED */
	const char *label;       /* field that names a row to people: "title", "name" */
	const struct tally *tally;
	const struct rollup *rollup;
	/* Rules between fields of one row, and fields that follow from others of the row alone; NULL:
	 * none. `before` is NULL for a new row. */
	enum rc (*check)(struct ctx *cx, void *row, const void *before);
	const char *doc;
};

/* All entities, and look-up by name ("deal"), resource ("deals") or code; NULL: none. */
extern const struct entity *const entities[];
extern const size_t entity_count;
const struct entity *entity_by_name(str name);
const struct entity *entity_by_plural(str plural);
const struct entity *entity_by_code(int code);

/* The field of a name; NULL: none. */
const struct field *entity_field(const struct entity *entity, str name);
size_t entity_field_index(const struct entity *entity, const struct field *field);

/* Whether words of its rows are searched: a field has F_SEARCH. */
bool entity_is_searched(const struct entity *entity);

/* A row with every field "not set" and defaults of no field. */
void entity_clear(const struct entity *entity, void *row);

/* Members of a row. */
int64_t *field_int_of(const struct field *field, void *row);
str *field_str_of(const struct field *field, void *row);
bool *field_bool_of(const struct field *field, void *row);
int64_t field_get_int(const struct field *field, const void *row); /* bool as 0 or 1 */
str field_get_str(const struct field *field, const void *row);
bool field_is_set(const struct field *field, const void *row);
void field_to_json(struct json_out *out, const struct field *field,
		   const void *row); /* null where it is not set */
bool field_equal(const struct field *field, const void *a, const void *b);
void field_copy(const struct field *field, void *to, const void *from);
void field_unset(const struct field *field, void *row);

/* The number that stands for `text` in an ENUM's names, or -1. */
int64_t field_enum_value(const struct field *field, str text);

/* Binds the field's value to a statement, or reads it from a result column (texts are copied into
 * the arena). */
void field_bind(struct db_stmt *stmt, int index, const struct field *field, const void *row);
enum rc field_read(struct ctx *cx, const struct db_stmt *stmt, int column,
		   const struct field *field, void *row);

/* "amount_home" and its like are hidden from the API by F_SECRET; everything else shows. */
static inline bool field_shows(const struct field *field)
{
	return !(field->flags & F_SECRET);
}

/* Whether lists can be asked for it: amounts in the organisation's currency, too, which are not told. */
static inline bool field_filters(const struct field *field)
{
	return (field->flags & F_FILTER) && (field_shows(field) || field->home_of);
}

#endif
