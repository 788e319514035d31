/* Statements: binding, stepping, values, the cache, and what constraints say. */
#include "db_fixture.h"

#include <math.h>
#include <string.h>

#define PREPARED(name, sql)                                                                        \
	AUTO(db_done) struct db_stmt *name = NULL;                                                 \
	assert_rc(cx, db_prepare(cx, STR(sql), &name), OK)

static struct db_stmt *prepared(struct ctx *cx, const char *sql)
{
	struct db_stmt *stmt = NULL;

	assert_rc(cx, db_prepare(cx, str_from(sql), &stmt), OK);
	return stmt;
}

static void must_run(struct ctx *cx, struct db_stmt *stmt, int64_t expected)
{
	int64_t changed = -1;

	assert_rc(cx, db_run(cx, stmt, &changed), OK);
	assert_int_equal(changed, expected);
}

static bool must_step(struct ctx *cx, struct db_stmt *stmt)
{
	bool row;

	assert_rc(cx, db_step(cx, stmt, &row), OK);
	return row;
}

static void assert_str(str s, const char *expected)
{
	assert_true(str_is(s, expected));
}

/* Each test of this kind runs within a unit of work. */
struct in_unit {
	void (*run)(struct ctx *cx);
};

static enum rc run_in_unit(struct ctx *cx, void *argument)
{
	const struct in_unit *test = argument;

	test->run(cx);
	return OK;
}

static void within(struct db_fixture *fixture, void (*test)(struct ctx *cx))
{
	assert_rc(&fixture->cx, db_write(&fixture->cx, run_in_unit, &(struct in_unit){ test }), OK);
}

static void values_come_back(struct ctx *cx)
{
	must_execute(cx, "CREATE TABLE v (i {int}, r {real}, t {text}, b {blob}, n {text})");
	PREPARED(in, "INSERT INTO v (i, r, t, b, n) VALUES (?, ?, ?, ?, ?)");
	const int64_t ints[] = { 0, 1, -1, INT64_MAX, INT64_MIN + 1, INT64_C(9007199254740993) };
	const double reals[] = { 0.0, -0.1, 1e300, 5e-324, 1.0 / 3.0, -1e-5 };
	const str texts[] = { STR(""),
			      STR("Café \xf0\x9f\x98\x80"),
			      STR("it's \\ \"x\" ? $1"),
			      STR("a\nb"),
			      STR("{}"),
			      STR("x") };
	const str blobs[] = { STR(""),  STR("\0\1\377\0"), STR("\\x41"),
			      STR("'"), STR("\377"),       STR("\0") };

	for (size_t i = 0; i < COUNT_OF(ints); i++) {
		db_bind_int(in, 1, ints[i]);
		db_bind_real(in, 2, reals[i]);
		db_bind_text(in, 3, texts[i]);
		db_bind_blob(in, 4, blobs[i]);
		db_bind_null(in, 5);
		must_run(cx, in, 1);

		PREPARED(out, "SELECT i, r, t, b, n FROM v");
		assert_true(must_step(cx, out));
		assert_true(db_int(out, 0) == ints[i]);
		assert_true(memcmp(&(double){ db_real(out, 1) }, &reals[i], sizeof(double)) == 0);
		assert_true(str_eq(db_text(out, 2), texts[i]));
		assert_true(str_eq(db_blob(out, 3), blobs[i]));
		assert_true(db_is_null(out, 4) && !db_is_null(out, 2));
		assert_false(must_step(cx, out));
		must_execute(cx, "DELETE FROM v");
	}
}

static void test_values(struct db_fixture *fixture)
{
	within(fixture, values_come_back);
}

static void nulls_read_as_nothing(struct ctx *cx)
{
	must_execute(cx, "CREATE TABLE n (i {int}, r {real}, t {text}, b {blob})");
	PREPARED(in, "INSERT INTO n VALUES (?, ?, ?, ?)");
	db_bind_null(in, 1);
	db_bind_null(in, 2);
	db_bind_text(in, 3, (str){ NULL, 0 });
	db_bind_blob(in, 4, (str){ NULL, 0 });
	must_run(cx, in, 1);
	PREPARED(out, "SELECT i, r, t, b FROM n WHERE i IS NULL AND t IS NULL AND b IS NULL");
	assert_true(must_step(cx, out));
	for (int i = 0; i < 4; i++)
		assert_true(db_is_null(out, i));
	assert_int_equal(db_int(out, 0), 0);
	assert_true(db_real(out, 1) == 0.0);
	assert_false(str_is_set(db_text(out, 2)));
	assert_false(str_is_set(db_blob(out, 3)));
}

static void test_nulls(struct db_fixture *fixture)
{
	within(fixture, nulls_read_as_nothing);
}

static void null_then_value(struct ctx *cx)
{
	must_execute(cx, "CREATE TABLE c (id {id}, i {int}, t {text})");
	PREPARED(in, "INSERT INTO c (id, i, t) VALUES (?, ?, ?)");
	for (int round = 0; round < 4; round++) {
		db_bind_int(in, 1, round + 1);
		if (round % 2)
			db_bind_int(in, 2, round);
		else
			db_bind_null(in, 2);
		db_bind_text(in, 3, round < 2 ? (str){ NULL, 0 } : STR("t"));
		must_run(cx, in, 1);
	}
	assert_int_equal(must_count(cx, "SELECT count(*) FROM c WHERE i IS NULL"), 2);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM c WHERE t = 't'"), 2);
}

static void test_null_then_value(struct db_fixture *fixture)
{
	within(fixture, null_then_value);
}

static void sums_and_counts(struct ctx *cx)
{
	must_execute(cx, "CREATE TABLE s (i {int}, r {real});"
			 "INSERT INTO s VALUES (100000000000000000, 0.5), (7, 1.25), (-3, 2)");
	PREPARED(out,
		 "SELECT sum(i), count(*), avg(r), sum(r), max(i), i > 0 FROM s GROUP BY i > 0 "
		 "ORDER BY 2 DESC");
	assert_true(must_step(cx, out));
	assert_int_equal(db_int(out, 0), INT64_C(100000000000000007));
	assert_int_equal(db_int(out, 1), 2);
	assert_true(fabs(db_real(out, 2) - 0.875) < 1e-12);
	assert_true(db_real(out, 3) == 1.75);
	assert_int_equal(db_int(out, 4), INT64_C(100000000000000000));
	assert_int_equal(db_int(out, 5), 1);
	assert_true(must_step(cx, out));
	assert_int_equal(db_int(out, 0), -3);
	assert_int_equal(db_int(out, 5), 0);
}

static void test_sums(struct db_fixture *fixture)
{
	within(fixture, sums_and_counts);
}

static void marks_that_are_text(struct ctx *cx)
{
	PREPARED(out, "SELECT '?' || ?, 'it''s ?', ? /* ? */ AS \"wh?at\" -- ?\n WHERE 1 = ?");
	db_bind_text(out, 1, STR("!"));
	db_bind_int(out, 2, 5);
	db_bind_int(out, 3, 1);
	assert_true(must_step(cx, out));
	assert_str(db_text(out, 0), "?!");
	assert_str(db_text(out, 1), "it's ?");
	assert_int_equal(db_int(out, 2), 5);
	assert_false(must_step(cx, out));
}

static void test_marks(struct db_fixture *fixture)
{
	within(fixture, marks_that_are_text);
}

static void bound_anew_in_the_middle(struct ctx *cx)
{
	must_execute(cx, "CREATE TABLE m (i {int}); INSERT INTO m VALUES (1), (2), (3)");
	PREPARED(out, "SELECT i FROM m WHERE i >= ? ORDER BY i");
	db_bind_int(out, 1, 1);
	assert_true(must_step(cx, out));
	assert_int_equal(db_int(out, 0), 1);
	db_bind_int(out, 1, 3);
	assert_true(must_step(cx, out));
	assert_int_equal(db_int(out, 0), 3);
	assert_false(must_step(cx, out));
	assert_true(must_step(cx, out)); /* as it is bound, from the start */
	assert_int_equal(db_int(out, 0), 3);
}

static void test_bound_anew(struct db_fixture *fixture)
{
	within(fixture, bound_anew_in_the_middle);
}

static void one_text_twice(struct ctx *cx)
{
	must_execute(cx, "CREATE TABLE w (i {int}); INSERT INTO w VALUES (1), (2)");
	struct db_stmt *outer = prepared(cx, "SELECT i FROM w ORDER BY i");

	for (int i = 1; i <= 2; i++) {
		assert_true(must_step(cx, outer));
		assert_int_equal(db_int(outer, 0), i);
		struct db_stmt *inner = prepared(cx, "SELECT i FROM w ORDER BY i");

		assert_ptr_not_equal(inner, outer);
		assert_true(must_step(cx, inner));
		assert_int_equal(db_int(inner, 0), 1);
		db_done(&inner);
		assert_null(inner);
	}
	db_done(&outer);
}

static void test_one_text_twice(struct db_fixture *fixture)
{
	within(fixture, one_text_twice);
}

static void more_texts_than_the_cache_holds(struct ctx *cx)
{
	struct db_stmt *held = prepared(cx, "SELECT 1 UNION ALL SELECT 2 ORDER BY 1");

	assert_true(must_step(cx, held));
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 700; i++) {
			str sql = str_printf(cx->arena, "SELECT %d + 0", i);
			AUTO(db_done) struct db_stmt *stmt = NULL;

			assert_rc(cx, db_prepare(cx, sql, &stmt), OK);
			assert_true(must_step(cx, stmt));
			assert_int_equal(db_int(stmt, 0), i);
		}
	}
	assert_true(must_step(cx, held)); /* what is in use is never thrown out */
	assert_int_equal(db_int(held, 0), 2);
	db_done(&held);
}

static void test_cache(struct db_fixture *fixture)
{
	within(fixture, more_texts_than_the_cache_holds);
}

static void insert_gives_its_id(struct ctx *cx)
{
	must_execute(cx, "CREATE TABLE r (id {id}, t {text})");
	PREPARED(in, "INSERT INTO r (t) VALUES (?) RETURNING id");
	int64_t last = 0;

	for (int i = 0; i < 3; i++) {
		db_bind_text(in, 1, STR("x"));
		assert_true(must_step(cx, in));
		assert_true(db_int(in, 0) > last);
		last = db_int(in, 0);
		assert_false(must_step(cx, in));
	}
	PREPARED(change, "UPDATE r SET t = ? WHERE id <= ?");
	db_bind_text(change, 1, STR("y"));
	db_bind_int(change, 2, last - 1);
	must_run(cx, change, 2);
	must_run(cx, change, 2);
	db_bind_int(change, 2, 0);
	must_run(cx, change, 0);
}

static void test_returning(struct db_fixture *fixture)
{
	within(fixture, insert_gives_its_id);
}

/* --- constraints ------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *sql;
	enum rc rc;
	const char *words;
} refused[] = {
	{ "a duplicate", "INSERT INTO child (id, code, parent_id, n) VALUES (2, 'a', 1, 1)",
	  E_CONFLICT, "child.code must be unique" },
	{ "a duplicate of two columns",
	  "INSERT INTO child (id, code, parent_id, n) VALUES (3, 'c', 1, 9)", E_CONFLICT,
	  "child.parent_id, child.n must be unique" },
	{ "a duplicate id", "INSERT INTO parent (id) VALUES (1)", E_CONFLICT, "parent.id" },
	{ "a parent that is not there",
	  "INSERT INTO child (id, code, parent_id, n) VALUES (4, 'd', 77, 1)", E_CONFLICT,
	  "refers to" },
	{ "removing a parent in use", "DELETE FROM parent WHERE id = 1", E_CONFLICT, "refer" },
	{ "a broken check", "INSERT INTO child (id, code, parent_id, n) VALUES (5, 'e', 1, -1)",
	  E_CONFLICT, "does not accept" },
	{ "a missing value", "INSERT INTO child (id, parent_id, n) VALUES (6, 1, 1)", E_CONFLICT,
	  "code" },
	{ "a table that is not there", "INSERT INTO nowhere VALUES (1)", E_INTERNAL, "nowhere" },
};

static enum rc run_sql(struct ctx *cx, void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, str_from(argument), &stmt));
	return db_run(cx, stmt, NULL);
}

static void test_constraints(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;

	must_execute(cx, "CREATE TABLE parent (id {id});"
			 "CREATE TABLE child (id {id}, code {text} NOT NULL,"
			 " parent_id {int} NOT NULL REFERENCES parent (id), n {int} CHECK (n > 0));"
			 "CREATE UNIQUE INDEX child_code ON child (code);"
			 "CREATE UNIQUE INDEX child_n ON child (parent_id, n);"
			 "INSERT INTO parent (id) VALUES (1);"
			 "INSERT INTO child (id, code, parent_id, n) VALUES (1, 'a', 1, 9)");
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		ctx_clear_failure(cx);
		enum rc rc = db_write(cx, run_sql, (void *)(uintptr_t)refused[i].sql);

		if (rc != refused[i].rc)
			fail_msg("%s: %s", refused[i].name, rc_name(rc));
		assert_words(cx, refused[i].words);
	}
	assert_int_equal(must_count(cx, "SELECT count(*) FROM child"), 1);
}

static enum rc two_in_one(struct ctx *cx, void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	(void)argument;
	return db_prepare(cx, STR("SELECT 1; DELETE FROM t"), &stmt);
}

static void test_two_statements(struct db_fixture *fixture)
{
	enum rc rc = db_write(&fixture->cx, two_in_one, NULL);

	/* PostgreSQL only looks at the text when it is first run. */
	if (fixture->dialect == DB_SQLITE)
		assert_rc(&fixture->cx, rc, E_INTERNAL);
}

/* --- looking at the database --------------------------------------------------------------------- */

static enum rc add_column(struct ctx *cx, void *argument, const struct db_column *column)
{
	(void)cx;
	buf_printf(argument, "%.*s.%.*s %.*s%s\n", STR_ARG(column->table), STR_ARG(column->name),
		   STR_ARG(column->type), column->required ? " required" : "");
	return OK;
}

static enum rc add_index(struct ctx *cx, void *argument, str table, str index)
{
	(void)cx;
	buf_printf(argument, "%.*s.%.*s\n", STR_ARG(table), STR_ARG(index));
	return OK;
}

static enum rc count_finding(struct ctx *cx, void *argument, str finding)
{
	(void)cx;
	(void)finding;
	++*(int *)argument;
	return OK;
}

static void test_inspect(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;
	struct buf columns = buf_new(cx->arena);
	struct buf indexes = buf_new(cx->arena);
	int findings = 0;
	str plan;

	must_execute(cx, "CREATE TABLE team (id {id}, name {text} NOT NULL, rate {real});"
			 "CREATE TABLE deal (id {id}, team_id {int} NOT NULL REFERENCES team (id),"
			 " picture {blob});"
			 "CREATE INDEX deal_team ON deal (team_id);"
			 "CREATE VIEW names AS SELECT name FROM team");
	assert_rc(cx, db_read_begin(cx), OK);
	assert_rc(cx, db_columns(cx, add_column, &columns), OK);
	assert_rc(cx, db_indexes(cx, add_index, &indexes), OK);
	assert_rc(cx, db_check(cx, count_finding, &findings), OK);
	assert_rc(cx, db_explain(cx, STR("SELECT id FROM deal WHERE id = ?"), &plan), OK);
	db_read_end(cx);
	assert_string_equal(buf_str(&columns).ptr, "deal.id INTEGER required\n"
						   "deal.team_id INTEGER required\n"
						   "deal.picture BLOB\n"
						   "team.id INTEGER required\n"
						   "team.name TEXT required\n"
						   "team.rate REAL\n");
	assert_string_equal(buf_str(&indexes).ptr, "deal.deal_team\n");
	assert_int_equal(findings, 0);
	assert_non_null(strstr(plan.ptr, "deal"));
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "all kinds of values come back as they went in", test_values },
		{ "NULL reads as 0, 0.0 and the text that is not set", test_nulls },
		{ "a parameter may be NULL once and a number the next time", test_null_then_value },
		{ "sums, counts, averages and comparisons read as numbers", test_sums },
		{ "question marks in texts, names and comments are no parameters", test_marks },
		{ "a statement may be bound anew in the middle of its rows", test_bound_anew },
		{ "one text may be used twice at the same time", test_one_text_twice },
		{ "the cache is bounded and never drops what is in use", test_cache },
		{ "an insert gives its id, an update its number of rows", test_returning },
		{ "a broken constraint is a conflict with words, and leaves nothing",
		  test_constraints },
		{ "two statements in one text are refused", test_two_statements },
		{ "tables, columns, indexes, plans and findings can be looked at", test_inspect },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
