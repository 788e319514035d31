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
