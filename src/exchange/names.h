/* What the names in a file stand for: users, teams, stages, companies... Names are compared without case,
 * accents and punctuation. Spaces with few rows are read once; in the others a name is looked up by an
 * index, and remembered. Private to exchange/. */
#ifndef ALUR_EXCHANGE_NAMES_H
#define ALUR_EXCHANGE_NAMES_H

#include "exchange/kind.h"
#include "exchange/name_map.h"

/* An entry of a space that was read as a whole. */
struct name_entry {
	enum name_space space;
	int64_t parent_id; /* pipeline of a stage or lost reason, team above a team; else 0 */
	int64_t id;
	int64_t kind; /* of a stage: enum stage_kind */
	int64_t position;
	str name;     /* as people write it */
	str squeezed; /* folded, without spaces */
};

/* A key of the map that was set since the last mark. */
struct name_made {
	str key;
	struct name_map *map;
	struct name_made *older;
};

struct names {
	struct arena memory;   /* entries */
	struct name_map small; /* of the spaces that were read as a whole: it forgets nothing */
	struct name_map large; /* of those that are looked up */
	struct name_entry *entries;
	size_t count;
	size_t room;
	unsigned create;     /* bits of enum name_space: what is created when it is missing */
	size_t mark_entries; /* what to go back to: see names_mark() */
	struct arena made_memory;
	struct name_made *made;
};

#define SPACE_BIT(space) (1U << (space))

/* Reads the spaces that are small. Needs an open connection. names_close() in any case. */
MUST_USE enum rc names_open(struct ctx *cx, unsigned create, struct names *names);
void names_close(struct names *names);

/* The id of a name, within a parent where the space has one. Missing ones are created if they may be
 * (then within a unit of work); else E_INVALID on `column` with the nearest names that there are. */
struct name_asked {
	enum name_space space;
	int64_t parent_id;
	str text;
	const char *column;
	int64_t kind; /* of a stage, where more than its name tells it: enum stage_kind; else STAGE_OPEN */
};
MUST_USE enum rc names_resolve(struct ctx *cx, struct names *names, const struct name_asked *asked,
			       int64_t *id);

/* The same without creating or suggesting: 0 when there is none, below 0 when there are several. */
MUST_USE enum rc names_look(struct ctx *cx, const struct names *names,
			    const struct name_asked *asked, int64_t *id);

/* The row of a key that an export has written because no name is exact; *id 0: the text is no such key, or
 * it is not known, and the name behind it takes its place in `asked`. */
MUST_USE enum rc names_by_key(struct ctx *cx, struct name_asked *asked, int64_t *id);

/* The form in which names are compared, and the same without spaces, in which the nearest are found. */
str name_fold(struct arena *arena, str text);
str name_squeeze(struct arena *arena, str fold);
bool name_space_is_small(enum name_space space);

/* What was created since the mark is forgotten again: its rows were rolled back. */
void names_mark(struct names *names);
void names_rewind(struct names *names);

/* --- names_suggest.c ----------------------------------------------------------------------------- */

/* E_INVALID: there is no such name, with the nearest that there are, or with what would make it. */
MUST_USE enum rc names_unknown(struct ctx *cx, const struct names *names,
			       const struct name_asked *asked);

/* The one that is nearest to a name in a small space; not set: none is near. */
str names_nearest(struct ctx *cx, const struct names *names, const struct name_asked *asked);

/* --- names_stage.c ------------------------------------------------------------------------------- */

/* The stage of a name in a pipeline; won and lost are also known by their words in both languages. */
MUST_USE enum rc names_stage(struct ctx *cx, struct names *names, const struct name_asked *asked,
			     const struct name_entry **stage);
/* The first open stage of a pipeline, or its stage of a kind; NULL: it has none. */
const struct name_entry *names_stage_of_kind(const struct names *names, int64_t pipeline_id,
					     int64_t kind);
const struct name_entry *names_by_id(const struct names *names, enum name_space space, int64_t id);
/* The pipeline that is meant when a row names none: the first by position; 0: there is none. */
int64_t names_first_pipeline(const struct names *names);

/* --- names_query.c ------------------------------------------------------------------------------- */

/* Calls `each` for all rows in use of a small space. */
MUST_USE enum rc name_space_read(struct ctx *cx, enum name_space space,
				 enum rc (*each)(struct ctx *cx, void *argument,
						 const struct name_entry *entry, str second,
						 str third),
				 void *argument);

/* --- names_create.c ------------------------------------------------------------------------------ */

/* Makes the row that a name asks for; `kind` of a stage from its name. */
MUST_USE enum rc name_create(struct ctx *cx, const struct name_asked *asked,
			     struct name_entry *made);

/* The kind of stage that a name means in either language: "Won", "Kalah"; STAGE_OPEN otherwise. */
int64_t stage_kind_named(str folded);

/* The word by which a space stands in such a list; NULL: its rows are never made so. */
const char *create_word(enum name_space space);

/* The spaces of a list such as "users,companies"; E_INVALID on `create`. */
MUST_USE enum rc create_parse(struct ctx *cx, str list, unsigned *spaces);

#endif
