/* Private to people/: from the columns of a user to a principal. Its public side is people.h. */
#ifndef ALUR_PEOPLE_PRINCIPAL_H
#define ALUR_PEOPLE_PRINCIPAL_H

#include "people/people.h"

struct db_stmt;

/* What decides about a user's rights; a query selects these columns, from `first` on, of alias u. */
#define PRINCIPAL_COLUMNS                                                                          \
	"u.id, u.team_id, u.role, u.listening_run, u.active, u.archived_at, u.language"
enum { PRINCIPAL_COLUMN_COUNT = 7 };

struct principal_columns {
	int64_t user_id;
	int64_t team_id;
	enum role role; /* ROLE_NONE also when the user is not active or archived */
	bool listening_run;
	int64_t language; /* UNSET: the organisation's */
};
struct principal_columns principal_columns_read(const struct db_stmt *stmt, int first);

/* The principal of those columns, with the owners whose rows it may see; within an open connection. */
MUST_USE enum rc principal_from_columns(struct ctx *cx, const struct principal_columns *columns,
					struct principal *out);

#endif
