/* Numbered forward migrations. Their texts are the same for both databases, but for
 *	{id} {int} {real} {text} {blob}   a column's type; {id} is a primary key that counts by itself
 *	-- only sqlite, -- only postgres, -- only upgrade  on a line of its own: the lines up to
 *	-- end                            are left out for the other engine, or in a database that is just
 *	                                  being made: it gets its tables as they are now (record/schema.c),
 *	                                  so what changes the table of an entity is for an upgrade only. */
#ifndef ALUR_DB_MIGRATE_H
#define ALUR_DB_MIGRATE_H

#include "db/db.h"

struct migration {
	int64_t number;
	const char *name;
	str text; /* one or more statements */
};

/* Applies what is missing from the list (by rising number), each migration in a transaction of its
 * own together with its row in the table `migrations`. When something is to be applied to a
 * database that has tables already, calls `before` once (may be NULL): the place for a backup; its
 * failure stops all. *applied (may be NULL) is the number of migrations that were.
 * E_CONFLICT with words, and nothing is changed: the database is newer than the program, an applied
 * migration's text has changed since, or these are another program's tables. */
struct migrate_hooks {
	enum rc (*before)(struct ctx *cx, void *argument);
	void *argument;
	const char
		*first_table; /* an entity's: a database that has it is upgraded; NULL: none is */
};
MUST_USE enum rc db_migrate(struct ctx *cx, const struct migration *list, size_t count,
			    const struct migrate_hooks *hooks, int64_t *applied);

/* How many migrations of the list the database lacks, for those who must not change it. E_CONFLICT as
 * above. */
MUST_USE enum rc db_migrations_missing(struct ctx *cx, const struct migration *list, size_t count,
				       int64_t *missing);

/* The text as the engine gets it. The not-set str when memory is out. */
str migration_text(struct arena *arena, str text, enum db_dialect dialect, bool is_upgrade);

#endif
