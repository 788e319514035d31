/* Amounts in the organisation's currency (home_money.c) follow the rate that has counted them: where it is corrected,
 * to its new value; where it is taken back, to the rate that would have been in force without it. What another
 * rate has counted stays as it is. Each change is a walk through all rows, page by page, for each page holds the
 * writer. The walks are done one after another, as the changes were made: the second one may go on from what
 * the first has made. */
#include "record/row.h"

#include "base/buf.h"
#include "base/money.h"
#include "entity/entities.h"

enum { PAGE_IDS = 2000 };

/* "USD 1200000 1210000 4000;…": what it was, what it is, behind which id it goes on. */
static const char walks_fact[] = "home_recount";

struct walk {
	struct home_correction rate;
	int64_t after_id;
};

static void write_walk(struct buf *walks, const struct walk *walk)
{
	buf_printf(walks, "%.*s %lld %lld %lld", STR_ARG(walk->rate.currency),
		   (long long)walk->rate.was_micro, (long long)walk->rate.now_micro,
		   (long long)walk->after_id);
}

static bool read_number(str *rest, int64_t *number)
{
	str part;

	return str_split(rest, ' ', &part) && str_to_int(part, number);
}

static bool read_walk(str text, struct walk *walk)
{
	return str_split(&text, ' ', &walk->rate.currency) &&
	       read_number(&text, &walk->rate.was_micro) &&
	       read_number(&text, &walk->rate.now_micro) && read_number(&text, &walk->after_id);
}

/* Cuts the first one off that can be read. */
static bool take_walk(str *walks, struct walk *walk)
{
	str text;

	while (str_split(walks, ';', &text))
		if (read_walk(text, walk))
			return true;
	return false;
}

static enum rc keep_walks(struct ctx *cx, struct buf *walks)
{
	TRY(buf_rc(walks));
	return fact_write(cx, walks_fact, walks->len > 0 ? buf_str(walks) : STR(""));
}

enum rc record_home_rate_was(struct ctx *cx, const struct currency_rate *was)
{
	struct walk walk = { .rate = { .currency = was->currency, .was_micro = was->rate_micro } };
	struct buf walks = buf_new(cx->arena);
	str others;

	TRY(home_rate(cx, was->currency, was->valid_from, &walk.rate.now_micro));
	if (walk.rate.now_micro == walk.rate.was_micro ||
	    str_is(was->currency, cx->organisation.currency))
		return OK;
	TRY(fact_read(cx, walks_fact, &others));
	buf_add(&walks, others);
	if (walks.len > 0)
		buf_char(&walks, ';');
	write_walk(&walks, &walk);
	return keep_walks(cx, &walks);
}

/* The ids of this page that may have been counted by the rate. */
static enum rc read_page(struct ctx *cx, const struct entity *entity, const struct walk *walk,
			 int64_t *ids, size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	const struct field *home = home_field(entity);
	const struct field *amount = entity_field(entity, str_from(home->home_of));
	bool found = true;

	*count = 0;
	TRY(db_prepare(cx,
		       str_printf(cx->arena,
				  "SELECT id FROM %s WHERE id > ? AND id <= ? AND %s = ?"
				  " AND %s IS NOT NULL ORDER BY id",
				  entity->plural, amount->currency, home->name),
		       &stmt));
	db_bind_int(stmt, 1, walk->after_id);
	db_bind_int(stmt, 2, walk->after_id + PAGE_IDS);
	db_bind_text(stmt, 3, walk->rate.currency);
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		ids[(*count)++] = db_int(stmt, 0);
	}
}

static enum rc count_page(struct ctx *cx, const struct entity *entity, const struct walk *walk)
{
	int64_t *ids = NULL;
	size_t count;

	TRY(ctx_alloc(cx, PAGE_IDS * sizeof *ids, &ids));
	TRY(read_page(cx, entity, walk, ids, &count));
	for (size_t i = 0; i < count; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		TRY(home_count_row(cx, entity, ids[i], &walk->rate));
		arena_rewind(cx->arena, mark);
	}
	return OK;
}

static enum rc last_id(struct ctx *cx, const struct entity *entity, int64_t *id)
{
	return db_query_int(
		cx, str_printf(cx->arena, "SELECT COALESCE(MAX(id), 0) FROM %s", entity->plural),
		INT64_MIN, id);
}

enum rc record_home_recount(struct ctx *cx, const struct entity *entity, bool *ended)
{
	struct buf left = buf_new(cx->arena);
	struct walk walk = { .after_id = 0 };
	str walks;
	int64_t last;

	TRY(fact_read(cx, walks_fact, &walks));
	*ended = !take_walk(&walks, &walk);
	if (*ended)
		return OK;
	TRY(count_page(cx, entity, &walk));
	walk.after_id += PAGE_IDS;
	TRY(last_id(cx, entity, &last));
	if (walk.after_id < last)
		write_walk(&left, &walk);
	if (left.len > 0 && walks.len > 0)
		buf_char(&left, ';');
	buf_add(&left, walks);
	*ended = left.len == 0;
	return keep_walks(cx, &left);
}

enum rc record_home_rate_changed(struct ctx *cx, const struct entity *entity,
				 const struct currency_rate *was)
{
	bool ended;

	TRY(record_home_rate_was(cx, was));
	return record_home_recount(cx, entity, &ended);
}
