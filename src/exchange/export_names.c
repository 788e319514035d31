/* Texts of references. The way back: names.c. */
#include "exchange/export_names.h"

#include "entity/entities.h"
#include "exchange/row_key.h"
#include "record/record.h"

enum { SLOTS = 8192, TEXT_MEMORY = 8 * 1024 * 1024, MAX_DEPTH = 32 };

/* Texts that were found lately; a newer one takes an older one's place. */
struct slot {
	struct export_reference of;
	str text;
};

struct export_names {
	struct names names;
	struct slot slots[SLOTS];
	struct arena texts;
};

enum rc export_names_open(struct ctx *cx, struct export_names **out)
{
	AUTO(export_names_close) struct export_names *names = calloc(1, sizeof *names);

	if (!names)
		return fail_memory(cx);
	arena_init(&names->texts, TEXT_MEMORY);
	TRY(names_open(cx, 0, &names->names));
	*out = names;
	names = NULL;
	return OK;
}

void export_names_close(struct export_names **names)
{
	if (!*names)
		return;
	names_close(&(*names)->names);
	arena_free(&(*names)->texts);
	free(*names);
	*names = NULL;
}

/* --- which texts a row may have ------------------------------------------------------------------ */

static const struct space_row {
	const char *fields[3]; /* best first */
} spaces[SPACE_COUNT] = {
	[SPACE_USER] = { { "email", "external_id", "name" } },
	[SPACE_TEAM] = { { "name" } },
	[SPACE_SOURCE] = { { "name" } },
	[SPACE_PRODUCT] = { { "name", "code", "external_id" } },
	[SPACE_PIPELINE] = { { "name" } },
	[SPACE_STAGE] = { { "name" } },
	[SPACE_LOST_REASON] = { { "name" } },
	[SPACE_COMPANY] = { { "name", "external_id" } },
	[SPACE_CONTACT] = { { "name", "email", "external_id" } },
	[SPACE_LEAD] = { { "name", "email", "external_id" } },
	[SPACE_DEAL] = { { "external_id", "title" } },
};

/* "Central / Jakarta", as the import reads it. */
static enum rc team_path(struct ctx *cx, const struct team *team, str *path)
{
	struct team above = *team;

	*path = team->name;
	for (int depth = 0; above.parent_id != 0 && depth < MAX_DEPTH; depth++) {
		TRY(record_load(cx, &team_entity, above.parent_id, &above));
		*path = str_printf(cx->arena, "%.*s / %.*s", STR_ARG(above.name), STR_ARG(*path));
		if (!str_is_set(*path))
			return fail_memory(cx);
	}
	return OK;
}

static enum rc text_of(struct ctx *cx, const struct export_reference *of, const char *field,
		       void *row, str *text)
{
	if (of->space == SPACE_TEAM)
		return team_path(cx, row, text);
	*text = field_get_str(entity_field(entity_of_space(of->space), str_from(field)), row);
	return OK;
}

/* Whether an import would find this row by the text. */
static enum rc is_found(struct ctx *cx, struct export_names *names,
			const struct export_reference *of, str text, bool *yes)
{
	const struct name_asked asked = {
		.space = of->space, .parent_id = of->parent_id, .text = text, .column = "name"
	};
	int64_t id = 0;
	enum rc rc = OK;

	*yes = false;
	if (text.len > 0)
		rc = names_look(cx, &names->names, &asked, &id);
	if (rc == E_INVALID)
		ctx_clear_failure(cx);
	else
		TRY(rc);
	*yes = id == of->id;
	return OK;
}

/* --- one reference ------------------------------------------------------------------------------- */

/* The key, and behind it the best of its texts: what an import takes where the key means nothing. */
static enum rc print_key(struct ctx *cx, const struct export_reference *of, void *row, str *text)
{
	const struct space_row *space = &spaces[of->space];
	const struct entity *entity = entity_of_space(of->space);
	struct buf key = buf_new(cx->arena);
	str name = { NULL, 0 };

	row_key_print(&key, row);
	for (size_t i = 0; i < COUNT_OF(space->fields) && space->fields[i] && name.len == 0; i++)
		name = field_get_str(entity_field(entity, str_from(space->fields[i])), row);
	if (name.len > 0)
		buf_printf(&key, " %.*s", STR_ARG(name));
	*text = buf_str(&key);
	return buf_rc(&key);
}

static enum rc choose(struct ctx *cx, struct export_names *names, const struct export_reference *of,
		      void *row, str *text)
{
	const struct space_row *space = &spaces[of->space];
	bool found = false;

	for (size_t i = 0; i < COUNT_OF(space->fields) && space->fields[i] && !found; i++) {
		TRY(text_of(cx, of, space->fields[i], row, text));
		TRY(is_found(cx, names, of, *text, &found));
	}
	return found ? OK : print_key(cx, of, row, text);
}

static enum rc read_name(struct ctx *cx, struct export_names *names,
			 const struct export_reference *of, str *text)
{
	const struct entity *entity = entity_of_space(of->space);
	void *row = NULL;
	bool found = false;

	*text = (str){ NULL, 0 };
	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(record_load_if_there(cx, entity, of->id, row, &found));
	return found ? choose(cx, names, of, row, text) : OK;
}

static struct slot *slot_of(struct export_names *names, const struct export_reference *of)
{
	uint64_t number = (uint64_t)of->id * SPACE_COUNT + (uint64_t)of->space;

	return &names->slots[number % SLOTS];
}

static void remember(struct export_names *names, const struct export_reference *of, str text)
{
	if (names->texts.total > TEXT_MEMORY / 2) {
		arena_reset(&names->texts);
		memset(names->slots, 0, sizeof names->slots);
	}
	*slot_of(names, of) = (struct slot){ *of, arena_str(&names->texts, text) };
}

enum rc export_name(struct ctx *cx, struct export_names *names, const struct export_reference *of,
		    str *text)
{
	const struct slot *slot = slot_of(names, of);

	*text = (str){ NULL, 0 };
	if (of->id == 0)
		return OK;
	if (slot->of.space == of->space && slot->of.id == of->id && str_is_set(slot->text)) {
		*text = arena_str(cx->arena, slot->text);
		return str_is_set(*text) ? OK : fail_memory(cx);
	}
	TRY(read_name(cx, names, of, text));
	remember(names, of, *text);
	return OK;
}
