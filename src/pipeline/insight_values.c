/* Adds up deals by the values of a field, as they come. SQLite sorts what it groups, which takes longer than all the
 * rest. Where there are very many values, e.g. of companies, it has to. */
#include "pipeline/insight_values.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256, MOST_VALUES = 16384, MOST_TEXT = 4 << 20 };

static uint64_t hash_of(const struct value *value)
{
	uint64_t hash = str_hash(value->text) ^ (uint64_t)value->number;

	return (hash ^ hash >> 29) * UINT64_C(11400714819323198485) >> 32;
}

static bool is_same(const struct value *a, const struct value *b)
{
	return a->is_set == b->is_set && a->number == b->number && str_eq(a->text, b->text);
}

/* The slot that has the value, or the free one where it goes. */
static size_t *slot_of(const struct value_sums *sums, const struct value *value)
{
	size_t at = (size_t)hash_of(value) & (sums->room - 1);

	while (sums->slots[at] != 0 && !is_same(&sums->sums[sums->slots[at] - 1].value, value))
		at = (at + 1) & (sums->room - 1);
	return &sums->slots[at];
}

/* Slots are twice as many as values at least. */
static enum rc grow(struct ctx *cx, struct value_sums *sums)
{
	size_t old = sums->room / 2;
	size_t room = sums->room ? sums->room * 2 : FIRST_ROOM;

	sums->sums = arena_grow(cx->arena, sums->sums, old * sizeof *sums->sums,
				room / 2 * sizeof *sums->sums);
	if (!sums->sums)
		return fail_memory(cx);
	TRY(ctx_alloc(cx, room * sizeof *sums->slots, &sums->slots));
	sums->room = room;
	for (size_t i = 0; i < sums->count; i++)
		*slot_of(sums, &sums->sums[i].value) = i + 1;
	return OK;
}

static enum rc add_value(struct ctx *cx, struct value_sums *sums, const struct value *value,
			 struct value_sum **out)
{
	*out = NULL;
	sums->text_bytes += value->text.len;
	if (sums->count == MOST_VALUES || sums->text_bytes > MOST_TEXT)
		return OK;
	if (sums->count == sums->room / 2)
		TRY(grow(cx, sums));
	*out = &sums->sums[sums->count];
	**out = (struct value_sum){ .value = *value };
	if (str_is_set(value->text)) {
		(*out)->value.text = arena_str(cx->arena, value->text);
		if (!str_is_set((*out)->value.text))
			return fail_memory(cx);
	}
	*slot_of(sums, value) = ++sums->count;
	return OK;
}

enum rc value_sum_of(struct ctx *cx, struct value_sums *sums, const struct value *value,
		     struct value_sum **out)
{
	size_t place = sums->room > 0 ? *slot_of(sums, value) : 0;

	if (place == 0)
		return add_value(cx, sums, value, out);
	*out = &sums->sums[place - 1];
	return OK;
}

void value_sum_add(struct value_sum *sum, const struct stage *stage, int64_t deals, int64_t amount)
{
	struct outcome *outcome = &sum->outcome;

	switch (stage->kind) {
	case STAGE_WON:
		outcome->won += deals;
		outcome->amount_won += amount;
		return;
	case STAGE_LOST:
		outcome->lost += deals;
		outcome->amount_lost += amount;
		return;
	default:
		outcome->open += deals;
		outcome->amount_open += amount;
	}
}

/* --- in order ---------------------------------------------------------------------------------------------- */

static int64_t deals_of(const struct value_sum *sum)
{
	return sum->outcome.open + sum->outcome.won + sum->outcome.lost;
}

static int compare_texts(str a, str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter > 0 ? memcmp(a.ptr, b.ptr, shorter) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare(const void *left, const void *right)
{
	const struct value_sum *a = left;
	const struct value_sum *b = right;

	if (deals_of(a) != deals_of(b))
		return deals_of(a) > deals_of(b) ? -1 : 1;
	if (a->value.is_set != b->value.is_set)
		return a->value.is_set ? 1 : -1;
	if (a->value.number != b->value.number)
		return a->value.number < b->value.number ? -1 : 1;
	return compare_texts(a->value.text, b->value.text);
}

void value_sums_sort(struct value_sums *sums)
{
	if (sums->count > 1)
		qsort(sums->sums, sums->count, sizeof *sums->sums, compare);
	sums->room = 0; /* what follows may not look for a value: places have changed */
}
