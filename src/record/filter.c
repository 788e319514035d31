/* Reading a list's query string: filters, order, page. What it becomes in SQL: list.c. */
#include "record/list.h"

#include "base/day.h"
#include "base/zone.h"
#include "codec/query_string.h"

void list_start(const struct entity *entity, struct list_query *out)
{
	*out = (struct list_query){ .limit = LIMIT_DEFAULT, .as_of = UNSET };
	out->sort[0] = (struct sort_key){ entity_field(entity, STR("id")), false };
	out->sort_count = 1;
}

#define CUSTOM_PREFIX "custom."

/* --- values of filters ------------------------------------------------------------------------ */

/* Reads the filter's value with the field's own parser, into a scratch row whose money is the
 * organisation's. */
static enum rc read_value(struct ctx *cx, const struct entity *entity, struct filter *filter,
			  const char *path, str text)
{
	const struct field *field = filter->field;
	void *scratch = NULL;

	if (field->type == &field_json) {
		filter->text = text;
		return custom_filter_value(cx, filter, path, text);
	}
	if (field->home_of)
		field = entity_field(entity, str_from(field->home_of));
	TRY(ctx_alloc(cx, entity->size, &scratch));
	entity_clear(entity, scratch);
	if (field->currency)
		*field_str_of(entity_field(entity, str_from(field->currency)), scratch) =
			str_from(cx->organisation.currency);
	TRY(field->type->from_text(cx, field, path, text, scratch));
	if (field->type->is_text)
		filter->text = field_get_str(field, scratch);
	else if (field->type == &field_enum)
		filter->text = str_from(field->names[field_get_int(field, scratch)]);
	else
		filter->number = field_get_int(field, scratch);
	return OK;
}

bool filter_is_text(const struct field *field)
{
	return field->type->is_text || field->type == &field_enum;
}

static enum rc read_list(struct ctx *cx, const struct entity *entity, struct filter *filter,
			 const char *path, str value)
{
	int64_t *numbers = NULL;
	str *texts = NULL;
	str part;

	TRY(ctx_alloc(cx, MAX_IN * sizeof *numbers, &numbers));
	TRY(ctx_alloc(cx, MAX_IN * sizeof *texts, &texts));
	while (str_split(&value, ',', &part)) {
		if (filter->count == MAX_IN)
			return fail_code(cx, path, "too_many", "give at most %d values", MAX_IN);
		TRY(read_value(cx, entity, filter, path, part));
		numbers[filter->count] = filter->number;
		texts[filter->count] = filter->text;
		filter->count++;
	}
	filter->numbers = numbers;
	filter->texts = texts;
	return OK;
}

/* A day given for an instant means all of that day. */
static void widen_day(const struct ctx *cx, struct filter *filter, str value)
{
	int64_t day;

	if (filter->field->type != &field_instant || !day_parse(value, &day))
		return;
	if (filter->op == OP_LTE || filter->op == OP_GT)
		filter->number = zone_day_start(cx->organisation.zone, day + 1) - 1;
}

static const struct {
	const char *suffix;
	enum filter_op op;
} suffixes[] = { { "gte", OP_GTE }, { "gt", OP_GT }, { "lte", OP_LTE },
		 { "lt", OP_LT },   { "in", OP_IN }, { "is", OP_NULL } };

static enum rc read_null(struct ctx *cx, struct filter *filter, const char *path, str value)
{
	if (str_is(value, "null"))
		filter->op = OP_NULL;
	else if (str_is(value, "set"))
		filter->op = OP_SET;
	else
		return fail_code(cx, path, "unknown", "give null or set");
	return OK;
}

static bool is_custom(str name)
{
	return str_starts(name, STR(CUSTOM_PREFIX));
}

/* The field of a name without what is before and behind it: "amount", "custom.region". */
static enum rc find_field(struct ctx *cx, const struct entity *entity, str name,
			  struct filter *filter, bool *known)
{
	const struct entity *of = related_entity(entity, filter);

	if (is_custom(name)) {
		TRY(custom_filter_find(cx, of, str_sub(name, sizeof CUSTOM_PREFIX - 1, name.len),
				       filter, known));
	} else {
		const struct field *field = entity_field(of, name);

		filter->field = field;
		*known = field &&
			 (filter->via ? (field->flags & F_GROUP) != 0 : field_filters(field));
	}
	return filter->via && *known ? related_filter_sql(cx, filter) : OK;
}

/* "amount.gte", "custom.region.in", "company.city": whose values are compared, and how. */
static enum rc read_name(struct ctx *cx, const struct entity *entity, str name,
			 struct filter *filter, bool *known)
{
	str own = related_filter_name(entity, name, filter);
	size_t dot = str_find(own, '.', is_custom(own) ? sizeof CUSTOM_PREFIX - 1 : 0);

	*known = dot == SIZE_MAX;
	for (size_t i = 0; i < COUNT_OF(suffixes) && !*known; i++)
		if (str_is(str_sub(own, dot + 1, own.len), suffixes[i].suffix)) {
			filter->op = suffixes[i].op;
			*known = true;
		}
	return *known ? find_field(cx, entity, str_sub(own, 0, dot), filter, known) : OK;
}

static enum rc add_filter(struct ctx *cx, const struct entity *entity, struct list_query *out,
			  str name, str value)
{
	struct filter filter = { .op = OP_EQ };
	const char *path = arena_str(cx->arena, name).ptr;
	bool known = false;

	TRY(read_name(cx, entity, name, &filter, &known));
	if (!known)
		return fail_code(cx, path, "unknown", "there is no such filter here");
	entity = related_entity(entity, &filter);
	if (out->filter_count == MAX_FILTERS)
		return fail_code(cx, path, "too_many", "give at most %d filters", MAX_FILTERS);
	if (filter.op == OP_NULL)
		TRY(read_null(cx, &filter, path, value));
	else if (filter.op == OP_IN)
		TRY(read_list(cx, entity, &filter, path, value));
	else
		TRY(read_value(cx, entity, &filter, path, value));
	widen_day(cx, &filter, value);
	out->filters[out->filter_count++] = filter;
	return OK;
}

enum rc list_filter(struct ctx *cx, struct list_query *query, const struct filter *filter)
{
	if (query->filter_count == MAX_FILTERS)
		return fail_code(cx, filter->field->name, "too_many", "give at most %d filters",
				 MAX_FILTERS);
	query->filters[query->filter_count++] = *filter;
	return OK;
}

/* --- order and page --------------------------------------------------------------------------- */

/* One field and id, e.g. "-amount" or "-amount,id". Without id of its own, ids follow the field's
 * direction, as its index does. */
static enum rc read_sort(struct ctx *cx, const struct entity *entity, struct list_query *out,
			 str value)
{
	const struct field *id = entity_field(entity, STR("id"));
	str part;

	out->sort_count = 0;
	while (str_split(&value, ',', &part)) {
		bool descending = str_starts(part, STR("-"));
		const struct field *field =
			entity_field(entity, str_sub(part, descending ? 1 : 0, part.len));

		if (!field || !(field->flags & F_SORT))
			return fail_code(cx, "sort", "unknown",
					 "this list cannot be sorted by %.*s", STR_ARG(part));
		if (out->sort_count == 2 || (out->sort_count == 1 && field != id))
			return fail_code(cx, "sort", "too_many", "sort by one field, then by id");
		out->sort[out->sort_count++] = (struct sort_key){ field, descending };
		if (field == id)
			break;
	}
	if (out->sort_count == 0)
		return fail_code(cx, "sort", "required", "name a field to sort by");
	if (out->sort[out->sort_count - 1].field != id) {
		out->sort[out->sort_count] = (struct sort_key){ id, out->sort[0].descending };
		out->sort_count++;
	}
	return OK;
}

static enum rc read_limit(struct ctx *cx, struct list_query *out, str value)
{
	if (!str_to_int(value, &out->limit) || out->limit < 1 || out->limit > LIMIT_MAX)
		return fail_code(cx, "limit", "range", "give a whole number from 1 to %d",
				 LIMIT_MAX);
	return OK;
}

/* Clocks of other machines may be a little ahead of ours. */
enum { CLOCK_SKEW_MS = 10 * 1000 };

/* What is to come is not known; shown as if it were, it would be taken for a forecast. */
static enum rc fail_future(struct ctx *cx, int64_t today)
{
	struct buf text = buf_new(cx->arena);

	day_print(&text, today);
	return fail_code(cx, "as_of", "future",
			 "as_of looks back: give a day up to today, %.*s, or an instant that has "
			 "passed; leave it out for now",
			 STR_ARG(buf_str(&text)));
}

enum rc as_of_parse(struct ctx *cx, str value, int64_t *instant)
{
	const struct zone *zone = cx->organisation.zone;
	int64_t latest = cx->now + CLOCK_SKEW_MS;
	int64_t day;

	if (day_parse(value, &day)) {
		*instant = zone_day_start(zone, day + 1) - 1;
		return zone_day_start(zone, day) <= latest
			       ? OK
			       : fail_future(cx, zone_day(zone, cx->now));
	}
	if (instant_parse(value, instant))
		return *instant <= latest ? OK : fail_future(cx, zone_day(zone, cx->now));
	return fail_code(
		cx, "as_of", "format",
		"give a date such as 2026-01-31 or an instant such as 2026-01-31T12:00:00Z");
}

static enum rc read_flag(struct ctx *cx, const char *name, str value, bool *out)
{
	*out = str_is(value, "true");
	if (*out || str_is(value, "false"))
		return OK;
	return fail_code(cx, name, "unknown", "give true or false");
}

static bool is_listed(const char *const *names, str name)
{
	for (; names && *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

static enum rc read_pair(struct ctx *cx, const struct entity *entity, struct list_query *out,
			 str name, str value)
{
	if (str_is(name, "limit"))
		return read_limit(cx, out, value);
	if (str_is(name, "cursor")) {
		out->cursor = value;
		return OK;
	}
	if (str_is(name, "sort"))
		return read_sort(cx, entity, out, value);
	if (str_is(name, "q")) {
		out->words = value;
		return OK;
	}
	if (str_is(name, "count"))
		return read_flag(cx, "count", value, &out->with_total);
	if (str_is(name, "archived"))
		return read_flag(cx, "archived", value, &out->with_archived);
	if (str_is(name, "as_of") && (entity->flags & ENTITY_VERSIONED))
		return as_of_parse(cx, value, &out->as_of);
	return add_filter(cx, entity, out, name, value);
}

enum rc list_parse(struct ctx *cx, const struct entity *entity, const struct query_string *query,
		   const char *const *others, struct list_query *out)
{
	list_start(entity, out);
	for (size_t i = 0; i < query->count; i++) {
		str name = query->pairs[i].name;

		if (is_listed(others, name))
			continue;

		enum rc rc = read_pair(cx, entity, out, name, query->pairs[i].value);

		if (rc != OK && rc != E_INVALID)
			return rc;
	}
	return cx->failure.rc;
}
