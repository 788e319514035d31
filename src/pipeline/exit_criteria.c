/* Exit criteria: reading them, deciding which are met, and saying which are not. When they are asked:
 * deal_move.c. */
#include "pipeline/exit_criteria.h"

#include "codec/json_in.h"
#include "pipeline/deal_links_query.h"
#include "record/record.h"

static const str CUSTOM = { "custom.", sizeof "custom." - 1 };

struct unmet {
	str field;
	str text;
	struct unmet *older;
};

/* --- the decision --------------------------------------------------------------------------------- */

static bool is_among(const str *list, size_t count, str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(list[i], name))
			return true;
	return false;
}

static bool field_filled(const struct field *field, const struct deal *deal)
{
	if (!field || !field_is_set(field, deal))
		return false;
	return field->type != &field_money || field_get_int(field, deal) > 0;
}

bool exit_criterion_met(const struct exit_criterion *criterion, const struct exit_facts *facts)
{
	str name = criterion->name;

	switch (criterion->kind) {
	case ASK_TICK:
		return is_among(facts->ticked, facts->ticked_count, name);
	case ASK_CONTACT:
		return facts->has_contact;
	case ASK_LINE:
		return facts->has_line;
	case ASK_CUSTOM:
		return is_among(facts->custom, facts->custom_count,
				str_sub(name, CUSTOM.len, name.len));
	case ASK_FIELD:
		return field_filled(criterion->field, facts->deal);
	}
	return false;
}

/* --- reading criteria -------------------------------------------------------------------------------- */

static enum criterion_kind kind_of(bool is_tick, str name)
{
	if (is_tick)
		return ASK_TICK;
	if (str_is(name, "contact"))
		return ASK_CONTACT;
	if (str_is(name, "line"))
		return ASK_LINE;
	return str_starts(name, CUSTOM) ? ASK_CUSTOM : ASK_FIELD;
}

struct exit_criterion exit_criterion_of(bool is_tick, str name, str text)
{
	struct exit_criterion criterion = { kind_of(is_tick, name), name, text, NULL };

	if (criterion.kind == ASK_FIELD)
		criterion.field = entity_field(&deal_entity, name);
	if (criterion.field && !field_shows(criterion.field))
		criterion.field = NULL;
	return criterion;
}

static struct exit_criterion criterion_of(const struct json_in *item)
{
	bool is_tick = str_is(json_text(json_get(item, "kind")), "checklist");

	return exit_criterion_of(is_tick, json_text(json_get(item, is_tick ? "key" : "field")),
				 json_text(json_get(item, "text")));
}

static bool can_be_asked(const struct exit_criterion *criterion)
{
	if (criterion->kind == ASK_CUSTOM)
		return criterion->name.len > CUSTOM.len;
	if (criterion->kind == ASK_FIELD)
		return criterion->field && !(criterion->field->flags & F_READONLY);
	return true;
}

static bool key_is_taken(const struct json_in *list, size_t index, str key)
{
	for (size_t i = 0; i < index; i++)
		if (str_eq(json_text(json_get(json_at(list, i), "key")), key))
			return true;
	return false;
}

/* One item of the list; its faults are named without the list's own name. */
static enum rc check_item(struct ctx *cx, const struct json_in *list, size_t index)
{
	static const char *const field_names[] = { "kind", "field", "text", NULL };
	static const char *const checklist_names[] = { "kind", "key", "text", NULL };
	const struct json_in *item = json_at(list, index);
	struct exit_criterion criterion;
	str kind = { NULL, 0 };
	bool is_tick;

	if (json_kind(item) != JSON_KIND_OBJECT)
		return fail_code(cx, "", "type", "this must be an object");
	TRY(json_want_text(cx, item, "kind", &kind));
	if (!str_is(kind, "field") && !str_is(kind, "checklist"))
		return fail_code(cx, "kind", "unknown", "this must be field or checklist");
	criterion = criterion_of(item);
	is_tick = criterion.kind == ASK_TICK;
	TRY(json_only(cx, item, is_tick ? checklist_names : field_names));
	if (criterion.text.len == 0)
		return fail_code(cx, "text", "required", "say in words what must be true");
	if (!can_be_asked(&criterion))
		return fail_code(cx, "field", "unknown", "deals have no such field to fill in");
	if (is_tick && criterion.name.len == 0)
		return fail_code(cx, "key", "required", "this field is required");
	if (is_tick && key_is_taken(list, index, criterion.name))
		return fail_code(cx, "key", "taken", "another criterion has this key");
	return OK;
}

enum rc exit_criteria_check_form(struct ctx *cx, str json)
{
	AUTO(json_release) struct json_in *list = NULL;

	if (!str_is_set(json))
		return OK;
	TRY(json_parse(cx, json, &list));
	if (json_kind(list) != JSON_KIND_ARRAY)
		return fail_code(cx, "exit_criteria", "type", "this must be a list");
	if (json_count(list) > MAX_CRITERIA)
		return fail_code(cx, "exit_criteria", "too_many", "give at most %d criteria",
				 MAX_CRITERIA);
	for (size_t i = 0; i < json_count(list); i++) {
		enum rc rc = check_item(cx, list, i);

		if (rc != OK) {
			ctx_prefix_fields(cx, str_printf(cx->arena, "exit_criteria[%zu].", i));
			return rc;
		}
	}
	return OK;
}

/* --- the facts ---------------------------------------------------------------------------------------- */

/* The keys of a JSON object whose values say yes: anything but null, false and empty text. */
static enum rc keys_that_are_set(struct ctx *cx, str json, const str **keys, size_t *count)
{
	AUTO(json_release) struct json_in *object = NULL;
	struct json_member member = { .value = NULL };
	str *list;

	*count = 0;
	if (!str_is_set(json))
		return OK;
	TRY(json_parse(cx, json, &object));
	TRY(ctx_alloc(cx, (json_count(object) + 1) * sizeof *list, &list));
	while (json_next_member(object, &member)) {
		enum json_kind kind = json_kind(member.value);

		if (kind == JSON_KIND_NULL || (kind == JSON_KIND_BOOL && !json_yes(member.value)) ||
		    (kind == JSON_KIND_TEXT && json_text(member.value).len == 0))
			continue;
		list[(*count)++] = arena_str(cx->arena, member.key);
	}
	*keys = list;
	return OK;
}

static enum rc read_keys(struct ctx *cx, struct exit_facts *facts)
{
	TRY(keys_that_are_set(cx, facts->deal->checklist, &facts->ticked, &facts->ticked_count));
	return keys_that_are_set(cx, facts->deal->custom, &facts->custom, &facts->custom_count);
}

static enum rc gather_facts(struct ctx *cx, struct exit_check *check)
{
	int64_t id = check->deal->row.id;
	struct exit_facts *facts;
	struct deal_links links;

	TRY(ctx_alloc(cx, sizeof *facts, &facts));
	TRY(deal_links_read(cx, &id, 1, true, &links));
	facts->deal = check->deal;
	facts->has_contact = links.items[0].contacts > 0;
	facts->has_line = links.items[0].lines > 0;
	TRY(read_keys(cx, facts));
	check->facts = facts;
	return OK;
}

/* --- one stage, many deals ------------------------------------------------------------------------------- */

enum rc exit_criteria_of(struct ctx *cx, const struct stage *stage, struct exit_criteria *out)
{
	AUTO(json_release) struct json_in *list = NULL;

	*out = (struct exit_criteria){ .count = 0 };
	if (!str_is_set(stage->exit_criteria))
		return OK;
	TRY(json_parse(cx, stage->exit_criteria, &list));
	TRY(ctx_alloc(cx, (json_count(list) + 1) * sizeof *out->items, &out->items));
	for (size_t i = 0; i < json_count(list); i++) {
		struct exit_criterion *criterion = &out->items[out->count++];

		*criterion = criterion_of(json_at(list, i));
		criterion->name = arena_str(cx->arena, criterion->name);
		criterion->text = arena_str(cx->arena, criterion->text);
		out->asks[criterion->kind] = true;
	}
	return OK;
}

enum rc exit_criteria_unmet(struct ctx *cx, const struct exit_criteria *criteria,
			    struct exit_facts *facts, size_t *unmet, size_t *count)
{
	*count = 0;
	if (criteria->count == 0)
		return OK;
	if (criteria->asks[ASK_TICK] || criteria->asks[ASK_CUSTOM])
		TRY(read_keys(cx, facts));
	for (size_t i = 0; i < criteria->count; i++)
		if (!exit_criterion_met(&criteria->items[i], facts))
			unmet[(*count)++] = i;
	return OK;
}

str exit_criterion_field(struct arena *arena, const struct exit_criterion *criterion)
{
	return str_printf(arena, "%s%.*s", criterion->kind == ASK_TICK ? "checklist." : "",
			  STR_ARG(criterion->name));
}

/* --- several stages at once ------------------------------------------------------------------------------ */

static enum rc note_unmet(struct ctx *cx, struct exit_check *check,
			  const struct exit_criterion *criterion)
{
	struct unmet *unmet;

	TRY(ctx_alloc(cx, sizeof *unmet, &unmet));
	unmet->field = exit_criterion_field(cx->arena, criterion);
	unmet->text = arena_str(cx->arena, criterion->text);
	unmet->older = check->unmet;
	check->unmet = unmet;
	return OK;
}

enum rc exit_criteria_add(struct ctx *cx, struct exit_check *check, const struct stage *stage)
{
	AUTO(json_release) struct json_in *list = NULL;

	if (!str_is_set(stage->exit_criteria))
		return OK;
	if (!check->facts)
		TRY(gather_facts(cx, check));
	TRY(json_parse(cx, stage->exit_criteria, &list));
	for (size_t i = 0; i < json_count(list); i++) {
		struct exit_criterion criterion = criterion_of(json_at(list, i));

		if (!exit_criterion_met(&criterion, check->facts))
			TRY(note_unmet(cx, check, &criterion));
	}
	return OK;
}

/* The oldest is told first: stages in their order, criteria in theirs. */
static void tell(struct ctx *cx, const struct unmet *unmet)
{
	if (!unmet)
		return;
	tell(cx, unmet->older);
	(void)fail_code(cx, unmet->field.ptr, "exit_criterion", "%.*s", STR_ARG(unmet->text));
}

enum rc exit_criteria_verdict(struct ctx *cx, const struct exit_check *check, bool *overridden)
{
	*overridden = check->unmet && check->override;
	if (!check->unmet || check->override)
		return OK;
	tell(cx, check->unmet);
	return fail(cx, E_INVALID, "this deal does not meet the exit criteria yet");
}
