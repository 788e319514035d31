/* What can be imported and exported: kinds, each with the columns that a file of it may have. The
 * columns follow from the entity's importable fields, with names in place of ids; what a kind has
 * besides is a row of `specials` in kind.c. Private to exchange/. */
#ifndef ALUR_EXCHANGE_KIND_H
#define ALUR_EXCHANGE_KIND_H

#include "base/ctx.h"
#include "entity/entity.h"

/* What a name in a file stands for; see names.h. */
enum name_space {
	SPACE_NONE,
	SPACE_USER, /* e-mail address or name */
	SPACE_TEAM, /* "Central / Jakarta": a path from the top */
	SPACE_SOURCE,
	SPACE_PRODUCT,
	SPACE_PIPELINE,
	SPACE_STAGE,       /* within a pipeline */
	SPACE_LOST_REASON, /* within a pipeline */
	SPACE_COMPANY,     /* name or external id */
	SPACE_CONTACT,     /* external id, e-mail address or name */
	SPACE_LEAD,        /* likewise */
	SPACE_DEAL,        /* external id or title */
	SPACE_COUNT
};

const struct entity *entity_of_space(enum name_space space);

/* How a column's texts are written in files. */
enum shape { SHAPE_TEXT, SHAPE_NUMBER, SHAPE_DAY, SHAPE_INSTANT };

/* Columns that are not simply a field. */
enum special {
	COLUMN_FIELD, /* it is one */
	COLUMN_KEY,
	COLUMN_CREATED_ON,
	COLUMN_FIRST_NAME,
	COLUMN_LAST_NAME,
	COLUMN_MANAGER,
	COLUMN_PRODUCT,
	COLUMN_OUTCOME,
	COLUMN_ENTRY_STAGE,
	COLUMN_ENTRY_AMOUNT,
	COLUMN_WON_AMOUNT,
	COLUMN_LINE,
	COLUMN_DEAL_EXTERNAL_ID,
	COLUMN_STAGE,
	COLUMN_ENTERED_AT,
	COLUMN_USER,
	COLUMN_AMOUNT,
	COLUMN_CUSTOM, /* user-defined: custom.KEY; there may be many */
	SPECIAL_COUNT
};

struct column {
	const char *name;          /* in the file: "owner" */
	const struct field *field; /* where it goes; NULL: see `special` */
	enum special special;
	enum name_space space; /* SPACE_NONE: a plain value */
	enum shape shape;
	const char *doc;
	str key;        /* COLUMN_CUSTOM: the field's, and its kind */
	int64_t custom; /* enum custom_kind */
};

enum kind_id {
	KIND_USERS,
	KIND_COMPANIES,
	KIND_CONTACTS,
	KIND_PRODUCTS,
	KIND_LEADS,
	KIND_DEALS,
	KIND_DEAL_LINES,
	KIND_DEAL_CONTACTS,
	KIND_ACTIVITIES,
	KIND_STAGE_HISTORY,
	KIND_COUNT
};

struct kind {
	const char *name;            /* "deals" */
	const struct entity *entity; /* whose rows it makes or changes */
	bool has_fields;             /* the entity's importable fields are columns of it */
	const char *doc;
};

/* By enum kind_id. */
extern const struct kind kinds[KIND_COUNT];

static inline enum kind_id kind_id(const struct kind *kind)
{
	return (enum kind_id)(kind - kinds);
}

/* The kind of a name. E_INVALID on `kind` with the list of names, also for `stock`, which comes with
 * the stock ledger. */
MUST_USE enum rc kind_find(struct ctx *cx, str name, const struct kind **out);

/* All columns of a kind, in the order in which exports have them, the user-defined ones last; in cx->arena.
 * Reads the definitions of those. */
struct columns {
	const struct column *list;
	int count;
	int at[SPECIAL_COUNT]; /* place of the special ones; -1: this kind has none such */
};
MUST_USE enum rc kind_columns(struct ctx *cx, const struct kind *kind, struct columns *out);

/* One of these columns by its name or its field's, or else any field that shows: what a list can show can be
 * exported, also where an import would not take it. E_INVALID on `columns`: there is none such. */
MUST_USE enum rc kind_column(struct ctx *cx, const struct kind *kind, const struct columns *columns,
			     str name, struct column *out);

/* The place of a column by its name, in any case, or by its field; -1: none. */
int column_named(const struct columns *columns, str name);
int column_of_field(const struct columns *columns, const char *field);

#endif
