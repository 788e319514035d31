/* Writes what comes to the kept sums: at once, or gathered over many rows, so that a sum to which a hundred
 * rows of an import come is written once. What comes to them: tally.c. */
#include "record/tally.h"

#include "record/row.h"

#include <string.h>

enum { FIRST_ROOM = 1024 };

/* By enum tally_table: the table's name behind the tally's, its key columns, and its sums. */
static const struct {
	const char *suffix;
	const char *columns[TALLY_KEYS + TALLY_VALUES + 1]; /* NULL at the end */
	int keys;
	int values;
} tables[TALLY_TABLES] = {
	[TALLY_NOW] = { "", { "key", "owner_id", "number", "total" }, 2, 2 },
	[TALLY_DAYS] = { "_days", { "key", "owner_id", "day", "number", "total" }, 3, 2 },
	[TALLY_MOVES] = { "_moves", { "from_key", "to_key", "day", "stay_days", "number" }, 4, 1 },
	[TALLY_CLOSINGS] = { "_closings",
			     { "key", "owner_id", "day", "number", "total", "days" },
			     3,
			     3 },
};

/* --- at once --------------------------------------------------------------------------------------- */

static void add_columns(struct buf *sql, const char *const *columns, int count)
{
	for (int i = 0; i < count; i++)
		buf_printf(sql, "%s%s", i > 0 ? ", " : "", columns[i]);
}

/* The sums' SQL; `variant` of the source is the table. */
static void write_upsert(struct ctx *cx, const struct sql_source *source, struct buf *sql)
{
	const char *name = ((const struct tally *)source->about)->table;
	enum tally_table table = (enum tally_table)source->variant;
	const char *const *columns = tables[table].columns;
	int keys = tables[table].keys;
	int values = tables[table].values;

	(void)cx;
	buf_printf(sql, "INSERT INTO %s%s (", name, tables[table].suffix);
	add_columns(sql, columns, keys + values);
	buf_text(sql, ") VALUES (?");
	for (int i = 1; i < keys + values; i++)
		buf_text(sql, ", ?");
	buf_text(sql, ") ON CONFLICT (");
	add_columns(sql, columns, keys);
	buf_text(sql, ") DO UPDATE SET ");
	for (int i = keys; i < keys + values; i++)
		buf_printf(sql, "%s%s = %s%s.%s + excluded.%s", i > keys ? ", " : "", columns[i],
			   name, tables[table].suffix, columns[i], columns[i]);
}

static enum rc write_part(struct ctx *cx, const struct tally *tally, const struct tally_part *part)
{
	const struct sql_source source = { write_upsert, tally, (uint64_t)part->table };
	int keys = tables[part->table].keys;
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare_from(cx, &source, &stmt));
	for (int i = 0; i < keys; i++)
		db_bind_int(stmt, i + 1, part->keys[i]);
	for (int i = 0; i < tables[part->table].values; i++)
		db_bind_int(stmt, keys + i + 1, part->values[i]);
	return db_run(cx, stmt, NULL);
}

/* --- gathered ---------------------------------------------------------------------------------------- */

struct gathered {
	const struct tally *tally; /* NULL: the slot is free */
	struct tally_part part;
};

/* Open addressing; `room` is a power of two. */
struct tally_sums {
	struct gathered *slots;
	size_t room;
	size_t count;
};

static bool is_same(const struct gathered *slot, const struct tally *tally,
		    const struct tally_part *part)
{
	return slot->tally == tally && slot->part.table == part->table &&
	       memcmp(slot->part.keys, part->keys, sizeof part->keys) == 0;
}

static struct gathered *slot_of(struct gathered *slots, size_t room, const struct tally *tally,
				const struct tally_part *part)
{
	str key = { (const char *)part->keys, sizeof part->keys };
	size_t at = (size_t)(str_hash(key) + (uint64_t)part->table) & (room - 1);

	while (slots[at].tally && !is_same(&slots[at], tally, part))
		at = (at + 1) & (room - 1);
	return &slots[at];
}

static enum rc grow(struct ctx *cx, struct tally_sums *sums)
{
	size_t room = sums->room ? sums->room * 2 : FIRST_ROOM;
	struct gathered *slots = NULL;

	TRY(ctx_alloc(cx, room * sizeof *slots, &slots));
	for (size_t i = 0; i < sums->room; i++)
		if (sums->slots[i].tally)
			*slot_of(slots, room, sums->slots[i].tally, &sums->slots[i].part) =
				sums->slots[i];
	sums->slots = slots;
	sums->room = room;
	return OK;
}

static enum rc gather(struct ctx *cx, const struct tally *tally, const struct tally_part *part)
{
	struct tally_sums *sums = cx->sums;
	struct gathered *slot;

	if (sums->count * 4 >= sums->room * 3)
		TRY(grow(cx, sums));
	slot = slot_of(sums->slots, sums->room, tally, part);
	if (!slot->tally) {
		*slot = (struct gathered){ tally, *part };
		sums->count++;
		return OK;
	}
	for (int i = 0; i < TALLY_VALUES; i++)
		slot->part.values[i] += part->values[i];
	return OK;
}

enum rc tally_add(struct ctx *cx, const struct tally *tally, const struct tally_part *part)
{
	return cx->sums ? gather(cx, tally, part) : write_part(cx, tally, part);
}

enum rc record_sums_gather(struct ctx *cx)
{
	return ctx_alloc(cx, sizeof *cx->sums, &cx->sums);
}

void record_sums_forget(struct ctx *cx)
{
	cx->sums = NULL;
}

static bool is_nothing(const struct tally_part *part)
{
	return part->values[0] == 0 && part->values[1] == 0 && part->values[2] == 0;
}

enum rc record_sums_write(struct ctx *cx)
{
	struct tally_sums *sums = cx->sums;

	cx->sums = NULL;
	for (size_t i = 0; sums && i < sums->room; i++)
		if (sums->slots[i].tally && !is_nothing(&sums->slots[i].part))
			TRY(write_part(cx, sums->slots[i].tally, &sums->slots[i].part));
	return OK;
}

/* --- all of them ------------------------------------------------------------------------------------- */

enum rc tally_empty(struct ctx *cx, const struct tally *tally)
{
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		TRY(db_execute(cx, str_printf(cx->arena, "DELETE FROM %s%s", tally->table,
					      tables[i].suffix)));
	return OK;
}

void tally_describe(struct buf *out, const struct tally *tally)
{
	buf_printf(out, "%s: %s, %s, %s, %s, %s;", tally->table, tally->key, tally->owner,
		   tally->sum, tally->since, tally->closed);
	for (size_t i = 0; i < COUNT_OF(tables); i++) {
		buf_printf(out, " %s%s: ", tally->table, tables[i].suffix);
		add_columns(out, tables[i].columns, tables[i].keys + tables[i].values);
		buf_char(out, ';');
	}
}
