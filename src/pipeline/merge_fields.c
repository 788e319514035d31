/* Which value each field of a merged row has. The order of the others decides which of them fills a
 * gap. */
#include "pipeline/merge_fields.h"

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "pipeline/operation.h"
#include "record/record.h"

bool merge_takes(const struct field *field)
{
	return !(field->flags & (F_READONLY | F_CREATE | F_SECRET)) && field->type != &field_id;
}

/* An amount means nothing without its currency. */
static void take(const struct entity *entity, const struct field *field, void *into,
		 const void *other)
{
	field_copy(field, into, other);
	if (field->currency)
		field_copy(entity_field(entity, str_from(field->currency)), into, other);
}

enum rc merge_chosen(struct ctx *cx, const struct entity *entity, const struct merge *merge,
		     void *into, const void *other)
{
	const struct row *head = other;

	(void)cx;
	for (size_t i = 0; i < merge->choice_count; i++)
		if (merge->choices[i].from_id == head->id)
			take(entity, merge->choices[i].field, into, other);
	return OK;
}

/* A row that is archived cannot be pointed to anew. */
static enum rc can_point_to(struct ctx *cx, const struct field *field, const void *other, bool *yes)
{
	const struct entity *target = entity_by_name(str_from(field->ref));
	void *row;

	TRY(ctx_alloc(cx, target->size, &row));
	TRY(record_load_if_there(cx, target, field_get_int(field, other), row, yes));
	*yes = *yes && !row_is_archived(row);
	return OK;
}

static bool has_member(const struct json_in *object, str key)
{
	struct json_member member = { .value = NULL };

	while (json_next_member(object, &member))
		if (str_eq(member.key, key))
			return true;
	return false;
}

/* User-defined fields are one JSON object; its gaps are filled member by member. */
static enum rc add_missing_members(struct ctx *cx, str *into, str other)
{
	AUTO(json_release) struct json_in *kept = NULL;
	AUTO(json_release) struct json_in *offered = NULL;
	struct json_member member = { .value = NULL };
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	TRY(json_parse(cx, *into, &kept));
	TRY(json_parse(cx, other, &offered));
	json_object_begin(&out);
	while (json_next_member(kept, &member)) {
		json_key_str(&out, member.key);
		json_raw(&out, json_dump(cx->arena, member.value));
	}
	member = (struct json_member){ .value = NULL };
	while (json_next_member(offered, &member)) {
		if (has_member(kept, member.key))
			continue;
		json_key_str(&out, member.key);
		json_raw(&out, json_dump(cx->arena, member.value));
	}
	json_object_end(&out);
	*into = buf_str(&text);
	return buf_rc(&text);
}

static enum rc fill_gap(struct ctx *cx, const struct entity *entity, const struct field *field,
			void *into, const void *other)
{
	bool usable = true;

	if (field->type == &field_json && field_is_set(field, into))
		return add_missing_members(cx, field_str_of(field, into),
					   field_get_str(field, other));
	if (field_is_set(field, into))
		return OK;
	if (field->type == &field_ref)
		TRY(can_point_to(cx, field, other, &usable));
	if (usable)
		take(entity, field, into, other);
	return OK;
}

enum rc merge_gaps(struct ctx *cx, const struct entity *entity, void *into, const void *other)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];

		if (merge_takes(field) && field_is_set(field, other))
			TRY(fill_gap(cx, entity, field, into, other));
	}
	return OK;
}
