/* The URL of a PostgreSQL database, and keeping its password out of every message. libpq quotes
 * parts of a URL that it does not understand, and where a password holds an unescaped / or @ those
 * parts are pieces of the password; so whatever looks wrong is refused here in words of our own. */
#include "db/postgres_engine.h"

#include <stdlib.h>
#include <string.h>

static bool is_suspicious(const PQconninfoOption *option)
{
	const char *value = option->val;

	if (!value)
		return false;
	if (strcmp(option->keyword, "port") == 0)
		return value[strspn(value, "0123456789,")] != '\0';
	if (strcmp(option->keyword, "host") == 0 || strcmp(option->keyword, "dbname") == 0)
		return strchr(value, '@') || strchr(value, ':');
	return false;
}

static bool is_understood(const char *url)
{
	PQconninfoOption *options = PQconninfoParse(url, NULL);
	bool understood = options != NULL;

	for (PQconninfoOption *option = options; option && option->keyword; option++)
		understood = understood && !is_suspicious(option);
	PQconninfoFree(options);
	return understood;
}

/* --- a name for files ---------------------------------------------------------------------------- */

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
	for (const PQconninfoOption *option = options; option && option->keyword; option++)
		if (strcmp(option->keyword, keyword) == 0 && option->val && option->val[0])
			return option->val;
	return NULL;
}

/* %2F for everything that could not be in the name of a file or would make two names alike. */
static void add_safely(struct buf *out, const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if ((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
		    (byte >= 'A' && byte <= 'Z') || strchr("._,-", byte))
			buf_char(out, *text);
		else
			buf_printf(out, "%%%02X", byte);
	}
}

static const char *first_of(const char *const *values)
{
	while (!*values)
		values++;
	return *values;
}

static void print_name(struct buf *out, const PQconninfoOption *url, const PQconninfoOption *rest)
{
	const char *const hosts[] = { value_of(url, "host"), value_of(url, "hostaddr"),
				      value_of(rest, "host"), value_of(rest, "hostaddr"), "local" };
	const char *const ports[] = { value_of(url, "port"), value_of(rest, "port"), "5432" };
	const char *const names[] = { value_of(url, "dbname"), value_of(rest, "dbname"),
				      value_of(url, "user"), value_of(rest, "user"), "postgres" };

	add_safely(out, first_of(hosts));
	buf_char(out, '+');
	add_safely(out, first_of(ports));
	buf_char(out, '+');
	add_safely(out, first_of(names));
}

enum rc db_postgres_name(struct ctx *cx, str url, struct buf *out)
{
	str copy = arena_str(cx->arena, url);
	PQconninfoOption *given = str_is_set(copy) ? PQconninfoParse(copy.ptr, NULL) : NULL;
	PQconninfoOption *rest = PQconndefaults();
	bool known = given && rest;

	if (known)
		print_name(out, given, rest);
	PQconninfoFree(given);
	PQconninfoFree(rest);
	return known ? OK : fail_memory(cx); /* the URL was understood when it was opened */
}

/* --- opening ------------------------------------------------------------------------------------- */

enum rc postgres_locate(struct ctx *cx, struct db *db, str url)
{
	db->place = strndup(url.ptr, url.len);
	if (!db->place)
		return fail_memory(cx);
	if (!is_understood(db->place))
		return fail(
			cx, E_INVALID,
			"the database URL is not understood; it is "
			"postgres://USER:PASSWORD@HOST:PORT/NAME, with special characters written "
			"as %%40 (@), %%2F (/) and so on");
	return OK;
}
