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
	str secret;
};

static enum rc create(struct ctx *cx, void *argument)
{
	struct linking *linking = argument;

	return link_create(cx, linking->user_id, LINK_MINUTES, &linking->secret);
}

enum rc link_of_argument(struct ctx *cx, const char *email, str base, str *url)
{
	struct linking linking = { 0 };
	struct user user;

	TRY(user_of_argument(cx, email, &user));
	linking.user_id = user.row.id;
	TRY(db_write(cx, create, &linking));
	*url = link_url(cx->arena, base, linking.secret);
	return str_is_set(*url) ? OK : fail_memory(cx);
}
