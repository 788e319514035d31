/* The program put together: what there is once, made in start.c from the settings, handed to commands
 * and to the server. Everything below gets it in pieces, through struct ctx. */
#ifndef ALUR_APP_APP_H
#define ALUR_APP_APP_H

#include "app/settings.h"
#include "base/catalogue.h"
#include "base/ctx.h"
#include "db/db.h"
#include "entity/entities.h"
#include "people/people.h"

#include <pthread.h>

struct event_hub;
struct http_server;
struct jobs;
struct rate_limit;
struct zone_list;

/* A copy of the organisation's row for requests; see organisation_now.c. */
struct organisation_state {
	pthread_mutex_t lock;
	struct organisation current;
	int64_t generation;      /* counts committed changes */
	int64_t read_generation; /* when `current` was read */
	int64_t read_at;         /* instant; 0: never */
	struct zone_list *zones; /* all that were ever current: requests may still hold one */
};

/* The thread that does what nobody asks for; see housekeeper.c. */
struct housekeeper {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool runs;
	bool stops;
	bool is_woken;
};

struct app {
	struct settings settings;
	struct catalogue catalogues[LANGUAGE_COUNT];
	struct arena memory;    /* settings, catalogues: as long as the program */
	enum language language; /* of commands and of the log */
	struct db *db;
	struct people *people;
	struct organisation_state organisation;
	bool serves;                /* set before app_open(): by `alur serve` */
	str files;                  /* folder for files that belong to the database */
	int64_t migrations_applied; /* by this start */
	str copy_before_upgrade;    /* where; not set: none was needed */

	/* While it serves; see serve.c. */
	struct http_server *server;
	struct event_hub *hub;
	struct rate_limit *attempts;
	struct rate_limit *submissions;
	struct housekeeper housekeeper;
	struct jobs *jobs;
};

/* --- start.c ------------------------------------------------------------------------------------- */

/* Messages and settings, as far as they need no database; app is zeroed by the caller. `cx` becomes
 * the context of the command, with memory of its own in `arena`. */
MUST_USE enum rc app_start(struct app *app, struct arena *arena, struct ctx *cx);

/* Opens the database of the settings, creates or upgrades it (with a copy before, unless it was
 * empty), and reads the organisation, which is made when there is none: "Alur", Asia/Jakarta, IDR.
 * cx can then be used for everything. */
MUST_USE enum rc app_open(struct app *app, struct ctx *cx);

/* The same for a database that is there and up to date; nothing is made or upgraded. E_MISSING: there is
 * none; E_CONFLICT: it is of another version, or of another program. `but_schema`: what its tables lack is
 * the caller's to tell. */
MUST_USE enum rc app_open_existing(struct app *app, struct ctx *cx, bool but_schema);

/* open_existing.c: whether it can be opened so, by reading alone. */
MUST_USE enum rc app_look_first(struct app *app, struct ctx *cx, bool but_schema);

/* The migrations and the schema of cx's database alone. With `keep_copy`, the database of that program
 * is copied aside before, unless it is empty. */
MUST_USE enum rc app_upgrade(struct ctx *cx, struct app *keep_copy);

/* Closes what was opened, in whatever state. */
void app_close(struct app *app);
void app_close_database(struct app *app);

/* The first user, where nobody has ever signed in: makes an administrator when there is none, and a
 * one-time link. *url is not set when somebody could sign in already. */
MUST_USE enum rc app_first_link(struct app *app, struct ctx *cx, str *url);

/* --- ctx_make.c ---------------------------------------------------------------------------------- */

/* A context of the program itself, for a command or a job: sees and may do everything, speaks the
 * language of the settings. */
void app_ctx(struct app *app, struct arena *arena, struct ctx *cx);

/* Speaks another language from here on. */
void app_speak(struct app *app, struct ctx *cx, enum language language);

/* --- organisation_now.c -------------------------------------------------------------------------- */

/* Puts the organisation's settings into cx; reads them when they may have changed. */
MUST_USE enum rc organisation_now(struct app *app, struct ctx *cx);

/* As they were read last; zeroed before. */
struct organisation organisation_last_known(struct app *app);

/* They have changed: the next request reads them. Of a committed unit's events. */
void organisation_notice(struct app *app, const struct event *events);
void organisation_forget(struct app *app);
void organisation_state_free(struct organisation_state *state);

/* --- locale.c ------------------------------------------------------------------------------------ */

/* The messages of a language from data/locales/, built into the program. English has none. */
MUST_USE enum rc locale_load(struct ctx *cx, enum language language, struct catalogue *out);

/* --- migrations.c -------------------------------------------------------------------------------- */

/* The numbered migrations that are built into the program. */
struct migration;
MUST_USE enum rc migrations_list(struct ctx *cx, const struct migration **out, size_t *count);

/* --- backup.c, restore.c ------------------------------------------------------------------------- */

/* Copies the whole database into a new SQLite file while it is in use. E_CONFLICT: the file exists. */
MUST_USE enum rc app_backup(struct app *app, struct ctx *cx, str path);

/* The folder for files that belong to the database: uploads, rejected rows; into app->files. */
MUST_USE enum rc app_name_files(struct app *app, struct ctx *cx);

/* A copy beside the database's file (of PostgreSQL: in the data folder), named after the instant and the
 * reason; *path is where. */
MUST_USE enum rc app_backup_aside(struct app *app, struct ctx *cx, const char *reason, str *path);

/* Replaces the database by a backup: opens, upgrades and verifies a copy of it first. What was there
 * is kept aside; *kept is where (not set: it was empty). app has settings, but is not open. */
MUST_USE enum rc app_restore(struct app *app, struct ctx *cx, str path, str *kept);

/* --- holdings_query.c ---------------------------------------------------------------------------- */

/* Whether the open database is one of Alur with an organisation in it. */
MUST_USE enum rc app_holds_data(struct ctx *cx, bool *yes);

/* How much there is, so that nobody takes an empty database for a sound one. Needs an open connection. */
struct holdings {
	int64_t deals, companies, users;
};
MUST_USE enum rc app_count(struct ctx *cx, struct holdings *out);

/* --- check_everything.c ------------------------------------------------------------------------------------- */

/* Everything that `alur check` looks at; `each` gets a finding in words. */
MUST_USE enum rc app_check(struct ctx *cx,
			   enum rc (*each)(struct ctx *cx, void *argument, str finding),
			   void *argument);

#endif
