/* The numbered migrations in migrations/, which are part of the program: "migrations/0002_people.sql" is
 * number 2, "people". */
#include "app/app.h"

#include "base/embed.h"
#include "db/migrate.h"

#define FOLDER "migrations/"

static enum rc from_file(struct ctx *cx, const struct embedded_file *file, struct migration *out)
{
	str name = str_from(file->path);
	str number;

	name = str_sub(name, sizeof FOLDER - 1, name.len - (sizeof ".sql" - 1));
	ensure(str_split(&name, '_', &number) && str_is_set(name));
	out->text = file->plain;
	out->name = arena_str(cx->arena, name).ptr;
	ensure(str_to_int(number, &out->number));
	return out->name ? OK : fail_memory(cx);
}

enum rc migrations_list(struct ctx *cx, const struct migration **out, size_t *count)
{
	size_t first = embedded_first(STR(FOLDER));
	size_t last = first;
	struct migration *list = NULL;

	while (last < embedded_file_count &&
	       str_starts(str_from(embedded_files[last].path), STR(FOLDER)))
		last++;
	*count = last - first;
	TRY(ctx_alloc(cx, *count * sizeof *list, &list));
	for (size_t i = 0; i < *count; i++)
		TRY(from_file(cx, &embedded_files[first + i], &list[i]));
	*out = list;
	return OK;
}
