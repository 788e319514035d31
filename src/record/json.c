/* Rows as JSON, and JSON into rows: what the API takes and gives. */
#include "record/row.h"

#include "base/money.h"
#include "codec/json_in.h"
#include "codec/json_out.h"

/* User-defined fields are always an object, so that readers need not ask before they look inside. */
static void write_unset(struct json_out *out, const struct entity *entity,
			const struct field *field)
{
	if ((entity->flags & ENTITY_CUSTOM) && str_is(str_from(field->name), "custom"))
		json_raw(out, STR("{}"));
	else
		json_none(out);
}

void record_members(struct ctx *cx, struct json_out *out, const struct entity *entity,
		    const void *row)
{
	(void)cx;
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];

		if (!field_shows(field))
			continue;
		json_key(out, field->name);
		if (field_is_set(field, row))
			field->type->to_json(out, field, row);
		else
			write_unset(out, entity, field);
	}
}

void record_to_json(struct ctx *cx, struct json_out *out, const struct entity *entity,
		    const void *row)
{
	json_object_begin(out);
	record_members(cx, out, entity, row);
	json_object_end(out);
}

bool record_takes(const struct field *field, enum record_input input)
{
	if (!field_shows(field) || (field->flags & F_READONLY))
		return false;
	return input == INPUT_CREATE || !(field->flags & F_CREATE);
}

static enum rc refuse(struct ctx *cx, const struct field *field, str key)
{
	const char *path = arena_str(cx->arena, key).ptr;

	if (!field || !field_shows(field))
		return fail_code(cx, path, "unknown", "there is no such field here");
	return fail_code(cx, path, "read_only", "this field cannot be set here");
}

static enum rc read_member(struct ctx *cx, const struct field *field, const struct json_in *value,
			   void *row)
{
	if (json_kind(value) == JSON_KIND_NULL) {
		if (field->type == &field_bool)
			return fail_code(cx, field->name, "type", "give true or false");
		field_unset(field, row);
		return OK;
	}
	if (field->type == &field_json && str_is(str_from(field->name), "custom"))
		return custom_merge(cx, field, value, row);
	return field->type->from_json(cx, field, field->name, value, row);
}

/* An object on its way into a row. */
struct reading {
	const struct entity *entity;
	const struct json_in *object;
	enum record_input input;
	void *row;
	uint64_t given; /* the fields that were present, by index in the entity's table */
};

/* Reads the members of one kind: first all but money, then money, whose currency is known by then. */
static enum rc read_members(struct ctx *cx, struct reading *reading, bool money)
{
	struct json_member member = { .place = NULL };

	while (json_next_member(reading->object, &member)) {
		const struct field *field = entity_field(reading->entity, member.key);
		bool fits = field && record_takes(field, reading->input);
		enum rc rc;

		if (fits && (field->type == &field_money) != money)
			continue;
		if (!fits && money)
			continue; /* said in the first round */
		rc = fits ? read_member(cx, field, member.value, reading->row)
			  : refuse(cx, field, member.key);
		if (rc != OK && rc != E_INVALID)
			return rc;
		if (fits)
			reading->given |= UINT64_C(1) << entity_field_index(reading->entity, field);
	}
	return OK;
}

/* An amount that stays while its currency changes keeps its decimal value, in the new one's units. */
static enum rc follow_currency(struct ctx *cx, const struct entity *entity, const void *before,
			       void *row, uint64_t given)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *amount = &entity->fields[i];
		const struct field *currency;
		const struct currency *from, *to;

		if (!amount->currency || (given >> i & 1) || !field_is_set(amount, row))
			continue;
		currency = entity_field(entity, str_from(amount->currency));
		from = currency_find(field_get_str(currency, before));
		to = currency_find(field_get_str(currency, row));
		if (!from || !to || from == to)
			continue;
		if (!money_rescale(field_get_int(amount, row), from->minor_digits, to->minor_digits,
				   field_int_of(amount, row)))
			return fail_code(cx, amount->name, "format",
					 "give the amount anew: %s has %d decimal places", to->code,
					 to->minor_digits);
	}
	return OK;
}

enum rc record_from_json(struct ctx *cx, const struct entity *entity, const struct json_in *object,
			 enum record_input input, void *row)
{
	struct reading reading = {
		.entity = entity,
		.object = object,
		.input = input,
		.row = row,
	};
	void *before = NULL;

	if (!object || json_kind(object) != JSON_KIND_OBJECT)
		return fail(cx, E_INVALID, "give an object");
	TRY(row_new_copy(cx, entity, row, &before));
	TRY(read_members(cx, &reading, false));
	TRY(read_members(cx, &reading, true));
	if (cx->failure.rc != OK)
		return cx->failure.rc;
	return follow_currency(cx, entity, before, row, reading.given);
}
