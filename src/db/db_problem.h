/* What can go wrong in a database, named alike for both engines. The words that a user reads for
 * each, and the result code, are chosen in db_problem.c; engines only classify. */
#ifndef ALUR_DB_DB_PROBLEM_H
#define ALUR_DB_DB_PROBLEM_H

#include "base/ctx.h"

enum problem {
	NO_PROBLEM,
	PROBLEM_DUPLICATE, /* a unique index has this value already */
	PROBLEM_REFERENCE, /* a foreign key would dangle */
	PROBLEM_CHECK,     /* a check or not-null constraint */
	PROBLEM_VALUE,     /* a value that a type cannot hold */
	PROBLEM_TOO_LARGE,
	PROBLEM_FULL, /* no room on the disk */
	PROBLEM_IO,
	PROBLEM_DAMAGED,   /* not a database, or no longer a sound one */
	PROBLEM_READ_ONLY, /* the file or folder may not be written */
	PROBLEM_BUSY,      /* somebody else holds a lock for too long */
	PROBLEM_TAKEN,     /* another server serves this database; the detail is where it runs */
	PROBLEM_TIMEOUT,   /* a statement ran longer than it may */
	PROBLEM_MEMORY,
	PROBLEM_OPEN,            /* no such file or folder, server refuses */
	PROBLEM_UNREACHABLE,     /* the server does not answer */
	PROBLEM_LOST,            /* the connection broke; what was open is rolled back */
	PROBLEM_UNKNOWN_OUTCOME, /* it broke during a commit, and nobody can tell */
	PROBLEM_STATEMENT        /* our own mistake: wrong SQL, wrong use */
};

/* Fails with the words of the problem. `detail` comes from the engine and names a table, column or
 * file; never a value that a user wrote, never a password. */
MUST_USE enum rc problem_fail(struct ctx *cx, enum problem problem, const char *detail);

#endif
