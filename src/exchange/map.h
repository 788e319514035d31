/* How the columns of a file become ours: from a preset (preset.c), from our own names, or given by the
 * caller. The rules are those of docs/import-presets.md. Private to exchange/. */
#ifndef ALUR_EXCHANGE_MAP_H
#define ALUR_EXCHANGE_MAP_H

#include "base/ctx.h"
#include "exchange/kind.h"

struct json_in;

/* A value of a file and what it means: not set: as if empty. */
struct translated_value {
	str theirs;
	str ours;
};

enum when { WHEN_ALWAYS, WHEN_CLOSED, WHEN_WON, WHEN_LOST };

/* One step: how a column of ours gets its text from a row. */
struct take {
	int target;        /* index in struct columns; -1: known, and left out */
	const int *places; /* columns of the file; the first that has a value in the row counts */
	int place_count;
	const struct translated_value *values;
	size_t value_count;
	bool has_rest; /* other values become `rest` */
	str rest;
	enum when when;
	str append; /* added to what is there, with this between; not set: what is there stays */
};

/* What the caller says a text of a column of ours means, whatever column of the file it came from. */
struct given_value {
	int target;
	str theirs; /* empty: where the row says nothing */
	str ours;
};

struct map {
	const struct columns *columns;
	const struct take *takes;
	size_t take_count;
	const str *defaults; /* by index in columns; not set: none */
	bool *is_known; /* by column of the file: it goes somewhere, or is left out on purpose */
	str key;        /* of the preset; not set: our own names or the caller's map */
	size_t detected_by; /* headers by which the preset was known */
	const struct given_value *values;
	size_t value_count;
};

struct map_order {
	const struct kind *kind;
	const struct columns *columns;
	const str *headers;
	size_t header_count;
	str preset; /* vendor, built-in key or file; not set: detected */
	str given;  /* JSON object: header → column of ours, null: leave out; not set: none */
	str values; /* JSON object: column of ours → { text of the file: what it means }; not set: none */
};

/* Chooses and makes the map of a file. E_INVALID on `preset` or `map`: no such preset, one of another
 * kind, or no column of the file is known. */
MUST_USE enum rc map_make(struct ctx *cx, const struct map_order *order, struct map *out);

/* The texts of a row: of the file, and what they become. */
struct row_texts {
	const str *fields;
	size_t field_count;
	str *values; /* columns->count of them, by column of ours; not set: none */
};

/* Fills the values, from the fields or in cx->arena: everything that does not depend on the stage, and is as
 * the file says it: map_row_values() comes next. */
MUST_USE enum rc map_row(struct ctx *cx, const struct map *map, const struct row_texts *texts);

/* Puts in what the caller says that texts mean. map_values.c. */
void map_row_values(const struct map *map, const struct row_texts *texts);

/* Then the rest, for a row in a stage of this kind (enum stage_kind; -1: of none), and the defaults. */
MUST_USE enum rc map_row_rest(struct ctx *cx, const struct map *map, int stage_kind,
			      const struct row_texts *texts);

/* Reads the caller's values into a map. E_INVALID on `values`: not of that form, or no such column. */
MUST_USE enum rc map_read_values(struct ctx *cx, const struct map_order *order, struct map *map);

/* The form in which headers are compared: "Deal - Title*" → "deal - title". */
str header_normal(struct arena *arena, str header);

/* --- preset.c ----------------------------------------------------------------------------------- */

/* E_INVALID on `preset` when a name is none of a preset of this kind; files are not looked at. */
MUST_USE enum rc preset_check(struct ctx *cx, const struct kind *kind, str preset);

/* The preset for a file: a JSON tree that the caller releases; *found NULL: none is meant. */
MUST_USE enum rc preset_choose(struct ctx *cx, const struct map_order *order,
			       struct json_in **found);

/* The takes and defaults of a preset. */
MUST_USE enum rc map_from_preset(struct ctx *cx, const struct map_order *order,
				 const struct json_in *preset, struct map *out);

/* The column of a file under a header of a preset, with that preset's prefix; -1: it has none such. */
int place_of(const str *normals, size_t count, str header);

#endif
