/* Parameters are written `?` everywhere in Alur; PostgreSQL wants them numbered. */
#include "db/postgres_engine.h"

#include <stdlib.h>
#include <string.h>

/* End of the quoted text, name or comment that begins at `from`; `from` itself when none does.
 * A doubled quote ends one text and begins the next, which comes to the same. */
static size_t skip_quoted(str sql, size_t from)
{
	str rest = str_sub(sql, from, sql.len);
	size_t end;

	if (rest.ptr[0] == '\'' || rest.ptr[0] == '"') {
		end = str_find(sql, rest.ptr[0], from + 1);
		return end == SIZE_MAX ? sql.len : end + 1;
	}
	if (str_starts(rest, STR("--"))) {
		end = str_find(sql, '\n', from);
		return end == SIZE_MAX ? sql.len : end;
	}
	if (!str_starts(rest, STR("/*")))
		return from;
	for (end = from + 2; end + 1 < sql.len; end++)
		if (sql.ptr[end] == '*' && sql.ptr[end + 1] == '/')
			return end + 2;
	return sql.len;
}

/* Each `?` becomes at most `$60000`. */
static size_t room_for(str sql)
{
	size_t room = sql.len + 1;

	for (size_t i = 0; i < sql.len; i++)
		room += sql.ptr[i] == '?' ? 6 : 0;
	return room;
}

char *postgres_sql(str sql, int *count)
{
	size_t room = room_for(sql);
	char *out = malloc(room);
	size_t length = 0;

	*count = 0;
	if (!out)
		return NULL;
	for (size_t i = 0; i < sql.len;) {
		size_t end = skip_quoted(sql, i);

		if (end > i) {
			memcpy(out + length, sql.ptr + i, end - i);
			length += end - i;
			i = end;
		} else if (sql.ptr[i] == '?') {
			length += (size_t)snprintf(out + length, room - length, "$%d", ++*count);
			i++;
		} else {
			out[length++] = sql.ptr[i++];
		}
	}
	out[length] = '\0';
	return out;
}
