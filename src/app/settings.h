/* How the program is set up from outside: one table of settings, each with an environment variable,
 * some with an option of the command line. What the users set up is the organisation (entity/). */
#ifndef ALUR_APP_SETTINGS_H
#define ALUR_APP_SETTINGS_H

#include "base/ctx.h"

enum setting_id {
	SETTING_DATA,
	SETTING_DB,
	SETTING_LISTEN,
	SETTING_URL,
	SETTING_LANGUAGE,
	SETTING_HOSTS,
	SETTING_PROXIES,
	SETTING_THREADS,
	SETTING_READERS,
	SETTING_CACHE_KIB,
	SETTING_FILE_MIB,
	SETTING_COUNT
};

struct setting {
	const char *option;      /* "--db"; NULL: none */
	const char *environment; /* "ALUR_DB" */
	const char *value;       /* what it takes, e.g. "HOST:PORT" */
	const char *fallback;    /* NULL: worked out in settings.c */
	int64_t min, max;        /* of numbers; both 0: a text */
	const char *doc;
};

/* By enum setting_id. */
extern const struct setting setting_rows[SETTING_COUNT];

struct settings {
	str values[SETTING_COUNT]; /* always set, each with a NUL behind it */
};

/* The environment, and what follows when it says nothing. E_INVALID in words. Texts live in
 * cx->arena. */
MUST_USE enum rc settings_read(struct ctx *cx, struct settings *out);

/* A value from the command line; what follows from it is worked out anew. */
MUST_USE enum rc settings_set(struct ctx *cx, struct settings *settings, enum setting_id id,
			      const char *value);

int64_t settings_number(const struct settings *settings, enum setting_id id);

/* A text of parts between commas, as a NULL-terminated list in cx->arena; NULL in *out when empty. */
MUST_USE enum rc settings_list(struct ctx *cx, const struct settings *settings, enum setting_id id,
			       const char *const **out);

/* Makes the data folder (mode 0700) when it is not there. E_IO. */
MUST_USE enum rc settings_make_folder(struct ctx *cx, const struct settings *settings);

/* The same, if the database is a file in it. */
MUST_USE enum rc settings_make_db_folder(struct ctx *cx, const struct settings *settings);

#endif
