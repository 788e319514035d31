/* Going back to a backup. Nothing of the present database is touched before a copy of the backup has been
 * opened, upgraded and checked; and what is replaced is kept aside (backup.c). */
#include "app/app.h"
#include "app/copy.h"
#include "exchange/attachments.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The copy that is being tried. */
struct trial {
	struct ctx cx; /* on its database */
	str path;
	str url;
	str files; /* that were kept beside the backup */
};

/* --- a copy of the backup ------------------------------------------------------------------------ */

/* Through SQLite, so that a database that was in use when it was copied is read with its log. */
static enum rc copy_file(struct ctx *cx, str from, str to)
{
	struct ctx reader = *cx;
	const struct db_options options = {
		.url = str_printf(cx->arena, "sqlite:%.*s", STR_ARG(from)),
		.read_only = true,
	};
	enum rc rc;

	if (!str_is_set(options.url))
		return fail_memory(cx);
	reader.db = NULL;
	reader.conn = NULL;
	rc = db_open(&reader, &options, &reader.db);
	if (rc == OK)
		rc = db_read_begin(&reader);
	if (rc == OK) {
		rc = db_sqlite_backup(&reader, to);
		db_read_end(&reader);
	}
	db_close(reader.db);
	cx->failure = reader.failure;
	return rc;
}

/* --- trying it ----------------------------------------------------------------------------------- */

struct findings {
	int count;
	str first;
};

static enum rc note_finding(struct ctx *cx, void *argument, str finding)
{
	struct findings *findings = argument;

	(void)cx;
	if (findings->count++ == 0)
		findings->first = finding;
	return OK;
}

static enum rc try_it(struct trial *trial)
{
	struct findings findings = { 0 };
	struct ctx *cx = &trial->cx;
	const struct db_options options = { .url = trial->url };
	bool holds_data = false;

	TRY(db_open(cx, &options, &cx->db));
	TRY(app_holds_data(cx, &holds_data));
	if (!holds_data)
		return fail(cx, E_INVALID,
			    "this file is no backup of Alur: it has no organisation");
	TRY(app_upgrade(cx, NULL));
	TRY(app_check(cx, note_finding, &findings));
	if (findings.count > 0)
		return fail(
			cx, E_INVALID,
			"the backup is damaged (%d findings, the first: %.*s); nothing was changed",
			findings.count, STR_ARG(findings.first));
	return OK;
}

static void close_trial(struct trial *trial)
{
	db_close(trial->cx.db);
	trial->cx.db = NULL;
}

/* --- putting it in place ------------------------------------------------------------------------- */

/* Opens the present database as a server does, so that none uses it meanwhile, and keeps a copy of it
 * aside when there is something in it. */
static enum rc keep_present(struct app *app, struct ctx *cx, str *kept)
{
	const struct db_options options = {
		.url = app->settings.values[SETTING_DB],
		.serves = true,
	};
	bool holds_data = false;

	TRY(db_open(cx, &options, &app->db));
	cx->db = app->db;
	TRY(app_holds_data(cx, &holds_data));
	return holds_data ? app_backup_aside(app, cx, "restore", kept) : OK;
}

static enum rc copy_unit(struct ctx *to, void *argument)
{
	return copy_database(argument, to);
}

static enum rc replace_rows(struct ctx *cx, struct trial *trial)
{
	TRY(app_upgrade(cx, NULL));
	return db_write(cx, copy_unit, &trial->cx);
}

static enum rc replace_file(struct app *app, struct ctx *cx, struct trial *trial)
{
	str url = app->settings.values[SETTING_DB];
	str path = str_sub(url, sizeof "sqlite:" - 1, url.len);

	close_trial(trial);
	app_close_database(app);
	cx->db = NULL;
	return db_sqlite_replace(cx, path, trial->path);
}

/* Those that were attached when the backup was made; before its rows, so that none names a file that is not
 * there. What is there already stays. */
static enum rc take_files(struct app *app, struct ctx *cx, const struct trial *trial)
{
	TRY(app_name_files(app, cx));
	return attachments_copy(cx, trial->files, cx->files);
}

static enum rc put_in_place(struct app *app, struct ctx *cx, struct trial *trial, str *kept)
{
	TRY(keep_present(app, cx, kept));
	TRY(take_files(app, cx, trial));
	if (db_dialect(app->db) == DB_POSTGRES)
		return replace_rows(cx, trial);
	return replace_file(app, cx, trial);
}

/* --- all ----------------------------------------------------------------------------------------- */

/* Where the copy is tried: beside the file that it will become, so that it can be renamed. */
static str trial_path(struct app *app, struct ctx *cx)
{
	str url = app->settings.values[SETTING_DB];

	if (str_starts(url, STR("sqlite:")))
		return str_printf(cx->arena, "%.*s.restoring",
				  STR_ARG(str_sub(url, sizeof "sqlite:" - 1, url.len)));
	return str_printf(cx->arena, "%.*s/restoring.db",
			  STR_ARG(app->settings.values[SETTING_DATA]));
}

static enum rc make_folder(struct ctx *cx, const struct settings *settings)
{
	if (str_starts(settings->values[SETTING_DB], STR("sqlite:")))
		return settings_make_db_folder(cx, settings);
	return settings_make_folder(cx, settings);
}

static enum rc restore_from(struct app *app, struct ctx *cx, struct trial *trial, str *kept)
{
	enum rc rc = try_it(trial);

	if (rc != OK) {
		cx->failure = trial->cx.failure;
		return rc;
	}
	return put_in_place(app, cx, trial, kept);
}

enum rc app_restore(struct app *app, struct ctx *cx, str path, str *kept)
{
	struct trial trial = { .cx = *cx };
	str from = arena_str(cx->arena, path);

	*kept = (str){ NULL, 0 };
	trial.path = trial_path(app, cx);
	trial.cx.db = NULL;
	trial.cx.conn = NULL;
	trial.url = str_printf(cx->arena, "sqlite:%.*s", STR_ARG(trial.path));
	trial.files = str_printf(cx->arena, "%.*s-files", STR_ARG(from));
	if (!str_is_set(from) || !str_is_set(trial.url) || !str_is_set(trial.files))
		return fail_memory(cx);
	TRY(make_folder(cx, &app->settings));
	copy_remove(cx, trial.path); /* of a restore that was broken off */
	TRY(copy_file(cx, from, trial.path));

	enum rc rc = restore_from(app, cx, &trial, kept);

	close_trial(&trial);
	copy_remove(cx, trial.path);
	return rc;
}
