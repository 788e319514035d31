/* How the program is set up from outside: app/settings.c. */
#include "table.h"

#include "app/settings.h"

#include <stdlib.h>

enum { MAX_VARIABLES = 4 };

struct settings_case {
	const char *name;
	const char *environment[MAX_VARIABLES][2];
	const char *db; /* of the command line */
	const char *listen;
	enum setting_id asked;
	const char *expected; /* NULL: refused */
};

static const struct settings_case cases[] = {
	{ "the database is a file in the data folder",
	  { { "ALUR_DATA", "/d" } },
	  NULL,
	  NULL,
	  SETTING_DB,
	  "sqlite:/d/alur.db" },
	{ "the data folder follows XDG_DATA_HOME",
	  { { "XDG_DATA_HOME", "/x" } },
	  NULL,
	  NULL,
	  SETTING_DATA,
	  "/x/alur" },
	{ "the data folder is in the home otherwise",
	  { { "HOME", "/h" } },
	  NULL,
	  NULL,
	  SETTING_DATA,
	  "/h/.local/share/alur" },
	{ "ALUR_DATA comes before XDG_DATA_HOME",
	  { { "XDG_DATA_HOME", "/x" }, { "ALUR_DATA", "/d" } },
	  NULL,
	  NULL,
	  SETTING_DATA,
	  "/d" },
	{ "an empty variable says nothing",
	  { { "ALUR_DATA", "" }, { "XDG_DATA_HOME", "/x" } },
	  NULL,
	  NULL,
	  SETTING_DATA,
	  "/x/alur" },
	{ "the environment names the database",
	  { { "ALUR_DB", "sqlite:e" } },
	  NULL,
	  NULL,
	  SETTING_DB,
	  "sqlite:e" },
	{ "the command line comes before the environment",
	  { { "ALUR_DB", "sqlite:e" } },
	  "sqlite:c",
	  NULL,
	  SETTING_DB,
	  "sqlite:c" },
	{ "links go where the server listens",
	  { { NULL } },
	  NULL,
	  NULL,
	  SETTING_URL,
	  "http://127.0.0.1:8787" },
	{ "links follow --listen",
	  { { NULL } },
	  NULL,
	  "localhost:99",
	  SETTING_URL,
	  "http://localhost:99" },
	{ "every address is reached by the loopback",
	  { { NULL } },
	  NULL,
	  "0.0.0.0:99",
	  SETTING_URL,
	  "http://127.0.0.1:99" },
	{ "every address of both kinds too",
	  { { NULL } },
	  NULL,
	  "[::]:99",
	  SETTING_URL,
	  "http://127.0.0.1:99" },
	{ "a URL of one's own stays",
	  { { "ALUR_URL", "https://crm.example.com/" } },
	  NULL,
	  "localhost:99",
	  SETTING_URL,
	  "https://crm.example.com" },
	{ "the language follows the system",
	  { { "LANG", "id_ID.UTF-8" } },
	  NULL,
	  NULL,
	  SETTING_LANGUAGE,
	  "id" },
	{ "LC_ALL comes before LANG",
	  { { "LANG", "id_ID.UTF-8" }, { "LC_ALL", "C" } },
	  NULL,
	  NULL,
	  SETTING_LANGUAGE,
	  "en" },
	{ "ALUR_LANGUAGE comes before both",
	  { { "ALUR_LANGUAGE", "id" }, { "LC_ALL", "C" } },
	  NULL,
	  NULL,
	  SETTING_LANGUAGE,
	  "id" },
	{ "a number stays", { { "ALUR_THREADS", "4" } }, NULL, NULL, SETTING_THREADS, "4" },
	{ "words for a number are refused",
	  { { "ALUR_THREADS", "four" } },
	  NULL,
	  NULL,
	  SETTING_THREADS,
	  NULL },
	{ "a negative number is refused",
	  { { "ALUR_THREADS", "-1" } },
	  NULL,
	  NULL,
	  SETTING_THREADS,
	  NULL },
	{ "too large a number is refused",
	  { { "ALUR_THREADS", "257" } },
	  NULL,
	  NULL,
	  SETTING_THREADS,
	  NULL },
};

static void forget_environment(void)
{
	static const char *const others[] = { "HOME", "XDG_DATA_HOME", "LC_ALL", "LC_MESSAGES",
					      "LANG" };

	for (size_t i = 0; i < COUNT_OF(others); i++)
		unsetenv(others[i]);
	for (size_t i = 0; i < SETTING_COUNT; i++)
		unsetenv(setting_rows[i].environment);
}

static void value_is_found(void **row)
{
	const struct settings_case *c = *row;
	LOCAL(local);
	struct settings settings;
	enum rc rc;

	forget_environment();
	for (size_t i = 0; i < MAX_VARIABLES && c->environment[i][0]; i++)
		setenv(c->environment[i][0], c->environment[i][1], 1);
	rc = settings_read(&local.cx, &settings);
	assert_int_equal(rc, c->expected ? OK : E_INVALID);
	if (rc != OK)
		return;
	if (c->db)
		assert_int_equal(settings_set(&local.cx, &settings, SETTING_DB, c->db), OK);
	if (c->listen)
		assert_int_equal(settings_set(&local.cx, &settings, SETTING_LISTEN, c->listen), OK);
	assert_text(settings.values[c->asked], c->expected);
}

static void lists_are_split(void)
{
	LOCAL(local);
	struct settings settings;
	const char *const *list = NULL;

	forget_environment();
	assert_int_equal(settings_read(&local.cx, &settings), OK);
	assert_int_equal(settings_list(&local.cx, &settings, SETTING_HOSTS, &list), OK);
	assert_null(list);
	assert_int_equal(settings_set(&local.cx, &settings, SETTING_HOSTS, " a.example, ,b:1 "),
			 OK);
	assert_int_equal(settings_list(&local.cx, &settings, SETTING_HOSTS, &list), OK);
	assert_string_equal(list[0], "a.example");
	assert_string_equal(list[1], "b:1");
	assert_null(list[2]);
}

static void every_setting_is_explained(void)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		assert_non_null(setting_rows[i].environment);
		assert_non_null(setting_rows[i].value);
		assert_non_null(setting_rows[i].doc);
	}
}

int main(void)
{
	static const struct plain_row plain[] = {
		{ "lists are split at commas", lists_are_split },
		{ "every setting is explained", every_setting_is_explained },
	};
	static const struct table tables[] = { TABLE(cases, value_is_found), PLAIN(plain) };

	return tables_run("settings", tables, COUNT_OF(tables));
}
