/* The tables of orders, and cursors: "ORDER.BOUNDARY.STRETCH.VALUE.ID", texts as hexadecimal digits. */
#include "pipeline/board_order.h"

#include "base/hex.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "pipeline/pipeline.h"

const char *const board_sort_names[] = {
	"urgency",
	"-urgency",
	"stage_entered_at",
	"-stage_entered_at",
	"amount",
	"-amount",
	"expected_close",
	"-expected_close",
	"title",
	"-title",
	NULL,
};

/* Of two names each, up and down. */
static const struct order_row {
	const char *field;
	enum stretch stretches[MAX_STRETCHES];
	size_t stretch_count;
} rows[] = {
	{ "next_step_at", { STRETCH_DUE, STRETCH_UNSET, STRETCH_LATER }, 3 },
	{ "stage_entered_at", { STRETCH_ALL }, 1 },
	{ "amount", { STRETCH_SET, STRETCH_UNSET }, 2 },
	{ "expected_close", { STRETCH_SET, STRETCH_UNSET }, 2 },
	{ "title", { STRETCH_ALL }, 1 },
};

_Static_assert(COUNT_OF(board_sort_names) == 2 * COUNT_OF(rows) + 1, "each order has two names");

/* Places in board_sort_names. */
enum { BY_URGENCY, BY_URGENCY_DOWN, BY_ENTRY, BY_ENTRY_DOWN };

static struct card_order order_of(size_t name, int64_t boundary)
{
	const struct order_row *row = &rows[name / 2];
	bool descending = name % 2 == 1;
	bool turned = name == BY_URGENCY_DOWN;
	struct card_order order = {
		.name = board_sort_names[name],
		.field = entity_field(&deal_entity, str_from(row->field)),
		.descending = descending,
		.stretch_count = row->stretch_count,
		.boundary = boundary,
	};

	for (size_t i = 0; i < row->stretch_count; i++)
		order.stretches[i] = row->stretches[turned ? row->stretch_count - 1 - i : i];
	return order;
}

static int64_t tomorrow(const struct ctx *cx, int64_t now)
{
	const struct zone *zone = cx->organisation.zone;

	return zone_day_start(zone, zone_day(zone, now) + 1);
}

enum rc card_order_parse(struct ctx *cx, const struct card_order_request *request,
			 struct card_order *out)
{
	int64_t boundary = tomorrow(cx, request->now);

	*out = order_of(request->of_past ? BY_ENTRY_DOWN : BY_URGENCY, boundary);
	if (!str_is_set(request->sort))
		return OK;
	for (size_t i = 0; board_sort_names[i]; i++) {
		if (!str_is(request->sort, board_sort_names[i]))
			continue;
		*out = order_of(i, boundary);
		return OK;
	}
	return fail_code(cx, "sort", "unknown",
			 "give one of urgency, stage_entered_at, amount, expected_close, title, "
			 "with - before it from high to low");
}

struct card_order card_order_of_closed(const struct card_order *order)
{
	if (order->name == board_sort_names[BY_URGENCY])
		return order_of(BY_ENTRY_DOWN, order->boundary);
	if (order->name == board_sort_names[BY_URGENCY_DOWN])
		return order_of(BY_ENTRY, order->boundary);
	return *order;
}

bool stretch_ids_descend(const struct card_order *order, enum stretch stretch)
{
	return order->descending || stretch == STRETCH_UNSET;
}

/* --- cursors ----------------------------------------------------------------------------------------- */

static bool holds(const struct card_order *order, enum stretch stretch, const struct deal *deal)
{
	bool is_set = field_is_set(order->field, deal);

	switch (stretch) {
	case STRETCH_ALL:
		return true;
	case STRETCH_SET:
		return is_set;
	case STRETCH_UNSET:
		return !is_set;
	case STRETCH_DUE:
		return is_set && field_get_int(order->field, deal) < order->boundary;
	case STRETCH_LATER:
		return is_set && field_get_int(order->field, deal) >= order->boundary;
	}
	return false;
}

enum rc card_place_write(struct ctx *cx, const struct card_order *order, const struct deal *deal,
			 str *cursor)
{
	struct buf b = buf_new(cx->arena);
	size_t at = 0;

	while (at + 1 < order->stretch_count && !holds(order, order->stretches[at], deal))
		at++;
	buf_printf(&b, "%s.%lld.%zu.", order->name, (long long)order->boundary, at);
	if (order->field->type->is_text)
		hex_add(&b, field_get_str(order->field, deal));
	else if (field_is_set(order->field, deal))
		buf_int(&b, field_get_int(order->field, deal));
	buf_printf(&b, ".%lld", (long long)deal->row.id);
	*cursor = buf_str(&b);
	return buf_rc(&b);
}

static bool read_value(struct ctx *cx, const struct card_order *order, str value,
		       struct card_place *place)
{
	if (order->stretches[place->stretch] == STRETCH_UNSET)
		return value.len == 0;
	if (order->field->type->is_text)
		return hex_read(cx->arena, value, &place->text) && utf8_is_valid(place->text);
	return str_to_int(value, &place->number);
}

static bool read_parts(struct ctx *cx, str rest, struct card_order *order, struct card_place *place)
{
	str name, boundary, stretch, value;
	int64_t at;

	if (!str_split(&rest, '.', &name) || !str_split(&rest, '.', &boundary) ||
	    !str_split(&rest, '.', &stretch) || !str_split(&rest, '.', &value))
		return false;
	if (!str_is(name, order->name) || !str_to_int(boundary, &order->boundary) ||
	    !str_to_int(stretch, &at) || at < 0 || at >= (int64_t)order->stretch_count)
		return false;
	place->stretch = (size_t)at;
	return read_value(cx, order, value, place) && str_to_int(rest, &place->id);
}

enum rc card_place_read(struct ctx *cx, str cursor, struct card_order *order,
			struct card_place *place)
{
	*place = (struct card_place){ .is_set = str_is_set(cursor) };
	if (!place->is_set || read_parts(cx, cursor, order, place))
		return OK;
	return fail_code(cx, "cursor", "format",
			 "this cursor belongs to another list: give the `next` of the page before, "
			 "with the same sort");
}
