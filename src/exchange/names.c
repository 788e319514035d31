/* Finds what names stand for; see names.h. Making what is missing: names_create.c. */
#include "exchange/names.h"

#include "base/utf8.h"
#include "db/db.h"
#include "entity/entities.h"
#include "exchange/row_key.h"
#include "pipeline/duplicate_score.h"
#include "record/record.h"

enum { MEMORY = 64 * 1024 * 1024, MADE_MEMORY = 8 * 1024 * 1024, MAX_NEAR = 3, NEAR_ENOUGH = 6000 };

static const int64_t absent = 0, ambiguous = -1;

/* --- keys ------------------------------------------------------------------------------------------- */

/* The form in which names are compared; of a name without letters and digits its bytes. */
static str folded(struct arena *arena, str text)
{
	str fold = utf8_fold(arena, text);

	return fold.len > 0 ? fold : str_trim(text);
}

static bool is_small(enum name_space space);

/* Keys of large spaces are texts as they stand: their rows are looked up so, and external ids differ by
 * the case of a letter. */
static str key_text(struct arena *arena, const struct name_asked *asked)
{
	return is_small(asked->space) ? folded(arena, asked->text) : str_trim(asked->text);
}

static str key_of(struct ctx *cx, const struct name_asked *asked, str fold)
{
	return str_printf(cx->arena, "%d %lld %.*s", (int)asked->space, (long long)asked->parent_id,
			  STR_ARG(fold));
}

static str squeeze(struct arena *arena, str fold)
{
	struct buf out = buf_new(arena);

	for (size_t i = 0; i < fold.len; i++)
		if (fold.ptr[i] != ' ')
			buf_char(&out, fold.ptr[i]);
	return buf_str(&out);
}

/* --- small spaces ----------------------------------------------------------------------------------- */

static const enum name_space small[] = { SPACE_USER,       SPACE_TEAM,     SPACE_SOURCE,
					 SPACE_PRODUCT,    SPACE_PIPELINE, SPACE_STAGE,
					 SPACE_LOST_REASON };

static bool is_small(enum name_space space)
{
	for (size_t i = 0; i < COUNT_OF(small); i++)
		if (small[i] == space)
			return true;
	return false;
}

/* The first row of a name has it; a second user of the same name makes it ambiguous. */
static enum rc set_name(struct ctx *cx, struct names *names, const struct name_entry *entry,
			str text)
{
	const struct name_asked asked = { .space = entry->space, .parent_id = entry->parent_id };
	str key = key_of(cx, &asked, folded(cx->arena, text));
	int64_t id;

	if (!str_is_set(text))
		return OK;
	if (name_map_get(&names->small, key, &id) && id != absent && id != entry->id) {
		if (entry->space != SPACE_USER)
			return OK;
		return name_map_set(&names->small, key, ambiguous) ? OK : fail_memory(cx);
	}
	return name_map_set(&names->small, key, entry->id) ? OK : fail_memory(cx);
}

static enum rc add_entry(struct ctx *cx, struct names *names, const struct name_entry *entry)
{
	size_t room = names->room ? names->room * 2 : 256;
	struct name_entry *added;

	if (names->count == names->room) {
		names->entries = arena_grow(&names->memory, names->entries,
					    names->room * sizeof *added, room * sizeof *added);
		names->room = room;
	}
	if (!names->entries)
		return fail_memory(cx);
	added = &names->entries[names->count++];
	*added = *entry;
	added->name = arena_str(&names->memory, entry->name);
	added->squeezed = squeeze(&names->memory, folded(cx->arena, entry->name));
	return str_is_set(added->name) && str_is_set(added->squeezed) ? OK : fail_memory(cx);
}

static enum rc take_entry(struct ctx *cx, void *argument, const struct name_entry *entry,
			  str second, str third)
{
	struct names *names = argument;

	TRY(add_entry(cx, names, entry));
	TRY(set_name(cx, names, entry, entry->name));
	TRY(set_name(cx, names, entry, second));
	return set_name(cx, names, entry, third);
}

enum rc names_open(struct ctx *cx, unsigned create, struct names *names)
{
	*names = (struct names){ .create = create };
	arena_init(&names->memory, MEMORY);
	arena_init(&names->made_memory, MADE_MEMORY);
	name_map_init(&names->small);
	names->small.keeps = true;
	name_map_init(&names->large);
	for (size_t i = 0; i < COUNT_OF(small); i++)
		TRY(name_space_read(cx, small[i], take_entry, names));
	return OK;
}

void names_close(struct names *names)
{
	name_map_free(&names->small);
	name_map_free(&names->large);
	arena_free(&names->memory);
	arena_free(&names->made_memory);
}

/* --- large spaces ------------------------------------------------------------------------------------ */

/* By which fields a row of a large space is known, best first. */
static const struct large {
	enum name_space space;
	const struct entity *entity;
	const char *fields[3];
} large[] = {
	{ SPACE_COMPANY, &company_entity, { "external_id", "match_key" } },
	{ SPACE_CONTACT, &contact_entity, { "external_id", "email", "name" } },
	{ SPACE_LEAD, &lead_entity, { "external_id", "email", "name" } },
	{ SPACE_DEAL, &deal_entity, { "external_id", "title" } },
	/* Small, but a file of users names those of the lines above it. */
	{ SPACE_USER, &user_entity, { "email", "external_id", "name" } },
};

static bool has_late_rows(enum name_space space)
{
	return !is_small(space) || space == SPACE_USER;
}

static const struct large *large_space(enum name_space space)
{
	for (size_t i = 0; i < COUNT_OF(large); i++)
		if (large[i].space == space)
			return &large[i];
	ensure(false);
}

static str in_form_of(struct ctx *cx, const char *field, str text)
{
	if (str_is(str_from(field), "match_key"))
		return company_match_key(cx->arena, text);
	if (str_is(str_from(field), "email"))
		return utf8_fold(cx->arena, text).len > 0 ? text : STR("");
	return text;
}

static enum rc look_up(struct ctx *cx, const struct large *space, str text, int64_t *id)
{
	struct row *row = NULL;
	bool found = false;

	*id = absent;
	TRY(ctx_alloc(cx, space->entity->size, &row));
	for (size_t i = 0; i < COUNT_OF(space->fields) && space->fields[i] && !found; i++) {
		str value = in_form_of(cx, space->fields[i], text);

		if (value.len > 0)
			TRY(record_find_text(cx, space->entity, space->fields[i], value, row,
					     &found));
	}
	if (found)
		*id = row->id;
	return OK;
}

/* --- near names --------------------------------------------------------------------------------------- */

struct near {
	str name;
	int64_t score;
};

static void keep_nearest(struct near *best, str name, int64_t score)
{
	struct near coming = { name, score };

	if (score < NEAR_ENOUGH)
		return;
	for (size_t i = 0; i < MAX_NEAR; i++) {
		struct near other = best[i];

		if (coming.score <= other.score)
			continue;
		best[i] = coming;
		coming = other;
	}
}

static enum rc near_in_large(struct ctx *cx, const struct name_asked *asked, str wanted,
			     struct near *best)
{
	struct search_hit hits[20];
	size_t count = 0;
	str fold = folded(cx->arena, asked->text);

	/* What is misspelt is so mostly behind the first letters. */
	TRY(record_search(cx, large_space(asked->space)->entity, str_sub(fold, 0, 4),
			  COUNT_OF(hits), hits, &count));
	for (size_t i = 0; i < count; i++)
		keep_nearest(best, hits[i].title,
			     duplicate_score(squeeze(cx->arena, folded(cx->arena, hits[i].title)),
					     wanted));
	return OK;
}

static void near_in_small(const struct names *names, const struct name_asked *asked, str wanted,
			  struct near *best)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct name_entry *entry = &names->entries[i];

		if (entry->space == asked->space && entry->parent_id == asked->parent_id)
			keep_nearest(best, entry->name, duplicate_score(entry->squeezed, wanted));
	}
}

static const char *const nouns[SPACE_COUNT] = {
	[SPACE_USER] = "user",
	[SPACE_TEAM] = "team",
	[SPACE_SOURCE] = "source",
	[SPACE_PRODUCT] = "product",
	[SPACE_PIPELINE] = "pipeline",
	[SPACE_STAGE] = "stage",
	[SPACE_LOST_REASON] = "lost reason",
	[SPACE_COMPANY] = "company",
	[SPACE_CONTACT] = "contact",
	[SPACE_LEAD] = "lead",
	[SPACE_DEAL] = "deal",
};

static enum rc unknown(struct ctx *cx, const struct names *names, const struct name_asked *asked)
{
	const char *noun = tr(cx, nouns[asked->space]);
	str wanted = squeeze(cx->arena, folded(cx->arena, asked->text));
	struct buf list = buf_new(cx->arena);
	struct near best[MAX_NEAR] = { 0 };

	if (is_small(asked->space))
		near_in_small(names, asked, wanted, best);
	else
		TRY(near_in_large(cx, asked, wanted, best));
	for (size_t i = 0; i < MAX_NEAR && best[i].score > 0; i++)
		buf_printf(&list, "%s%.*s", i > 0 ? " / " : "", STR_ARG(best[i].name));
	if (list.len > 0)
		return fail_code(cx, asked->column, "unknown",
				 "there is no %s \"%.*s\"; did you mean %.*s?", noun,
				 STR_ARG(asked->text), STR_ARG(buf_str(&list)));
	return fail_code(cx, asked->column, "unknown", "there is no %s \"%.*s\"", noun,
			 STR_ARG(asked->text));
}

/* --- finding ------------------------------------------------------------------------------------------- */

static struct name_map *map_of(struct names *names, enum name_space space)
{
	return is_small(space) ? &names->small : &names->large;
}

static enum rc remember_made(struct ctx *cx, struct names *names, struct name_map *map, str key)
{
	struct name_made *made = arena_alloc(&names->made_memory, sizeof *made);

	if (!made)
		return fail_memory(cx);
	made->key = arena_str(&names->made_memory, key);
	made->map = map;
	made->older = names->made;
	names->made = made;
	return str_is_set(made->key) ? OK : fail_memory(cx);
}

static enum rc create(struct ctx *cx, struct names *names, const struct name_asked *asked, str key,
		      int64_t *id)
{
	struct name_entry made = { .space = asked->space,
				   .parent_id = asked->parent_id,
				   .name = asked->text };
	struct name_map *map = map_of(names, asked->space);

	TRY(name_create(cx, asked, &made));
	TRY(remember_made(cx, names, map, key));
	if (is_small(asked->space))
		TRY(add_entry(cx, names, &made));
	*id = made.id;
	return name_map_set(map, key, made.id) ? OK : fail_memory(cx);
}

/* Exports write a key where no name is exact. */
static enum rc find_by_row_key(struct ctx *cx, const struct name_asked *asked, int64_t *id)
{
	const struct entity *entity = entity_of_space(asked->space);
	struct row *row = NULL;
	bool found;

	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(row_key_find(cx, entity, asked->text, row, &found));
	*id = found ? row->id : absent;
	return OK;
}

static enum rc find_one(struct ctx *cx, struct names *names, const struct name_asked *asked,
			int64_t *id)
{
	str key = key_of(cx, asked, key_text(cx->arena, asked));
	struct name_map *map = map_of(names, asked->space);

	if (!str_is_set(key))
		return fail_memory(cx);
	TRY(find_by_row_key(cx, asked, id));
	if (*id != absent)
		return OK;
	if (!name_map_get(map, key, id))
		*id = absent;
	if (*id == absent && has_late_rows(asked->space))
		TRY(look_up(cx, large_space(asked->space), asked->text, id));
	/* A row that is missing may come any time. */
	if (*id != absent && !is_small(asked->space) && !name_map_set(map, key, *id))
		return fail_memory(cx);
	if (*id == ambiguous)
		return fail_code(cx, asked->column, "ambiguous",
				 "several users are called \"%.*s\": give the e-mail address",
				 STR_ARG(asked->text));
	if (*id != absent)
		return OK;
	if (names->create & SPACE_BIT(asked->space))
		return create(cx, names, asked, key, id);
	return unknown(cx, names, asked);
}

/* "Central / Jakarta": each team within the one before. */
static enum rc find_team(struct ctx *cx, struct names *names, const struct name_asked *asked,
			 int64_t *id)
{
	struct name_asked part = *asked;
	str rest = asked->text;

	TRY(find_by_row_key(cx, asked, id));
	if (*id != absent)
		return OK;
	while (str_split(&rest, '/', &part.text)) {
		part.text = str_trim(part.text);
		part.parent_id = *id;
		if (part.text.len > 0)
			TRY(find_one(cx, names, &part, id));
	}
	return OK;
}

enum rc names_resolve(struct ctx *cx, struct names *names, const struct name_asked *asked,
		      int64_t *id)
{
	if (asked->space == SPACE_TEAM)
		return find_team(cx, names, asked, id);
	return find_one(cx, names, asked, id);
}

static enum rc look_one(struct ctx *cx, const struct names *names, const struct name_asked *asked,
			int64_t *id)
{
	str key = key_of(cx, asked, key_text(cx->arena, asked));
	const struct name_map *map = is_small(asked->space) ? &names->small : &names->large;

	*id = absent;
	if (!str_is_set(key))
		return fail_memory(cx);
	if (name_map_get(map, key, id) || is_small(asked->space))
		return OK;
	return look_up(cx, large_space(asked->space), asked->text, id);
}

enum rc names_look(struct ctx *cx, const struct names *names, const struct name_asked *asked,
		   int64_t *id)
{
	struct name_asked part = *asked;
	str rest = asked->text;

	if (asked->space != SPACE_TEAM)
		return look_one(cx, names, asked, id);
	*id = absent;
	while (str_split(&rest, '/', &part.text)) {
		part.text = str_trim(part.text);
		part.parent_id = *id;
		TRY(look_one(cx, names, &part, id));
		if (*id <= absent)
			return OK;
	}
	return OK;
}

/* --- stages and pipelines -------------------------------------------------------------------------------- */

const struct name_entry *names_by_id(const struct names *names, enum name_space space, int64_t id)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->entries[i].space == space && names->entries[i].id == id)
			return &names->entries[i];
	return NULL;
}

const struct name_entry *names_stage_of_kind(const struct names *names, int64_t pipeline_id,
					     int64_t kind)
{
	const struct name_entry *first = NULL;

	for (size_t i = 0; i < names->count; i++) {
		const struct name_entry *entry = &names->entries[i];

		if (entry->space == SPACE_STAGE && entry->parent_id == pipeline_id &&
		    entry->kind == kind && (!first || entry->position < first->position))
			first = entry;
	}
	return first;
}

enum rc names_stage(struct ctx *cx, struct names *names, const struct name_asked *asked,
		    const struct name_entry **stage)
{
	str fold = folded(cx->arena, asked->text);
	int64_t kind = stage_kind_named(fold);
	int64_t id;

	*stage = NULL;
	if (kind != STAGE_OPEN && !name_map_get(&names->small, key_of(cx, asked, fold), &id))
		*stage = names_stage_of_kind(names, asked->parent_id, kind);
	if (*stage)
		return OK;
	TRY(find_one(cx, names, asked, &id));
	*stage = names_by_id(names, SPACE_STAGE, id);
	return *stage ? OK : unknown(cx, names, asked);
}

int64_t names_first_pipeline(const struct names *names)
{
	const struct name_entry *first = NULL;

	for (size_t i = 0; i < names->count; i++) {
		const struct name_entry *entry = &names->entries[i];

		if (entry->space == SPACE_PIPELINE && (!first || entry->position < first->position))
			first = entry;
	}
	return first ? first->id : 0;
}

/* --- going back -------------------------------------------------------------------------------------------- */

void names_mark(struct names *names)
{
	names->mark_entries = names->count;
	names->made = NULL;
	arena_reset(&names->made_memory);
}

void names_rewind(struct names *names)
{
	for (struct name_made *made = names->made; made; made = made->older)
		ensure(name_map_set(made->map, made->key, absent));
	names->count = names->mark_entries;
	names_mark(names);
}
