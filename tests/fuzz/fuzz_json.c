/* Bodies of requests: what is JSON is printed, read and printed again the same; and becomes a row of any
 * entity, or is refused in words. */
#include "fuzz.h"

#include "base/utf8.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "entity/entities.h"
#include "record/record.h"

static void walk(const struct json_in *value, int depth)
{
	struct json_member member = { 0 };

	MUST(depth <= JSON_MAX_DEPTH);
	for (size_t i = 0; i < json_count(value) && json_kind(value) == JSON_KIND_ARRAY; i++)
		walk(json_at(value, i), depth + 1);
	while (json_kind(value) == JSON_KIND_OBJECT && json_next_member(value, &member)) {
		MUST(utf8_is_valid(member.key));
		walk(member.value, depth + 1);
	}
	if (json_kind(value) == JSON_KIND_TEXT)
		MUST(utf8_valid_prefix(json_text(value)) == json_text(value).len);
}

static void print_and_read(struct fuzz *fuzz, const struct json_in *value)
{
	AUTO(json_release) struct json_in *again = NULL;
	str printed = json_dump(&fuzz->arena, value);

	/* A number that fits nowhere has no print. */
	if (!json_text_is_clean(value))
		return;
	MUST(str_is_set(printed));
	MUST(json_parse(&fuzz->cx, printed, &again) == OK);
	MUST(str_eq(json_dump(&fuzz->arena, again), printed));
}

/* As the API takes it, and gives it back. */
static void make_row(struct fuzz *fuzz, const struct entity *entity, const struct json_in *body)
{
	void *row = arena_alloc(&fuzz->arena, entity->size);
	struct buf text = buf_new(&fuzz->arena);
	struct json_out out = json_out_new(&text);

	MUST(row);
	entity_clear(entity, row);
	ctx_clear_failure(&fuzz->cx);
	if (record_from_json(&fuzz->cx, entity, body, INPUT_CREATE, row) != OK) {
		MUST(fuzz->cx.failure.rc != OK);
		return;
	}
	record_to_json(&fuzz->cx, &out, entity, row);
	MUST(buf_rc(&text) == OK && text.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct entity *const entities[] = { &deal_entity,    &contact_entity,
							 &lead_entity,    &activity_entity,
							 &product_entity, &view_entity };
	AUTO(json_release) struct json_in *value = NULL;
	AUTO(fuzz_end) struct fuzz fuzz;

	fuzz_begin(&fuzz);
	if (json_parse(&fuzz.cx, (str){ (const char *)bytes, size }, &value) != OK) {
		MUST(!value && fuzz.cx.failure.rc != OK);
		return 0;
	}
	walk(value, 1);
	print_and_read(&fuzz, value);
	for (size_t i = 0; i < COUNT_OF(entities); i++)
		make_row(&fuzz, entities[i], value);
	return 0;
}
