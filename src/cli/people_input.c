/* Users as they are named on the command line. */
#include "cli/cli.h"

enum rc user_of_argument(struct ctx *cx, const char *email, struct user *user)
{
	TRY(db_read_begin(cx));

	enum rc rc = user_by_email(cx, str_from(email), user);

	db_read_end(cx);
	return rc;
}
