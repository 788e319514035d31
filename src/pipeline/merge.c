/* Merges rows into one: its fields are completed (merge_fields.c), what refers to the others refers to
 * it, and the others are archived. One batch, so undo takes it back as a whole. */
#include "pipeline/merge.h"

#include "codec/json_in.h"
#include "db/db.h"
#include "pipeline/merge_fields.h"
#include "pipeline/merge_references.h"
#include "pipeline/operation.h"
#include "record/record.h"

#include <string.h>

struct merging {
	const struct merge_kind *kind;
	const struct merge *merge;
	void *into;
	void *others[MAX_MERGED];
};

static enum rc load_rows(struct ctx *cx, int64_t into_id, struct merging *m);
static enum rc check_values(struct ctx *cx, const struct merging *m);
static enum rc complete_fields(struct ctx *cx, const struct merging *m);
static enum rc archive_others(struct ctx *cx, const struct merging *m);
static enum rc take_references(struct ctx *cx, const struct merging *m);

enum rc merge_rows(struct ctx *cx, const struct merge_kind *kind, int64_t into_id,
		   const struct merge *merge, void *row)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	struct merging m = { .kind = kind, .merge = merge, .into = row };

	TRY(tx_begin(cx, &tx));
	TRY(load_rows(cx, into_id, &m));
	TRY(check_values(cx, &m));
	TRY(batch_scope_begin(cx, kind->operation, &batch));
	full_sight_begin(cx, &sight);
	TRY(complete_fields(cx, &m));
	TRY(archive_others(cx, &m));
	TRY(take_references(cx, &m));
	TRY(save_named(cx, kind->operation, kind->entity, row));
	return tx_commit(&tx);
}

static bool is_named_before(const struct merge *merge, size_t at, int64_t into_id)
{
	for (size_t i = 0; i < at; i++)
		if (merge->from_ids[i] == merge->from_ids[at])
			return true;
	return merge->from_ids[at] == into_id;
}

static enum rc load_rows(struct ctx *cx, int64_t into_id, struct merging *m)
{
	const struct entity *entity = m->kind->entity;
	const struct merge *merge = m->merge;

	TRY(record_load_to_change(cx, entity, into_id, m->into));
	if (merge->from_count == 0 || merge->from_count > MAX_MERGED)
		return fail_code(cx, "from_ids", "invalid", "name 1 to %d rows to merge",
				 MAX_MERGED);
	for (size_t i = 0; i < merge->from_count; i++) {
		if (is_named_before(merge, i, into_id))
			return fail_code(
				cx, "from_ids", "invalid",
				"each row to merge can be named once, and not the one that stays");
		TRY(ctx_alloc(cx, entity->size, &m->others[i]));
		TRY(load_reference(cx, entity, "from_ids", merge->from_ids[i], m->others[i]));
	}
	return OK;
}

/* The survivor, or one of the others. */
static bool is_merged(const struct merging *m, int64_t id)
{
	for (size_t i = 0; i < m->merge->from_count; i++)
		if (m->merge->from_ids[i] == id)
			return true;
	return row_id(m->into) == id;
}

static enum rc check_choices(struct ctx *cx, const struct merging *m)
{
	for (size_t i = 0; i < m->merge->choice_count; i++) {
		const struct merge_choice *choice = &m->merge->choices[i];

		if (!is_merged(m, choice->from_id))
			return fail_code(
				cx, str_printf(cx->arena, "fields.%s", choice->field->name).ptr,
				"invalid", "this must be the id of one of the merged rows");
	}
	return OK;
}

/* A subsidiary that is merged with its parent is not its own parent. */
static void cut_own_ties(const struct merging *m)
{
	const struct entity *entity = m->kind->entity;

	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];

		if (merge_takes(field) && field->type == &field_ref &&
		    str_is(str_from(field->ref), entity->name) &&
		    is_merged(m, field_get_int(field, m->into)))
			field_unset(field, m->into);
	}
}

static bool has_values(const struct merging *m)
{
	return json_kind(m->merge->values) == JSON_KIND_OBJECT;
}

static enum rc of_values(struct ctx *cx, enum rc rc)
{
	if (rc == E_INVALID)
		ctx_prefix_fields(cx, STR("values."));
	return rc;
}

/* Values of the caller's own are read as a PATCH of the survivor. */
static enum rc take_values(struct ctx *cx, const struct merging *m)
{
	if (!has_values(m))
		return OK;
	return of_values(
		cx, record_from_json(cx, m->kind->entity, m->merge->values, INPUT_PATCH, m->into));
}

/* As a PATCH by the caller, who may name only rows in sight: the merge itself sees all. */
static enum rc check_values(struct ctx *cx, const struct merging *m)
{
	const struct entity *entity = m->kind->entity;
	void *draft;

	if (!has_values(m))
		return OK;
	TRY(ctx_alloc(cx, entity->size, &draft));
	memcpy(draft, m->into, entity->size);
	TRY(of_values(cx, record_from_json(cx, entity, m->merge->values, INPUT_PATCH, draft)));
	return of_values(cx, record_check(cx, entity, draft, m->into));
}

/* Choices first: a chosen value is no gap. */
static enum rc complete_fields(struct ctx *cx, const struct merging *m)
{
	const struct entity *entity = m->kind->entity;

	TRY(check_choices(cx, m));
	for (size_t i = 0; i < m->merge->from_count; i++)
		TRY(merge_chosen(cx, entity, m->merge, m->into, m->others[i]));
	for (size_t i = 0; i < m->merge->from_count; i++) {
		TRY(merge_gaps(cx, entity, m->into, m->others[i]));
		if (m->kind->absorb)
			TRY(m->kind->absorb(cx, m->into, m->others[i]));
	}
	TRY(take_values(cx, m));
	cut_own_ties(m);
	return OK;
}

/* A value that only one row may have, e.g. the external id, goes with the survivor if that took it. */
static void give_up_unique(const struct entity *entity, void *other, const void *into)
{
	for (size_t i = 0; i < entity->index_count; i++) {
		const struct field *field =
			entity_field(entity, str_from(entity->indexes[i].columns));

		if (entity->indexes[i].unique && field && field_equal(field, other, into))
			field_unset(field, other);
	}
}

static enum rc archive_others(struct ctx *cx, const struct merging *m)
{
	const struct entity *entity = m->kind->entity;
	const struct field *trail = entity_field(entity, STR("merged_into_id"));

	ensure(trail);
	for (size_t i = 0; i < m->merge->from_count; i++) {
		struct row *head = m->others[i];

		give_up_unique(entity, m->others[i], m->into);
		*field_int_of(trail, m->others[i]) = row_id(m->into);
		head->archived_at = cx->now;
		TRY(save_named(cx, m->kind->operation, entity, m->others[i]));
	}
	return OK;
}

static enum rc take_references(struct ctx *cx, const struct merging *m)
{
	for (size_t i = 0; i < m->merge->from_count; i++)
		TRY(merge_references(cx, m->kind->operation, m->kind->entity, m->merge->from_ids[i],
				     row_id(m->into)));
	return OK;
}
