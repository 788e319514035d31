/* Teams of a file of people. A team has one manager: where a file gives one team several, as an office with two
 * sales managers, each of them leads a team of that name within it. */
#include "exchange/importing.h"

#include "base/convert.h"

static const int64_t several = -1;

static str text_of(const str *values, int column)
{
	return column >= 0 ? values[column] : (str){ NULL, 0 };
}

/* Names are compared as everywhere; 0 and below are taken. */
static int64_t mark_of(struct ctx *cx, str manager)
{
	return (int64_t)(str_hash(name_fold(cx->arena, manager)) >> 2) + 1;
}

enum rc import_note_manager(struct ctx *cx, struct importer *im, const str *values)
{
	str team = text_of(values, column_of_field(&im->columns, "team_id"));
	str manager = text_of(values, im->columns.at[COLUMN_MANAGER]);
	str key;
	int64_t mark;
	int64_t known;

	if (!str_is_set(team) || !str_is_set(manager))
		return OK;
	key = name_fold(cx->arena, team);
	mark = mark_of(cx, manager);
	if (name_map_get(&im->team_managers, key, &known) && known != mark)
		mark = several;
	return name_map_set(&im->team_managers, key, mark) ? OK : fail_memory(cx);
}

enum rc import_team_of_manager(struct ctx *cx, struct importer *im)
{
	int column = column_of_field(&im->columns, "team_id");
	str team = import_field_text(im, "team_id");
	str manager = import_text(im, COLUMN_MANAGER);
	str *value;
	int64_t known;

	if (!str_is_set(team) || !str_is_set(manager) ||
	    !name_map_get(&im->team_managers, name_fold(cx->arena, team), &known) ||
	    known != several)
		return OK;
	value = &im->in->texts.values[column];
	*value = str_printf(cx->arena, "%.*s / %.*s", STR_ARG(team), STR_ARG(manager));
	return str_is_set(*value) ? OK : fail_memory(cx);
}
