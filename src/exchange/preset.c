/* Presets of other systems' exports: data files that say how their columns become ours
 * (docs/import-presets.md). Here: which one a file means, and reading it. Applying it: map.c. */
#include "exchange/map.h"

#include "base/convert.h"
#include "base/embed.h"
#include "codec/json_in.h"
#include "exchange/file_text.h"

enum { PRESET_BYTES = 1024 * 1024 };

#define FOLDER "data/presets/"

/* --- which one ------------------------------------------------------------------------------------- */

struct choice {
	const struct map_order *order;
	const str *normals; /* of the file's headers */
	bool detected_only;
	struct json_in *best;
	size_t best_known;
	size_t best_detect;
};

static str normal_of(struct ctx *cx, const struct json_in *header)
{
	return header_normal(cx->arena, json_text(header));
}

/* A header of the file without the preset's prefix. */
static str without_prefix(struct ctx *cx, const struct json_in *preset, str normal)
{
	const struct json_in *prefix = json_get(preset, "prefix");
	str start;

	if (!prefix)
		return normal;
	start = str_printf(cx->arena, "%.*s ", STR_ARG(normal_of(cx, prefix)));
	return str_starts(normal, start) ? str_sub(normal, start.len, normal.len) : normal;
}

static enum rc normal_headers(struct ctx *cx, const struct map_order *order, str **out)
{
	TRY(ctx_alloc(cx, (order->header_count + 1) * sizeof **out, out));
	for (size_t i = 0; i < order->header_count; i++)
		(*out)[i] = header_normal(cx->arena, order->headers[i]);
	return OK;
}

static enum rc headers_for(struct ctx *cx, const struct map_order *order,
			   const struct json_in *preset, str **out)
{
	TRY(normal_headers(cx, order, out));
	for (size_t i = 0; i < order->header_count; i++)
		(*out)[i] = without_prefix(cx, preset, (*out)[i]);
	return OK;
}

static bool is_detected(struct ctx *cx, const struct choice *choice, const struct json_in *preset)
{
	const struct json_in *detect = json_get(preset, "detect");

	for (size_t i = 0; i < json_count(detect); i++)
		if (place_of(choice->normals, choice->order->header_count,
			     normal_of(cx, json_at(detect, i))) < 0)
			return false;
	return true;
}

static bool names_header(struct ctx *cx, const struct json_in *preset, str normal)
{
	const struct json_in *columns = json_get(preset, "columns");

	for (size_t i = 0; i < json_count(columns); i++) {
		const struct json_in *headers = json_get(json_at(columns, i), "header");

		for (size_t k = 0; k < json_count(headers); k++)
			if (str_eq(normal_of(cx, json_at(headers, k)), normal))
				return true;
	}
	return false;
}

/* How many of the file's columns the preset knows; of two with one name, one. */
static enum rc count_known(struct ctx *cx, const struct choice *choice,
			   const struct json_in *preset, size_t *known)
{
	size_t count = choice->order->header_count;
	str *there = NULL;

	*known = 0;
	TRY(headers_for(cx, choice->order, preset, &there));
	for (size_t i = 0; i < count; i++)
		if (place_of(there, count, there[i]) == (int)i &&
		    names_header(cx, preset, there[i]))
			++*known;
	return OK;
}

static bool fits(const struct choice *choice, const struct json_in *preset)
{
	str wanted = choice->order->preset;

	return str_is(json_text(json_get(preset, "kind")), choice->order->kind->name) &&
	       (!str_is_set(wanted) || str_eq(wanted, json_text(json_get(preset, "preset"))) ||
		str_eq(wanted, json_text(json_get(preset, "key"))));
}

/* Keeps it when it is better than the best so far: it takes the tree. Files come by key. */
static enum rc consider(struct ctx *cx, struct choice *choice, struct json_in **preset)
{
	size_t detect = json_count(json_get(*preset, "detect"));
	size_t known;

	if (!fits(choice, *preset) || (choice->detected_only && !is_detected(cx, choice, *preset)))
		return OK;
	TRY(count_known(cx, choice, *preset, &known));
	if (choice->best && (known < choice->best_known ||
			     (known == choice->best_known && detect <= choice->best_detect)))
		return OK;
	json_release(&choice->best);
	choice->best = *preset;
	choice->best_known = known;
	choice->best_detect = detect;
	*preset = NULL;
	return OK;
}

static enum rc look_through(struct ctx *cx, struct choice *choice)
{
	for (size_t i = embedded_first(STR(FOLDER)); i < embedded_file_count; i++) {
		AUTO(json_release) struct json_in *preset = NULL;
		str path = str_from(embedded_files[i].path);

		if (!str_starts(path, STR(FOLDER)))
			return OK;
		if (str_ends(path, STR("/schema.json")))
			continue;
		TRY(json_parse(cx, embedded_files[i].plain, &preset));
		TRY(consider(cx, choice, &preset));
	}
	return OK;
}

static bool is_own_form(const struct choice *choice)
{
	size_t count = choice->order->header_count;

	return place_of(choice->normals, count, STR("external id")) >= 0 ||
	       place_of(choice->normals, count, STR("deal external id")) >= 0;
}

static bool is_file(str preset)
{
	return str_find(preset, '/', 0) != SIZE_MAX || str_ends(preset, STR(".json"));
}

static enum rc preset_file(struct ctx *cx, const struct map_order *order, struct json_in **found)
{
	str text;
	str kind;

	if (embedded_find(order->preset))
		text = embedded_find(order->preset)->plain; /* of the demo */
	else
		TRY(file_text(cx, order->preset, PRESET_BYTES, &text));
	TRY(json_parse(cx, text, found));
	kind = json_text(json_get(*found, "kind"));
	if (!str_is(kind, order->kind->name))
		return fail_code(cx, "preset", "kind", "this preset is for %.*s", STR_ARG(kind));
	return OK;
}

static enum rc no_preset(struct ctx *cx, const struct map_order *order)
{
	return fail_code(
		cx, "preset", "unknown",
		"there is no preset %.*s for %s: give hubspot, pipedrive, salesforce, bitrix24 or a "
		"file",
		STR_ARG(order->preset), order->kind->name);
}

/* With a vendor's name: its detected presets of the kind, else all of them. Without: the detected
 * ones, unless the file is in our own form. */
static enum rc choose(struct ctx *cx, struct choice *choice)
{
	bool named = str_is_set(choice->order->preset);

	if (!named && is_own_form(choice))
		return OK;
	choice->detected_only = true;
	TRY(look_through(cx, choice));
	if (choice->best || !named)
		return OK;
	choice->detected_only = false;
	TRY(look_through(cx, choice));
	return choice->best ? OK : no_preset(cx, choice->order);
}

enum rc preset_check(struct ctx *cx, const struct kind *kind, str preset)
{
	const struct map_order order = { .kind = kind, .preset = preset };
	struct choice choice = { .order = &order };
	bool found;

	if (!str_is_set(preset) || is_file(preset))
		return OK;
	TRY(look_through(cx, &choice));
	found = choice.best != NULL;
	json_release(&choice.best);
	return found ? OK : no_preset(cx, &order);
}

enum rc preset_choose(struct ctx *cx, const struct map_order *order, struct json_in **found)
{
	struct choice choice = { .order = order };
	str *normals = NULL;

	if (str_is_set(order->preset) && is_file(order->preset))
		return preset_file(cx, order, found);
	TRY(normal_headers(cx, order, &normals));
	choice.normals = normals;

	enum rc rc = choose(cx, &choice);

	if (rc != OK)
		json_release(&choice.best);
	*found = choice.best;
	return rc;
}

/* --- reading it ------------------------------------------------------------------------------------ */

static enum rc wrong(struct ctx *cx, const char *what)
{
	return fail_code(cx, "preset", "format", "the preset has a wrong %s", what);
}

static enum rc read_values(struct ctx *cx, const struct json_in *object, struct take *take)
{
	struct json_member member = { .place = NULL };
	struct translated_value *values = NULL;

	TRY(ctx_alloc(cx, (json_count(object) + 1) * sizeof *values, &values));
	while (json_next_member(object, &member)) {
		str ours = json_kind(member.value) == JSON_KIND_TEXT
				   ? arena_str(cx->arena, json_text(member.value))
				   : (str){ NULL, 0 };

		if (str_is(member.key, "*")) {
			take->has_rest = true;
			take->rest = ours;
			continue;
		}
		values[take->value_count++] = (struct translated_value){
			.theirs = arena_str(cx->arena, member.key),
			.ours = ours,
		};
	}
	take->values = values;
	return OK;
}

static enum rc read_when(struct ctx *cx, const struct json_in *when, struct take *take)
{
	static const char *const names[] = { [WHEN_ALWAYS] = "",
					     [WHEN_CLOSED] = "closed",
					     [WHEN_WON] = "won",
					     [WHEN_LOST] = "lost" };

	if (!when)
		return OK;
	for (size_t i = 1; i < COUNT_OF(names); i++) {
		if (str_is(json_text(when), names[i])) {
			take->when = (enum when)i;
			return OK;
		}
	}
	return wrong(cx, "when");
}

static enum rc read_places(struct ctx *cx, const struct json_in *headers, const str *there,
			   const struct map_order *order, struct take *take)
{
	int *places = NULL;

	TRY(ctx_alloc(cx, (json_count(headers) + 1) * sizeof *places, &places));
	for (size_t i = 0; i < json_count(headers); i++) {
		int place =
			place_of(there, order->header_count, normal_of(cx, json_at(headers, i)));

		if (place < 0)
			continue;
		places[take->place_count++] = place;
	}
	take->places = places;
	return OK;
}

static enum rc read_take(struct ctx *cx, const struct map_order *order,
			 const struct json_in *column, struct take *take)
{
	const struct json_in *field = json_get(column, "field");
	const struct json_in *values = json_get(column, "values");
	const struct json_in *append = json_get(column, "append");

	*take = (struct take){ .target = -1 };
	if (json_kind(field) == JSON_KIND_TEXT) {
		take->target = column_named(order->columns, json_text(field));
		if (take->target < 0)
			return wrong(cx, "field");
	}
	if (values)
		TRY(read_values(cx, values, take));
	if (append)
		take->append = arena_str(cx->arena, json_text(append));
	return read_when(cx, json_get(column, "when"), take);
}

static enum rc read_columns(struct ctx *cx, const struct map_order *order,
			    const struct json_in *columns, const str *there, struct map *map)
{
	struct take *takes = NULL;
	bool *given = NULL;

	/* What the caller's own map takes is not taken again. */
	TRY(ctx_alloc(cx, order->header_count + 1, &given));
	for (size_t i = 0; i < order->header_count; i++)
		given[i] = map->is_known[i];
	TRY(ctx_alloc(cx, (json_count(columns) + 1) * sizeof *takes, &takes));
	for (size_t i = 0; i < json_count(columns); i++) {
		struct take *take = &takes[map->take_count++];
		const struct json_in *headers = json_get(json_at(columns, i), "header");
		int kept = 0;

		TRY(read_take(cx, order, json_at(columns, i), take));
		TRY(read_places(cx, headers, there, order, take));

		int *places = (int *)(uintptr_t)take->places;

		for (int k = 0; k < take->place_count; k++)
			if (!given[places[k]])
				places[kept++] = places[k];
		take->place_count = kept;
		for (int k = 0; k < kept; k++)
			map->is_known[places[k]] = true;
	}
	map->takes = takes;
	return OK;
}

static enum rc read_defaults(struct ctx *cx, const struct map_order *order,
			     const struct json_in *object, struct map *map)
{
	struct json_member member = { .place = NULL };
	str *defaults = NULL;

	TRY(ctx_alloc(cx, to_size(order->columns->count + 1) * sizeof *defaults, &defaults));
	while (object && json_next_member(object, &member)) {
		int target = column_named(order->columns, member.key);

		if (target < 0)
			return wrong(cx, "default");
		defaults[target] = arena_str(cx->arena, json_text(member.value));
	}
	map->defaults = defaults;
	return OK;
}

enum rc map_from_preset(struct ctx *cx, const struct map_order *order, const struct json_in *preset,
			struct map *out)
{
	str *there = NULL;

	TRY(headers_for(cx, order, preset, &there));
	TRY(read_columns(cx, order, json_get(preset, "columns"), there, out));
	TRY(read_defaults(cx, order, json_get(preset, "defaults"), out));
	out->detected_by = json_count(json_get(preset, "detect"));
	out->key = arena_str(cx->arena, json_text(json_get(preset, "key")));
	return str_is_set(out->key) ? OK : wrong(cx, "key");
}
