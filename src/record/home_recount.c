/* Amounts in the organisation's currency (home_money.c) follow the exchange rates: where one is corrected, taken back
 * or restored, all that is in its currency is counted from scratch by the rates of its days; where the organisation
 * takes another currency, everything is. Each change is a walk through the rows, page by page, for each page holds the
 * writer. A walk leaves nothing behind of what was counted before it, so it is the same whatever was done meanwhile and
 * how often it begins. */
#include "record/row.h"

#include "base/buf.h"
#include "base/money.h"
#include "codec/json_in.h"
#include "entity/entities.h"

enum { PAGE_IDS = 2000 };

/* "USD 4000;EUR 0": what is in that currency, and behind which id it goes on; "* 4000": everything. */
static const char walks_fact[] = "home_recount";
static const char every_currency[] = "*";

struct walk {
	str currency;
	int64_t after_id;
};

static void write_walk(struct buf *walks, const struct walk *walk)
{
	buf_printf(walks, "%s%.*s %lld", walks->len > 0 ? ";" : "", STR_ARG(walk->currency),
		   (long long)walk->after_id);
}

static bool read_walk(str text, struct walk *walk)
{
	return str_split(&text, ' ', &walk->currency) && str_to_int(text, &walk->after_id);
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

/* In front, since somebody waits to see what it does; one that is under way begins anew. */
static enum rc add_walk(struct ctx *cx, str currency)
{
	const struct walk walk = { .currency = currency };
	struct walk other;
	struct buf walks = buf_new(cx->arena);
	str waiting;

	write_walk(&walks, &walk);
	TRY(fact_read(cx, walks_fact, &waiting));
	while (take_walk(&waiting, &other))
		if (!str_eq(other.currency, currency) && !str_is(currency, every_currency))
			write_walk(&walks, &other);
	return keep_walks(cx, &walks);
}

/* A row in another currency now may have been in this one. */
static str ids_in_currency(struct ctx *cx, const struct entity *entity)
{
	const struct field *home = home_field(entity);
	const struct field *amount = entity_field(entity, str_from(home->home_of));
	str which = str_printf(cx->arena, "%s = ? AND id > ? AND id <= ?", amount->currency);

	return str_printf(cx->arena,
			  "SELECT id FROM %s WHERE %.*s UNION SELECT id FROM %s_versions WHERE %.*s"
			  " ORDER BY id LIMIT ?",
			  entity->plural, STR_ARG(which), entity->plural, STR_ARG(which));
}

static enum rc count_page(struct ctx *cx, const struct entity *entity, const struct walk *walk)
{
	const struct home_counting how = { .entity = entity, .from_scratch = true };
	struct home_page page = {
		.after_id = walk->after_id,
		.until_id = walk->after_id + PAGE_IDS,
		.most = PAGE_IDS,
	};

	if (str_is(walk->currency, every_currency)) {
		page.arms = 1;
		page.sql = str_printf(
			cx->arena, "SELECT id FROM %s WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
			entity->plural);
	} else {
		page.arms = 2;
		page.sql = ids_in_currency(cx, entity);
		page.currency = walk->currency;
	}
	return home_count_page(cx, &page, &how);
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
	while (take_walk(&walks, &walk))
		write_walk(&left, &walk);
	*ended = left.len == 0;
	return keep_walks(cx, &left);
}

static enum rc count_anew(struct ctx *cx, const struct entity *entity, str currency)
{
	bool ended;

	TRY(add_walk(cx, currency));
	return record_home_recount(cx, entity, &ended);
}

/* What the organisation's currency was at an instant: before the first change of it since. */
static enum rc currency_then(struct ctx *cx, int64_t at, str *currency)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	*currency = (str){ NULL, 0 };
	TRY(db_prepare(cx,
		       STR("SELECT changes FROM events WHERE row_key = ? AND at >= ?"
			   " AND kind <> 'create' ORDER BY at, id"),
		       &stmt));
	db_bind_int(stmt, 1, row_key(&organisation_entity, 1));
	db_bind_int(stmt, 2, at);
	while (!str_is_set(*currency)) {
		AUTO(json_release) struct json_in *changes = NULL;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(json_parse(cx, db_text(stmt, 0), &changes));
		*currency =
			arena_str(cx->arena, json_text(json_at(json_get(changes, "currency"), 0)));
	}
	return OK;
}

/* A rate that was taken back before the organisation took another currency is none to that one. */
static enum rc refuse_other_money(struct ctx *cx, const struct currency_rate *rate)
{
	struct organisation_row now;
	str then;

	TRY(currency_then(cx, rate->row.archived_at, &then));
	TRY(record_load(cx, &organisation_entity, 1, &now));
	if (!str_is_set(then) || str_eq(then, now.currency))
		return OK;
	return fail(cx, E_CONFLICT,
		    "this rate is told in %.*s, and the organisation's currency is %.*s now: add a "
		    "rate to that one instead",
		    STR_ARG(then), STR_ARG(now.currency));
}

enum rc record_home_rate_changed(struct ctx *cx, const struct entity *entity,
				 const struct currency_rate *was, const struct currency_rate *now)
{
	bool counted = was->row.archived_at == UNSET;
	bool counts = now->row.archived_at == UNSET;

	if (counted == counts && (!counts || was->rate_micro == now->rate_micro))
		return OK;
	if (counts && !counted)
		TRY(refuse_other_money(cx, was));
	return count_anew(cx, entity, now->currency);
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
	if (str_eq(was->currency, now->currency))
		return OK;
	TRY(refuse_rates(cx, was->currency));
	home_take(cx, now->currency);
	return count_anew(cx, entity, str_from(every_currency));
}
