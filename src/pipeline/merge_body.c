/* Reads the body of a merge: {"from_ids": [2, 3], "fields": {"phone": 3}, "values":
 * {"name": "Budi Santoso"}}. Merging: merge.c. */
#include "pipeline/pipeline.h"

#include "codec/json_in.h"
#include "pipeline/merge_fields.h"

static enum rc read_ids(struct ctx *cx, const struct json_in *list, struct merge *merge);
static enum rc read_choices(struct ctx *cx, const struct entity *entity,
			    const struct json_in *fields, struct merge *merge);

enum rc merge_from_json(struct ctx *cx, const struct entity *entity, const struct json_in *body,
			struct merge *merge)
{
	static const char *const names[] = { "from_ids", "fields", "values", NULL };

	*merge = (struct merge){ .from_count = 0 };
	TRY(json_only(cx, body, names));
	TRY(read_ids(cx, json_get(body, "from_ids"), merge));
	merge->values = json_get(body, "values");
	if (json_kind(merge->values) != JSON_KIND_NULL &&
	    json_kind(merge->values) != JSON_KIND_OBJECT)
		return fail_code(cx, "values", "type", "this must be an object");
	return read_choices(cx, entity, json_get(body, "fields"), merge);
}

static enum rc read_ids(struct ctx *cx, const struct json_in *list, struct merge *merge)
{
	int64_t *ids;

	if (json_kind(list) != JSON_KIND_ARRAY || json_count(list) == 0 ||
	    json_count(list) > MAX_MERGED)
		return fail_code(cx, "from_ids", "invalid", "name 1 to %d rows to merge",
				 MAX_MERGED);
	TRY(ctx_alloc(cx, json_count(list) * sizeof *ids, &ids));
	for (size_t i = 0; i < json_count(list); i++) {
		if (json_kind(json_at(list, i)) != JSON_KIND_INT)
			return fail_code(cx, "from_ids", "type", "this must be a list of ids");
		ids[i] = json_as_int(json_at(list, i));
	}
	merge->from_ids = ids;
	merge->from_count = json_count(list);
	return OK;
}

static enum rc read_choice(struct ctx *cx, const struct entity *entity,
			   const struct json_member *member, struct merge_choice *choice)
{
	const char *path = str_printf(cx->arena, "fields.%.*s", STR_ARG(member->key)).ptr;

	choice->field = entity_field(entity, member->key);
	if (!choice->field || !merge_takes(choice->field))
		return fail_code(cx, path, "unknown", "there is no such field to choose");
	if (json_kind(member->value) != JSON_KIND_INT)
		return fail_code(cx, path, "type", "this must be the id of one of the merged rows");
	choice->from_id = json_as_int(member->value);
	return OK;
}

static enum rc read_choices(struct ctx *cx, const struct entity *entity,
			    const struct json_in *fields, struct merge *merge)
{
	struct json_member member = { .value = NULL };
	struct merge_choice *choices;

	if (json_kind(fields) == JSON_KIND_NULL)
		return OK;
	if (json_kind(fields) != JSON_KIND_OBJECT)
		return fail_code(cx, "fields", "type", "this must be an object");
	TRY(ctx_alloc(cx, (json_count(fields) + 1) * sizeof *choices, &choices));
	merge->choices = choices;
	while (json_next_member(fields, &member))
		TRY(read_choice(cx, entity, &member, &choices[merge->choice_count++]));
	return OK;
}
