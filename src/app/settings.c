/* The table of settings and how their values are found: command line before environment before
 * fallback. Only here is the environment read. */
#include "app/settings.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

const struct setting setting_rows[SETTING_COUNT] = {
	[SETTING_DATA] = {
		.environment = "ALUR_DATA",
		.value = "FOLDER",
		.doc = "Where databases and backups are kept; otherwise $XDG_DATA_HOME/alur or "
		       "~/.local/share/alur.",
	},
	[SETTING_DB] = {
		.option = "--db",
		.environment = "ALUR_DB",
		.value = "URL",
		.doc = "The database: sqlite:PATH or postgres://...; otherwise alur.db in the data folder.",
	},
	[SETTING_LISTEN] = {
		.option = "--listen",
		.environment = "ALUR_LISTEN",
		.value = "HOST:PORT",
		.fallback = "127.0.0.1:8787",
		.doc = "Where the server listens; port 0 takes a free one.",
	},
	[SETTING_URL] = {
		.option = "--url",
		.environment = "ALUR_URL",
		.value = "URL",
		.doc = "How browsers reach the server, for links; otherwise http://HOST:PORT.",
	},
	[SETTING_LANGUAGE] = {
		.environment = "ALUR_LANGUAGE",
		.value = "id|en",
		.doc = "Language of the command line; otherwise that of LC_ALL, LC_MESSAGES or LANG.",
	},
	[SETTING_HOSTS] = {
		.environment = "ALUR_HOSTS",
		.value = "NAME,...",
		.fallback = "",
		.doc = "Further names by which browsers know the server.",
	},
	[SETTING_PROXIES] = {
		.environment = "ALUR_PROXIES",
		.value = "ADDRESS,...",
		.fallback = "",
		.doc = "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
	},
	[SETTING_THREADS] = {
		.environment = "ALUR_THREADS",
		.value = "N",
		.fallback = "0",
		.max = 256,
		.doc = "Event loops of the server; 0: one for each processor.",
	},
	[SETTING_READERS] = {
		.environment = "ALUR_READERS",
		.value = "N",
		.fallback = "0",
		.max = 256,
		.doc = "Most database connections that read at once; 0: as many as it needs.",
	},
	[SETTING_CACHE_KIB] = {
		.environment = "ALUR_CACHE_KIB",
		.value = "N",
		.fallback = "0",
		.max = 4194304,
		.doc = "Page cache of each SQLite connection; 0: a modest one.",
	},
	[SETTING_FILE_MIB] = {
		.environment = "ALUR_FILE_MIB",
		.value = "N",
		.fallback = "25",
		.max = 4096,
		.doc = "Largest file, in MiB, that can be attached to a deal, lead, company or contact.",
	},
};

/* --- values from the environment ----------------------------------------------------------------- */

/* Not set also when it is empty. */
static str from_environment(struct arena *arena, const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? arena_str(arena, str_from(value)) : (str){ NULL, 0 };
}

static str data_folder(struct arena *arena)
{
	str xdg = from_environment(arena, "XDG_DATA_HOME");
	str home = from_environment(arena, "HOME");

	if (str_is_set(xdg))
		return str_printf(arena, "%.*s/alur", STR_ARG(xdg));
	return str_printf(arena, "%.*s/.local/share/alur", STR_ARG(home));
}

/* "id_ID.UTF-8" asks for Indonesian; everything else is answered in English. */
static str system_language(struct arena *arena)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		str value = from_environment(arena, names[i]);

		if (str_is_set(value))
			return str_is(value, "id") || str_starts(value, STR("id_")) ? STR("id")
										    : STR("en");
	}
	return STR("en");
}

/* A browser on this machine reaches "every address" by the loopback. */
static str url_of(struct arena *arena, str listen)
{
	static const char *const every[] = { "0.0.0.0:", "[::]:", "*:", ":" };

	for (size_t i = 0; i < COUNT_OF(every); i++)
		if (str_starts(listen, str_from(every[i])))
			return str_printf(arena, "http://127.0.0.1:%s",
					  listen.ptr + strlen(every[i]));
	return str_printf(arena, "http://%.*s", STR_ARG(listen));
}

/* Where nobody says anything. */
static str worked_out(struct arena *arena, const struct settings *settings, enum setting_id id)
{
	str data = settings->values[SETTING_DATA];

	switch (id) {
	case SETTING_DATA:
		return data_folder(arena);
	case SETTING_DB:
		return str_printf(arena, "sqlite:%.*s/alur.db", STR_ARG(data));
	case SETTING_URL:
		return url_of(arena, settings->values[SETTING_LISTEN]);
	case SETTING_LANGUAGE:
		return system_language(arena);
	default:
		return str_from(setting_rows[id].fallback);
	}
}

/* --- checking ------------------------------------------------------------------------------------ */

static enum rc check(struct ctx *cx, enum setting_id id, str value)
{
	const struct setting *setting = &setting_rows[id];
	int64_t number = 0;

	if (setting->max == 0)
		return OK;
	if (!str_to_int(value, &number) || number < setting->min || number > setting->max)
		return fail(cx, E_INVALID, "%s must be a whole number from %lld to %lld",
			    setting->environment, (long long)setting->min, (long long)setting->max);
	return OK;
}

static str without_slash(str url)
{
	while (str_ends(url, STR("/")))
		url = str_sub(url, 0, url.len - 1);
	return url;
}

enum rc settings_read(struct ctx *cx, struct settings *out)
{
	*out = (struct settings){ 0 };
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		str value = from_environment(cx->arena, setting_rows[id].environment);

		if (!str_is_set(value))
			value = worked_out(cx->arena, out, id);
		if (!str_is_set(value))
			return fail_memory(cx);
		TRY(check(cx, id, value));
		out->values[id] = id == SETTING_URL ? without_slash(value) : value;
	}
	return OK;
}

enum rc settings_set(struct ctx *cx, struct settings *settings, enum setting_id id,
		     const char *value)
{
	bool url_follows =
		id == SETTING_LISTEN &&
		str_eq(settings->values[SETTING_URL], worked_out(cx->arena, settings, SETTING_URL));

	TRY(check(cx, id, str_from(value)));
	settings->values[id] = str_from(value);
	if (url_follows)
		settings->values[SETTING_URL] = worked_out(cx->arena, settings, SETTING_URL);
	settings->values[SETTING_URL] = without_slash(settings->values[SETTING_URL]);
	return OK;
}

/* --- reading ------------------------------------------------------------------------------------- */

int64_t settings_number(const struct settings *settings, enum setting_id id)
{
	int64_t number = 0;

	ensure(str_to_int(settings->values[id], &number)); /* checked when it was set */
	return number;
}

enum rc settings_list(struct ctx *cx, const struct settings *settings, enum setting_id id,
		      const char *const **out)
{
	str rest = settings->values[id];
	const char **list = NULL;
	size_t count = 0;
	str part;

	*out = NULL;
	if (rest.len == 0)
		return OK;
	TRY(ctx_alloc(cx, (rest.len + 2) * sizeof *list, &list));
	while (str_split(&rest, ',', &part)) {
		str copy = arena_str(cx->arena, str_trim(part));

		if (!str_is_set(copy))
			return fail_memory(cx);
		if (copy.len > 0)
			list[count++] = copy.ptr;
	}
	*out = count > 0 ? (const char *const *)list : NULL;
	return OK;
}

static enum rc make_folder(struct ctx *cx, const char *path)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return OK;
	return fail(cx, E_IO, "the folder %s cannot be made: %s", path, strerrordesc_np(errno));
}

enum rc settings_make_folder(struct ctx *cx, const struct settings *settings)
{
	str path = settings->values[SETTING_DATA];

	for (size_t end = str_find(path, '/', 1); end != SIZE_MAX;
	     end = str_find(path, '/', end + 1)) {
		str parent = arena_str(cx->arena, str_sub(path, 0, end));
		struct stat there;

		if (!str_is_set(parent))
			return fail_memory(cx);
		if (stat(parent.ptr, &there) != 0)
			TRY(make_folder(cx, parent.ptr));
	}
	return make_folder(cx, path.ptr);
}

enum rc settings_make_db_folder(struct ctx *cx, const struct settings *settings)
{
	str inside = str_printf(cx->arena, "sqlite:%.*s/", STR_ARG(settings->values[SETTING_DATA]));

	if (!str_is_set(inside))
		return fail_memory(cx);
	return str_starts(settings->values[SETTING_DB], inside) ? settings_make_folder(cx, settings)
								: OK;
}
