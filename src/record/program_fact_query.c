/* What the program remembers about the database itself, by name: which fields its search index has, how its
 * sums are kept. */
#include "record/row.h"

enum rc fact_read(struct ctx *cx, const char *name, str *value)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	*value = (str){ NULL, 0 };
	TRY(db_prepare(cx, STR("SELECT value FROM program_facts WHERE name = ?"), &stmt));
	db_bind_text(stmt, 1, str_from(name));
	TRY(db_step(cx, stmt, &found));
	if (found)
		*value = arena_str(cx->arena, db_text(stmt, 0));
	return OK;
}

enum rc fact_is(struct ctx *cx, const char *name, str value, bool *yes)
{
	str known;

	if (!str_is_set(value))
		return fail_memory(cx);
	TRY(fact_read(cx, name, &known));
	*yes = str_eq(known, value);
	return OK;
}

enum rc fact_write(struct ctx *cx, const char *name, str value)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx,
		       STR("INSERT INTO program_facts (name, value) VALUES (?, ?)"
			   " ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
		       &stmt));
	db_bind_text(stmt, 1, str_from(name));
	db_bind_text(stmt, 2, value);
	return db_run(cx, stmt, NULL);
}
