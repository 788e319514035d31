/* Finds what names stand for; see names.h. Making what is missing: names_create.c; saying what is near to
 * it: names_suggest.c; stages and pipelines: names_stage.c. */
#include "exchange/names.h"

#include "base/utf8.h"
#include "db/db.h"
#include "entity/entities.h"
#include "exchange/row_key.h"
#include "record/record.h"

enum { MEMORY = 64 * 1024 * 1024, MADE_MEMORY = 8 * 1024 * 1024 };

static const int64_t absent = 0, ambiguous = -1;

/* --- keys ------------------------------------------------------------------------------------------- */

/* The form in which names are compared; of a name without letters and digits its bytes. */
str name_fold(struct arena *arena, str text)
{
	str fold = utf8_fold(arena, text);

	return fold.len > 0 ? fold : str_trim(text);
}

/* Keys of large spaces are texts as they stand: their rows are looked up so, and external ids differ by
 * the case of a letter. */
static str key_text(struct arena *arena, const struct name_asked *asked)
{
	return name_space_is_small(asked->space) ? name_fold(arena, asked->text)
						 : str_trim(asked->text);
}

static str key_of(struct ctx *cx, const struct name_asked *asked, str fold)
{
	return str_printf(cx->arena, "%d %lld %.*s", (int)asked->space, (long long)asked->parent_id,
			  STR_ARG(fold));
}

str name_squeeze(struct arena *arena, str fold)
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

bool name_space_is_small(enum name_space space)
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
	str key = key_of(cx, &asked, name_fold(cx->arena, text));
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
	added->squeezed = name_squeeze(&names->memory, name_fold(cx->arena, entry->name));
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
	return !name_space_is_small(space) || space == SPACE_USER;
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
		struct where named = {
			.field = space->fields[i],
			.text = in_form_of(cx, space->fields[i], text),
		};

		if (named.text.len > 0)
			TRY(record_find(cx, space->entity, &named, row, &found));
	}
	if (found)
		*id = row->id;
	return OK;
}

/* --- finding ------------------------------------------------------------------------------------------- */

static struct name_map *map_of(struct names *names, enum name_space space)
{
	return name_space_is_small(space) ? &names->small : &names->large;
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
	if (name_space_is_small(asked->space))
		TRY(add_entry(cx, names, &made));
	*id = made.id;
	return name_map_set(map, key, made.id) ? OK : fail_memory(cx);
}

enum rc names_by_key(struct ctx *cx, struct name_asked *asked, int64_t *id)
{
	const struct entity *entity = entity_of_space(asked->space);
	struct row *row = NULL;
	bool found = false;
	str key, name;

	*id = absent;
	if (!row_key_split(asked->text, &key, &name))
		return OK;
	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(row_key_find(cx, entity, key, row, &found));
	if (found)
		*id = row->id;
	else if (name.len > 0)
		asked->text = name;
	return OK;
}

/* A key that is not known is no name for something new. */
static bool may_create(const struct names *names, const struct name_asked *asked)
{
	str key, name;

	return (names->create & SPACE_BIT(asked->space)) != 0 &&
	       !row_key_split(asked->text, &key, &name);
}

static enum rc find_one(struct ctx *cx, struct names *names, const struct name_asked *asked,
			int64_t *id)
{
	str key = key_of(cx, asked, key_text(cx->arena, asked));
	struct name_map *map = map_of(names, asked->space);

	if (!str_is_set(key))
		return fail_memory(cx);
	if (!name_map_get(map, key, id))
		*id = absent;
	if (*id == absent && has_late_rows(asked->space))
		TRY(look_up(cx, large_space(asked->space), asked->text, id));
	/* A row that is missing may come any time. */
	if (*id != absent && !name_space_is_small(asked->space) && !name_map_set(map, key, *id))
		return fail_memory(cx);
	if (*id == ambiguous)
		return fail_code(cx, asked->column, "ambiguous",
				 "several users are called \"%.*s\": give the e-mail address",
				 STR_ARG(asked->text));
	if (*id != absent)
		return OK;
	if (may_create(names, asked))
		return create(cx, names, asked, key, id);
	return names_unknown(cx, names, asked);
}

/* "Central / Jakarta": each team within the one before. */
static enum rc find_team(struct ctx *cx, struct names *names, const struct name_asked *asked,
			 int64_t *id)
{
	struct name_asked part = *asked;
	str rest = asked->text;

	*id = absent;
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
	struct name_asked named = *asked;

	TRY(names_by_key(cx, &named, id));
	if (*id != absent)
		return OK;
	if (asked->space == SPACE_TEAM)
		return find_team(cx, names, &named, id);
	return find_one(cx, names, &named, id);
}

static enum rc look_one(struct ctx *cx, const struct names *names, const struct name_asked *asked,
			int64_t *id)
{
	str key = key_of(cx, asked, key_text(cx->arena, asked));
	const struct name_map *map =
		name_space_is_small(asked->space) ? &names->small : &names->large;

	*id = absent;
	if (!str_is_set(key))
		return fail_memory(cx);
	if (name_map_get(map, key, id) || name_space_is_small(asked->space))
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
