/* How both databases find what stands on an import that is to be undone: from each row of the import to what points to
 * it, and from that to its own few events, never through all events of the import once for each. */
#include "pipeline_support.h"

#include "base/convert.h"
#include "db/engine.h"
#include "exchange/import_undo.h"

#include <string.h>

static bool has(str text, const char *part)
{
	return str_is_set(text) && memmem(text.ptr, text.len, part, strlen(part)) != NULL;
}

static enum rc import_company(struct ctx *cx, void *argument)
{
	struct company company;

	TRY(batch_begin(cx, "import", argument));
	TRY(record_new(cx, &company_entity, &company));
	company.name = STR("Maju");
	return record_save(cx, &company_entity, &company);
}

/* The statements that ask for dependants: `c` are events of a row that points to the import's, `l` later ones. */
static size_t asked(struct ctx *cx, str *texts)
{
	size_t count = 0;

	for (struct db_stmt *stmt = cx->conn->cache.newest; stmt; stmt = stmt->entry.older)
		if (has(stmt->entry.key.text, "(SELECT 1 FROM events c WHERE"))
			texts[count++] = arena_str(cx->arena, stmt->entry.key.text);
	return count;
}

/* PostgreSQL tells the condition of an index in the line after it. */
static bool finds_by_row(struct ctx *cx, str plan, const char *alias)
{
	if (db_dialect(cx->db) == DB_SQLITE)
		return has(plan, str_printf(cx->arena,
					    "SEARCH %s USING INDEX events_row (row_key=?", alias)
					 .ptr);

	str scan = str_printf(cx->arena, "using events_row on events %s ", alias);
	const char *at = memmem(plan.ptr, plan.len, scan.ptr, scan.len);
	str rest = at ? str_sub(plan, to_size(at - plan.ptr), plan.len) : STR("");
	str line;

	return str_split(&rest, '\n', &line) && str_split(&rest, '\n', &line) &&
	       has(line, "Index Cond: ") && has(line, "(row_key = ");
}

static bool finds_the_import_once(struct ctx *cx, str plan)
{
	return has(plan, db_dialect(cx->db) == DB_SQLITE
				 ? "SEARCH e USING INDEX events_batch (batch_id=?)"
				 : "events_batch");
}

static int check(struct ctx *cx, str sql)
{
	str plan;

	assert_rc(cx, db_explain(cx, sql, &plan), OK);
	if (finds_the_import_once(cx, plan) && finds_by_row(cx, plan, "c") &&
	    (!has(sql, "events l") || finds_by_row(cx, plan, "l")))
		return 0;
	print_error("# %.*s\n%.*s\n", STR_ARG(sql), STR_ARG(plan));
	return 1;
}

static void dependants_by_their_own_events(struct db_fixture *fixture)
{
	str texts[STMT_CACHE_LIMIT];
	struct world world;
	struct ctx *cx;
	int64_t batch_id = 0;
	int faults = 0;
	size_t count;

	world_make(&world, fixture);
	cx = world.cx;
	unit(&world, import_company, &batch_id, OK);
	cx->batch_id = 0;
	assert_rc(cx, db_read_begin(cx), OK);
	if (db_dialect(cx->db) == DB_POSTGRES) /* its tables are nearly empty here */
		assert_rc(cx,
			  db_execute(cx, STR("SET LOCAL enable_seqscan = off;"
					     "SET LOCAL enable_bitmapscan = off")),
			  OK);
	assert_rc(cx, undo_refuse_changed(cx, batch_id), OK);
	count = asked(cx, texts);
	assert_true(count > 20);
	for (size_t i = 0; i < count; i++)
		faults += check(cx, texts[i]);
	db_read_end(cx);
	assert_int_equal(faults, 0);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "what stands on an import is found by its own few events",
		  dependants_by_their_own_events },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
