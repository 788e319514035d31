/* Saving rows: the one way by which anything changes. A save is the row, the superseded version, the
 * sums, the parent's rollup, the search words and the event, in one unit of work. */
#include "record/row.h"

static enum rc load_before(struct ctx *cx, const struct entity *entity, int64_t id, void **before)
{
	TRY(ctx_alloc(cx, entity->size, before));
	return record_load(cx, entity, id, *before);
}

static enum rc insert(struct ctx *cx, struct change *change, void *row)
{
	struct row *head = row_head(row);

	head->revision = 1;
	head->created_at = change->at;
	head->updated_at = change->at;
	return row_insert(cx, change->entity, row);
}

static enum rc update(struct ctx *cx, struct change *change, void *row, uint64_t changed)
{
	const struct row *old = row_head_const(change->before);
	struct row *head = row_head(row);

	if (change->at < old->updated_at)
		change->at = old->updated_at; /* clocks of two servers may differ */
	head->revision = old->revision + 1;
	head->created_at = old->created_at;
	head->updated_at = change->at;
	TRY(row_update(cx, change->entity, row, changed));
	if (change->entity->flags & ENTITY_VERSIONED)
		return version_keep(cx, change->entity, change->before, change->at);
	return OK;
}

static bool is_tracked(const struct entity *entity, uint64_t changed)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if ((changed >> i & 1) && !(entity->fields[i].flags & F_UNTRACKED))
			return true;
	return false;
}

enum rc save_change(struct ctx *cx, struct change *change, void *row)
{
	const struct entity *entity = change->entity;
	uint64_t changed = UINT64_MAX;

	change->after = row;
	if (change->before)
		changed = row_difference(entity, change->before, row);
	if (changed == 0) {
		*row_head(row) = *row_head_const(change->before);
		return OK;
	}
	if (change->before)
		TRY(update(cx, change, row, changed));
	else
		TRY(insert(cx, change, row));

	struct tally_step step = { entity, change->before, row, change->at, 1 };

	TRY(tally_change(cx, &step));
	TRY(search_change(cx, entity, change->before, row));
	if (is_tracked(entity, changed))
		TRY(event_write(cx, change));
	return rollup_change(cx, entity, change->before, row, change->at);
}

enum rc record_save_at(struct ctx *cx, const struct entity *entity, void *row, int64_t at)
{
	int64_t id = row_head(row)->id;
	void *before = NULL;

	TRY(need_right(cx, entity->write));
	if (id != 0) {
		TRY(load_before(cx, entity, id, &before));
		TRY(need_change(cx, entity, before));
	}
	if (at > cx->now || (before && at < row_head(before)->updated_at && at != cx->now))
		return fail(cx, E_INVALID,
			    "a change cannot be dated before the last one or after now");
	TRY(home_money(cx, entity, row, before, at));
	TRY(record_check(cx, entity, row, before));

	struct change change = {
		.entity = entity,
		.before = before,
		.kind = cx->operation ? cx->operation
			: before      ? "update"
				      : "create",
		.at = at,
	};

	return save_change(cx, &change, row);
}

enum rc record_save(struct ctx *cx, const struct entity *entity, void *row)
{
	return record_save_at(cx, entity, row, cx->now);
}

static enum rc set_archived(struct ctx *cx, const struct entity *entity, void *row,
			    int64_t archived_at)
{
	void *before = NULL;

	TRY(row_new_copy(cx, entity, row, &before));
	row_head(row)->archived_at = archived_at;

	struct change change = {
		.entity = entity,
		.before = before,
		.kind = archived_at == UNSET ? "restore" : "archive",
		.at = cx->now,
	};

	return save_change(cx, &change, row);
}

enum rc record_archive(struct ctx *cx, const struct entity *entity, int64_t id, void *row)
{
	TRY(record_load(cx, entity, id, row));
	TRY(need_change(cx, entity, row));
	if (row_head(row)->archived_at != UNSET)
		return fail(cx, E_CONFLICT, "this row is archived already");
	return set_archived(cx, entity, row, cx->now);
}

enum rc record_restore(struct ctx *cx, const struct entity *entity, int64_t id, void *row)
{
	TRY(record_load(cx, entity, id, row));
	TRY(need_change(cx, entity, row));
	if (row_head(row)->archived_at == UNSET)
		return fail(cx, E_CONFLICT, "this row is not archived");
	return set_archived(cx, entity, row, UNSET);
}

enum rc record_match(struct ctx *cx, const void *row, str if_match)
{
	str expected;

	if (!str_is_set(if_match) || str_is(if_match, "*"))
		return OK;
	expected = str_printf(cx->arena, "\"%lld\"", (long long)row_head_const(row)->revision);
	if (str_eq(expected, if_match))
		return OK;
	return fail(cx, E_STALE, "somebody has changed this row since you read it: read it again");
}
