/* Users as they are named on the command line. */
#include "cli/cli.h"

enum rc user_of_argument(struct ctx *cx, const char *email, struct user *user)
{
	TRY(db_read_begin(cx));

	enum rc rc = user_by_email(cx, str_from(email), user);

	db_read_end(cx);
	return rc;
}

struct linking {
	int64_t user_id;
	struct sign_in_link *link;
};

static enum rc create(struct ctx *cx, void *argument)
{
	struct linking *linking = argument;

	return link_create(cx, linking->user_id, linking->link);
}

enum rc link_of_argument(struct ctx *cx, const char *email, struct sign_in_link *link)
{
	struct linking linking = { .link = link };
	struct user user;

	TRY(user_of_argument(cx, email, &user));
	linking.user_id = user.row.id;
	return db_write(cx, create, &linking);
}
