/* What the rows of a file are, by its headers and its name: the kind of whose columns it has most, among those
 * of which it has enough. How headers are known: map.c, header_words.c, preset.c. */
#include "exchange/importing.h"

#include "base/convert.h"
#include "base/utf8.h"

/* What a file gets for each column; our own names tell a little more than words. The rest decides between kinds
 * that it fits about as well: an export that was recognised as another system's goes before everything. */
enum {
	OWN_NAME = 10,
	WORD = 9,
	HAS_NAME = 8, /* the rows have names, not only addresses or products */
	IN_FILE_NAME = 6,
	LIKELY = 5,
	DETECTED = 1000,
	DETECTED_BY = 20
};

enum { MOST_GROUPS = 3, MOST_NAMES = 8 };

/* What a file must have to be of a kind: a column of each group. Of two that it fits equally well the earlier. */
static const struct guess {
	enum kind_id kind;
	const char *needs[MOST_GROUPS][MOST_NAMES];
	const char *file_names[MOST_NAMES]; /* parts of a file's name that tell it */
} guesses[] = {
	{ KIND_PRODUCTS,
	  { { "name" }, { "price", "code", "family", "unit" } },
	  { "product", "item", "produk", "barang" } },
	{ KIND_CONTACTS,
	  { { "name", "first_name", "last_name", "email" } },
	  { "contact", "person", "people", "kontak" } },
	{ KIND_COMPANIES,
	  { { "name" } },
	  { "compan", "account", "customer", "organi", "perusahaan", "pelanggan" } },
	{ KIND_LEADS,
	  { { "name", "first_name", "last_name", "email", "company_name" } },
	  { "lead", "prospect", "prospek" } },
	{ KIND_DEALS,
	  { { "title", "product", "company" },
	    { "stage", "amount", "won_amount", "expected_close", "closed_on", "created_on",
	      "outcome" } },
	  { "deal", "opportunit", "pipeline", "peluang" } },
	{ KIND_ACTIVITIES,
	  { { "subject", "note", "kind" }, { "kind", "due_at", "done_at" } },
	  { "activit", "task", "aktivitas", "tugas" } },
	{ KIND_USERS,
	  { { "name", "email" }, { "role", "team", "manager" } },
	  { "user", "team", "agent", "employee", "karyawan", "tim" } },
	{ KIND_DEAL_LINES,
	  { { "deal" }, { "product" }, { "quantity", "unit_price", "discount", "line" } },
	  { "line" } },
	{ KIND_DEAL_CONTACTS, { { "deal" }, { "contact" } }, { NULL } },
	{ KIND_STAGE_HISTORY,
	  { { "deal_external_id" }, { "stage" }, { "entered_at" } },
	  { "history", "riwayat" } },
};

/* --- what the file has ------------------------------------------------------------------------------------ */

struct fitting {
	const struct import_order *order;
	const str *headers;
	size_t header_count;
	str file_name; /* folded */
	const struct kind *best;
	int64_t best_points;
};

static bool has_column(const struct map *map, const char *name)
{
	for (size_t i = 0; name && i < map->take_count; i++)
		if (map->takes[i].target >= 0 && map->takes[i].place_count > 0 &&
		    str_is(str_from(map->columns->list[map->takes[i].target].name), name))
			return true;
	return false;
}

static bool has_one_of(const struct map *map, const char *const *names)
{
	for (size_t i = 0; i < MOST_NAMES && names[i]; i++)
		if (has_column(map, names[i]))
			return true;
	return false;
}

static bool has_enough(const struct map *map, const struct guess *guess)
{
	for (size_t i = 0; i < MOST_GROUPS && guess->needs[i][0]; i++)
		if (!has_one_of(map, guess->needs[i]))
			return false;
	return true;
}

static bool contains(str text, str part)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
		if (str_starts(str_sub(text, i, text.len), part))
			return true;
	return false;
}

static bool is_told_by_name(const struct guess *guess, str file_name)
{
	for (size_t i = 0; i < MOST_NAMES && guess->file_names[i]; i++)
		if (contains(file_name, str_from(guess->file_names[i])))
			return true;
	return false;
}

/* --- points ------------------------------------------------------------------------------------------------ */

/* A column counts once, however many of the file's go there. */
static int64_t points_of_take(struct ctx *cx, const struct fitting *fitting, const struct map *map,
			      size_t index)
{
	const struct take *take = &map->takes[index];
	str name;

	if (take->target < 0 || take->place_count == 0)
		return 0;
	for (size_t i = 0; i < index; i++)
		if (map->takes[i].target == take->target && map->takes[i].place_count > 0)
			return 0;
	name = str_from(map->columns->list[take->target].name);
	return str_eq(header_normal(cx->arena, fitting->headers[to_size(take->places[0])]),
		      header_normal(cx->arena, name))
		       ? OWN_NAME
		       : WORD;
}

static int64_t points(struct ctx *cx, const struct fitting *fitting, const struct guess *guess,
		      const struct map *map)
{
	static const char *const names[MOST_NAMES] = { "name", "title", "first_name", "last_name" };
	int64_t sum = 0;

	for (size_t i = 0; i < map->take_count; i++)
		sum += points_of_take(cx, fitting, map, i);
	if (has_one_of(map, names))
		sum += HAS_NAME;
	if (str_is_set(map->key))
		sum += DETECTED + to_int64(map->detected_by) * DETECTED_BY;
	if (is_told_by_name(guess, fitting->file_name))
		sum += IN_FILE_NAME;
	if (str_is(fitting->order->likely, kinds[guess->kind].name))
		sum += LIKELY;
	return sum;
}

static enum rc try_kind(struct ctx *cx, struct fitting *fitting, const struct guess *guess)
{
	struct columns columns;
	struct map map;
	struct map_order order = {
		.kind = &kinds[guess->kind],
		.columns = &columns,
		.headers = fitting->headers,
		.header_count = fitting->header_count,
	};
	int64_t sum;
	enum rc rc;

	TRY(kind_columns(cx, order.kind, &columns));
	rc = map_make(cx, &order, &map);
	if (rc == E_INVALID) { /* none of its columns is a column of this kind */
		ctx_clear_failure(cx);
		return OK;
	}
	TRY(rc);
	sum = has_enough(&map, guess) ? points(cx, fitting, guess, &map) : 0;
	if (sum <= fitting->best_points)
		return OK;
	fitting->best = order.kind;
	fitting->best_points = sum;
	return OK;
}

enum rc kind_guess(struct ctx *cx, struct import_order *order)
{
	AUTO(source_close) struct source *source = NULL;
	const struct source_order file = { .path = order->path };
	struct fitting fitting = {
		.order = order,
		.file_name = utf8_fold(cx->arena, order->file_name),
	};

	TRY(source_open(cx, &file, &source));
	fitting.headers = source_headers(source, &fitting.header_count);
	for (size_t i = 0; i < COUNT_OF(guesses); i++)
		TRY(try_kind(cx, &fitting, &guesses[i]));
	if (!fitting.best)
		return fail_code(
			cx, "kind", "not_guessed",
			"the columns of this file do not tell what its rows are: choose it");
	order->kind = str_from(fitting.best->name);
	return OK;
}
