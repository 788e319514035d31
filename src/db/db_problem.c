/* The words for what can go wrong in a database. Which code of an engine means which problem is
 * decided in sqlite_problem.c and postgres_problem.c. */
#include "db/db_problem.h"

static enum rc fail_for_input(struct ctx *cx, enum problem problem, const char *detail)
{
	switch (problem) {
	case PROBLEM_DUPLICATE:
		return fail(cx, E_CONFLICT,
			    "there is already a row with this value: %s must be unique", detail);
	case PROBLEM_REFERENCE:
		return fail(
			cx, E_CONFLICT,
			"a row that this one refers to is not there, or others still refer to it");
	case PROBLEM_CHECK:
		return fail(cx, E_CONFLICT, "the database does not accept this value: %s", detail);
	case PROBLEM_VALUE:
		return fail(cx, E_INVALID, "the database cannot hold this value: %s", detail);
	case PROBLEM_TOO_LARGE:
		return fail(cx, E_TOO_LARGE, "a value is too large for the database");
	default:
		return fail(cx, E_INTERNAL, "the database refused a statement: %s", detail);
	}
}

static enum rc fail_to_retry(struct ctx *cx, enum problem problem, const char *detail)
{
	cx->failure.retry_after_s = 1;
	switch (problem) {
	case PROBLEM_TIMEOUT:
		return fail(cx, E_BUSY, "this took the database too long and was stopped");
	case PROBLEM_UNREACHABLE:
		cx->failure.retry_after_s = 5;
		return fail(cx, E_BUSY, "the database server cannot be reached: %s", detail);
	case PROBLEM_TAKEN:
		cx->failure.retry_after_s = 5;
		return fail(cx, E_BUSY,
			    "another server (on %s) serves this database: stop that one first; "
			    "commands can be given beside it",
			    detail);
	case PROBLEM_LOST:
		return fail(
			cx, E_BUSY,
			"the connection to the database server broke; nothing was saved, try again");
	default:
		return fail(cx, E_BUSY, "the database is busy; try again in a moment");
	}
}

enum rc problem_fail(struct ctx *cx, enum problem problem, const char *detail)
{
	ensure(problem != NO_PROBLEM);
	switch (problem) {
	case PROBLEM_FULL:
		return fail(cx, E_IO,
			    "disk is full: nothing was saved; free some space and try again");
	case PROBLEM_IO:
		return fail(cx, E_IO, "the database could not be read or written: %s", detail);
	case PROBLEM_DAMAGED:
		return fail(cx, E_IO, "this is not a database, or a damaged one: %s", detail);
	case PROBLEM_READ_ONLY:
		return fail(cx, E_IO, "the database may not be written: %s", detail);
	case PROBLEM_OPEN:
		return fail(cx, E_IO, "the database cannot be opened: %s", detail);
	case PROBLEM_UNKNOWN_OUTCOME:
		return fail(
			cx, E_IO,
			"the database server broke off while saving, so it is not known whether "
			"this was saved; look before you repeat it");
	case PROBLEM_MEMORY:
		return fail_memory(cx);
	case PROBLEM_BUSY:
	case PROBLEM_TAKEN:
	case PROBLEM_TIMEOUT:
	case PROBLEM_UNREACHABLE:
	case PROBLEM_LOST:
		return fail_to_retry(cx, problem, detail);
	default:
		return fail_for_input(cx, problem, detail);
	}
}
