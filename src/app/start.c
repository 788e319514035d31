/* From nothing to a program that can work: settings and messages, then the database with its upgrades
 * and its organisation, then the first way in. */
#include "app/app.h"

#include "base/convert.h"
#include "db/migrate.h"
#include "record/record.h"

/* What a program keeps for itself; a command's own memory is the caller's arena. */
enum { PROGRAM_MEMORY = 16 * 1024 * 1024 };

/* --- without a database -------------------------------------------------------------------------- */

static enum language language_of(str code)
{
	return str_is(code, "id") ? LANGUAGE_ID : LANGUAGE_EN;
}

static enum rc start(struct app *app, struct ctx *cx)
{
	for (enum language language = LANGUAGE_EN; language < LANGUAGE_COUNT; language++)
		TRY(locale_load(cx, language, &app->catalogues[language]));
	TRY(settings_read(cx, &app->settings));
	app->language = language_of(app->settings.values[SETTING_LANGUAGE]);
	return people_open(cx, &app->people);
}

enum rc app_start(struct app *app, struct arena *arena, struct ctx *cx)
{
	arena_init(&app->memory, PROGRAM_MEMORY);
	ensure(pthread_mutex_init(&app->organisation.lock, NULL) == 0);
	app_ctx(app, &app->memory, cx);

	enum rc rc = start(app, cx);
	struct failure failure = cx->failure; /* its words live in app->memory */

	app_ctx(app, arena, cx);
	cx->failure = failure;
	return rc;
}

/* --- the database -------------------------------------------------------------------------------- */

static enum rc open_database(struct app *app, struct ctx *cx)
{
	const struct settings *settings = &app->settings;
	const struct db_options options = {
		.url = settings->values[SETTING_DB],
		.readers = to_int(settings_number(settings, SETTING_READERS)),
		.cache_kib = to_int(settings_number(settings, SETTING_CACHE_KIB)),
		.serves = app->serves,
	};

	TRY(settings_make_db_folder(cx, settings));
	TRY(db_open(cx, &options, &app->db));
	cx->db = app->db;
	return OK;
}

static enum rc before_upgrade(struct ctx *cx, void *argument)
{
	struct app *app = argument;
	str path;

	TRY(app_backup_aside(app, cx, "upgrade", &path));
	app->copy_before_upgrade = arena_str(&app->memory, path);
	return str_is_set(app->copy_before_upgrade) ? OK : fail_memory(cx);
}

static enum rc sync_schema(struct ctx *cx, void *argument)
{
	bool *changed = argument;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(schema_sync(cx, changed));
	TRY(record_search_follow(cx));
	TRY(record_sums_follow(cx));
	return tx_commit(&tx);
}

enum rc app_upgrade(struct ctx *cx, struct app *keep_copy)
{
	const struct migrate_hooks hooks = {
		.before = keep_copy ? before_upgrade : NULL,
		.argument = keep_copy,
		.first_table = deal_entity.plural,
	};
	const struct migration *list = NULL;
	int64_t applied = 0;
	size_t count = 0;
	bool changed = false;

	TRY(migrations_list(cx, &list, &count));
	TRY(db_migrate(cx, list, count, &hooks, &applied));
	if (keep_copy)
		keep_copy->migrations_applied = applied;
	return db_write(cx, sync_schema, &changed);
}

/* --- the organisation ---------------------------------------------------------------------------- */

static enum rc make_organisation(struct ctx *cx, void *argument)
{
	const struct app *app = argument;
	struct organisation_row row;
	bool found = false;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_find_id(cx, &organisation_entity, 1, &row, &found));
	if (!found) {
		TRY(record_new(cx, &organisation_entity, &row));
		row.name = STR("Alur");
		row.time_zone = STR("Asia/Jakarta");
		row.currency = STR("IDR");
		row.language = app->language;
		row.calling_code = 62;
		TRY(record_save(cx, &organisation_entity, &row));
		ensure(row.row.id == 1);
	}
	return tx_commit(&tx);
}

static enum rc organisation_is_there(struct ctx *cx, bool *there)
{
	struct organisation_row row;

	TRY(db_read_begin(cx));

	enum rc rc = record_find_id(cx, &organisation_entity, 1, &row, there);

	db_read_end(cx);
	return rc;
}

enum rc app_open(struct app *app, struct ctx *cx)
{
	bool there = false;

	TRY(open_database(app, cx));
	TRY(app_upgrade(cx, app));
	TRY(organisation_is_there(cx, &there));
	if (!there)
		TRY(db_write(cx, make_organisation, app));
	TRY(app_name_files(app, cx));
	return organisation_now(app, cx);
}

enum rc app_open_existing(struct app *app, struct ctx *cx, bool but_schema)
{
	TRY(app_look_first(app, cx, but_schema));
	TRY(open_database(app, cx));
	TRY(app_name_files(app, cx));
	return organisation_now(app, cx);
}

/* --- the first way in ---------------------------------------------------------------------------- */

static enum rc first_admin(struct ctx *cx, struct user *user)
{
	const struct user_order order = {
		.email = STR("admin@alur.local"),
		.name = STR("Admin"),
		.role = STR("admin"),
	};
	bool found = false;

	TRY(user_first_admin(cx, user, &found));
	return found ? OK : user_add(cx, &order, user);
}

static enum rc first_link(struct ctx *cx, void *argument)
{
	struct sign_in_link *link = argument;
	struct user user;
	bool nobody = false;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(user_nobody_yet(cx, &nobody));
	if (nobody) {
		TRY(first_admin(cx, &user));
		TRY(link_create(cx, user.row.id, link));
	}
	return tx_commit(&tx);
}

enum rc app_first_link(struct app *app, struct ctx *cx, str *url)
{
	struct sign_in_link link = { .minutes = 0 };

	*url = (str){ NULL, 0 };
	TRY(db_write(cx, first_link, &link));
	if (!str_is_set(link.secret))
		return OK;
	*url = link_url(cx->arena, app->settings.values[SETTING_URL], link.secret);
	return str_is_set(*url) ? OK : fail_memory(cx);
}

/* --- the end ------------------------------------------------------------------------------------- */

void app_close_database(struct app *app)
{
	db_close(app->db);
	app->db = NULL;
	organisation_forget(app);
}

void app_close(struct app *app)
{
	app_close_database(app);
	people_close(app->people);
	organisation_state_free(&app->organisation);
	arena_free(&app->memory);
}
