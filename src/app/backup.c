/* Copies of the whole database: for `alur backup`, and aside before an upgrade or a restore. A backup is
 * always a SQLite file, also that of a PostgreSQL database. Going back: restore.c. */
#include "app/app.h"
#include "app/copy.h"

#include "base/convert.h"
#include "base/day.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- a copy from PostgreSQL ---------------------------------------------------------------------- */

/* Fills a new SQLite file; the same schema first, then the rows. */
static enum rc fill(struct ctx *from, struct ctx *to, str path)
{
	const struct db_options options = {
		.url = str_printf(to->arena, "sqlite:%.*s", STR_ARG(path)),
	};

	if (!str_is_set(options.url))
		return fail_memory(to);
	TRY(db_open(to, &options, &to->db));

	enum rc rc = app_upgrade(to, NULL);

	if (rc == OK)
		rc = copy_database(from, to);
	db_close(to->db); /* which also brings everything into the one file */
	return rc;
}

/* Under another name until it is whole. */
static enum rc copy_rows_out(struct ctx *cx, str path)
{
	str partial = str_printf(cx->arena, "%.*s.partial", STR_ARG(path));
	struct ctx to = *cx;

	if (!str_is_set(partial))
		return fail_memory(cx);
	to.conn = NULL;

	copy_remove(cx, partial); /* of a backup that was broken off */

	enum rc rc = fill(cx, &to, partial);

	if (rc != OK) {
		copy_remove(cx, partial);
		cx->failure = to.failure;
		return rc;
	}
	if (rename(partial.ptr, path.ptr) != 0)
		return fail(cx, E_IO, "the backup %.*s cannot be written: %s", STR_ARG(path),
			    strerrordesc_np(errno));
	return OK;
}

enum rc app_backup(struct app *app, struct ctx *cx, str path)
{
	struct stat there;
	str copy = arena_str(cx->arena, path);

	if (!str_is_set(copy))
		return fail_memory(cx);
	if (stat(copy.ptr, &there) == 0)
		return fail(cx, E_CONFLICT, "%.*s exists already; give the backup another name",
			    STR_ARG(path));
	if (db_dialect(app->db) == DB_POSTGRES)
		return copy_rows_out(cx, copy);
	TRY(db_read_begin(cx));

	enum rc rc = db_sqlite_backup(cx, copy);

	db_read_end(cx);
	return rc;
}

/* --- a copy aside -------------------------------------------------------------------------------- */

/* 20261123T101112Z */
static void stamp_print(struct buf *out, int64_t instant)
{
	struct buf text = buf_new(out->arena);

	instant_print(&text, instant - instant % MS_PER_SECOND);

	str whole = buf_str(&text);

	for (size_t i = 0; i < whole.len && whole.ptr[i] != '.'; i++)
		if (whole.ptr[i] != '-' && whole.ptr[i] != ':')
			buf_char(out, whole.ptr[i]);
	buf_char(out, 'Z');
}

/* Beside the file of SQLite; for PostgreSQL in the data folder, under the name of the database: several may
 * share that folder. */
static enum rc aside_base(struct app *app, struct ctx *cx, struct buf *path)
{
	str url = app->settings.values[SETTING_DB];

	if (db_dialect(app->db) == DB_SQLITE) {
		buf_add(path, str_sub(url, sizeof "sqlite:" - 1, url.len));
		return OK;
	}
	TRY(settings_make_folder(cx, &app->settings));
	buf_printf(path, "%.*s/postgres-", STR_ARG(app->settings.values[SETTING_DATA]));
	return db_postgres_name(cx, url, path);
}

/* The same file by a path from the root: whoever asks later may be in another folder. */
static enum rc from_root(struct ctx *cx, str path, struct buf *out)
{
	const char *last = strrchr(path.ptr, '/');
	str folder = !last ? STR(".")
		     : last == path.ptr
			     ? STR("/")
			     : arena_str(cx->arena, str_sub(path, 0, to_size(last - path.ptr)));
	char *place;

	if (!str_is_set(folder))
		return fail_memory(cx);
	place = realpath(folder.ptr, NULL);
	if (!place)
		return fail(cx, E_IO, "the folder %.*s cannot be found: %s", STR_ARG(folder),
			    strerrordesc_np(errno));
	buf_printf(out, "%s/%s", strcmp(place, "/") == 0 ? "" : place, last ? last + 1 : path.ptr);
	free(place);
	return OK;
}

enum rc app_name_files(struct app *app, struct ctx *cx)
{
	struct buf base = buf_new(cx->arena);
	struct buf path = buf_new(&app->memory);

	TRY(aside_base(app, cx, &base));
	buf_text(&base, "-files");
	TRY(buf_rc(&base) == OK ? OK : fail_memory(cx));
	TRY(from_root(cx, buf_str(&base), &path));
	app->files = buf_str(&path);
	cx->files = app->files;
	return buf_rc(&path) == OK ? OK : fail_memory(cx);
}

/* A name that no file has: a start that was killed a moment ago left a copy of this same second. */
static enum rc free_name(struct ctx *cx, str base, str *path)
{
	struct stat there;

	*path = base;
	for (int number = 2; str_is_set(*path) && stat(path->ptr, &there) == 0; number++)
		*path = str_printf(cx->arena, "%.*s-%d", STR_ARG(base), number);
	return str_is_set(*path) ? OK : fail_memory(cx);
}

enum rc app_backup_aside(struct app *app, struct ctx *cx, const char *reason, str *path)
{
	struct buf name = buf_new(cx->arena);

	TRY(aside_base(app, cx, &name));
	buf_printf(&name, ".before-%s-", reason);
	stamp_print(&name, cx->now);
	TRY(free_name(cx, buf_str(&name), path));
	return app_backup(app, cx, *path);
}
