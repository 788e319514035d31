/* Amounts in the organisation's currency (home_money.c) follow the rate that has counted them: where it is corrected,
 * to its new value; where it is taken back, to the rate that would have been in force without it. What another
 * rate has counted stays as it is. Where the organisation takes another currency everything is counted from
 * scratch. Each change is a walk through all rows, page by page, for each page holds the writer. The walks are done one after another, as the changes were made: the second one may go on from what
 * the first has made. */
#include "record/row.h"

#include "base/buf.h"
#include "base/money.h"
#include "entity/entities.h"

#include <string.h>

enum { PAGE_IDS = 2000 };

/* "USD 1200000 1210000 4000;…": what it was, what it is, behind which id it goes on. "USD 0 0 4000": what is in that
 * currency from scratch; "* 0 0 4000": everything. */
static const char walks_fact[] = "home_recount";
static const char every_currency[] = "*";

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

static enum rc add_walk(struct ctx *cx, const struct walk *walk)
{
	struct buf walks = buf_new(cx->arena);
	str others;

	TRY(fact_read(cx, walks_fact, &others));
	buf_add(&walks, others);
	if (walks.len > 0)
		buf_char(&walks, ';');
	write_walk(&walks, walk);
	return keep_walks(cx, &walks);
}

enum rc record_home_rate_was(struct ctx *cx, const struct currency_rate *was)
{
	struct walk walk = { .rate = { .currency = was->currency, .was_micro = was->rate_micro } };

	TRY(home_rate(cx, was->currency, was->valid_from, &walk.rate.now_micro));
	if (walk.rate.now_micro == walk.rate.was_micro ||
	    str_is(was->currency, cx->organisation.currency))
		return OK;
	return add_walk(cx, &walk);
}

/* A row in another currency now may have been in this one. */
static str ids_in_currency(struct ctx *cx, const struct entity *entity)
{
	const struct field *home = home_field(entity);
	const struct field *amount = entity_field(entity, str_from(home->home_of));
	str which = str_printf(cx->arena, "%s = ? AND id > ? AND id <= ? AND %s IS NOT NULL",
			       amount->currency, home->name);

	return str_printf(cx->arena,
			  "SELECT id FROM %s WHERE %.*s UNION SELECT id FROM %s_versions WHERE %.*s"
			  " ORDER BY id LIMIT ?",
			  entity->plural, STR_ARG(which), entity->plural, STR_ARG(which));
}

static enum rc count_page(struct ctx *cx, const struct entity *entity, const struct walk *walk)
{
	bool whole = str_is(walk->rate.currency, every_currency);
	bool from_scratch = walk->rate.was_micro == 0;
	const struct home_counting how = { .rate = from_scratch ? NULL : &walk->rate,
					   .from_scratch = from_scratch };
	struct home_page page = {
		.after_id = walk->after_id,
		.until_id = walk->after_id + PAGE_IDS,
		.most = PAGE_IDS,
	};

	if (whole) {
		page.arms = 1;
		page.sql = str_printf(
			cx->arena, "SELECT id FROM %s WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
			entity->plural);
	} else {
		page.arms = 2;
		page.sql = ids_in_currency(cx, entity);
		page.currency = walk->rate.currency;
	}
	return home_count_page(cx, entity, &page, &how);
}

static enum rc last_id(struct ctx *cx, const struct entity *entity, int64_t *id)
{
	return db_query_int(
		cx, str_printf(cx->arena, "SELECT COALESCE(MAX(id), 0) FROM %s", entity->plural),
		INT64_MIN, id);
}

/* As it is in this unit of work: whoever began before another one was chosen still has that one. */
static enum rc take_currency(struct ctx *cx)
{
	struct organisation_row now;
	bool found = false;

	TRY(record_find_id(cx, &organisation_entity, 1, &now, &found));
	if (!found)
		return OK;
	ensure(now.currency.len < sizeof cx->organisation.currency);
	memcpy(cx->organisation.currency, now.currency.ptr, now.currency.len);
	return OK;
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
	TRY(take_currency(cx));
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

static enum rc refuse_rates(struct ctx *cx, str currency)
{
	int64_t id = 0;

	TRY(db_query_int(cx, STR("SELECT id FROM currency_rates WHERE archived_at IS NULL LIMIT 1"),
			 INT64_MIN, &id));
	if (id == 0)
		return OK;
	return fail_field(
		cx, E_CONFLICT, "currency",
		"the exchange rates are told in %.*s: remove them first, and give those to "
		"the new currency afterwards",
		STR_ARG(currency));
}

enum rc record_home_currency_changed(struct ctx *cx, const struct entity *entity,
				     const struct organisation_row *was,
				     const struct organisation_row *now)
{
	const struct walk walk = { .rate = { .currency = str_from(every_currency) } };
	bool ended;

	if (str_eq(was->currency, now->currency))
		return OK;
	TRY(refuse_rates(cx, was->currency));
	TRY(add_walk(cx, &walk));
	return record_home_recount(cx, entity, &ended);
}

/* Many may be restored at once, e.g. by undoing a batch: one walk that has not begun is enough for all. */
enum rc record_home_rate_restored(struct ctx *cx, const struct entity *entity,
				  const struct currency_rate *rate)
{
	const struct walk walk = { .rate = { .currency = rate->currency } };
	struct buf text = buf_new(cx->arena);
	bool ended;
	str walks;

	write_walk(&text, &walk);
	TRY(buf_rc(&text));
	TRY(fact_read(cx, walks_fact, &walks));
	if (!str_ends(walks, buf_str(&text)))
		TRY(add_walk(cx, &walk));
	return record_home_recount(cx, entity, &ended);
}
