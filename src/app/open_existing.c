/* Looking at a database for commands that have no business in upgrading one, before anything can be written
 * to it: one of another program is not touched, and one of an older version is not upgraded by the way. Opening
 * it then: start.c. */
#include "app/app.h"

#include "base/convert.h"
#include "db/migrate.h"
#include "record/record.h"

/* What the search index and the sums were made by, and the schema unless the caller tells of that. */
static enum rc is_current(struct ctx *cx, bool but_schema, bool *yes)
{
	TRY(record_is_current(cx, yes));
	return *yes && !but_schema ? schema_is_complete(cx, yes) : OK;
}

static enum rc look(struct ctx *cx, bool but_schema)
{
	const struct migration *list = NULL;
	bool holds_data = false;
	bool current = false;
	int64_t missing = 0;
	size_t count = 0;

	TRY(migrations_list(cx, &list, &count));
	TRY(db_migrations_missing(cx, list, count, &missing));
	TRY(app_holds_data(cx, &holds_data));
	if (!holds_data)
		return fail(cx, E_MISSING, "this database is empty");
	if (missing == 0)
		TRY(is_current(cx, but_schema, &current));
	if (current)
		return OK;
	return fail(
		cx, E_CONFLICT,
		"an older version made this database: bring it up to date with alur migrate, which"
		" keeps a copy");
}

enum rc app_look_first(struct app *app, struct ctx *cx, bool but_schema)
{
	const struct db_options options = {
		.url = app->settings.values[SETTING_DB],
		.readers = 1,
		.read_only = true,
	};
	struct ctx reader = *cx;
	enum rc rc;

	reader.conn = NULL;
	rc = db_open(&reader, &options, &reader.db);
	if (rc == OK)
		rc = look(&reader, but_schema);
	db_close(reader.db);
	cx->failure = reader.failure;
	return rc;
}
