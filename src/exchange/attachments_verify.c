/* Is the content of every attachment there? A part of `alur check`. */
#include "exchange/attachments.h"

struct verifying {
	enum rc (*each)(struct ctx *cx, void *argument, str finding);
	void *argument;
};

static enum rc verify_one(struct ctx *cx, void *argument, const struct attachment *row)
{
	const struct verifying *verifying = argument;
	const struct content content = { row->sha256, row->bytes };
	str path = content_path(cx, row->sha256);

	if (content_is_there(cx, &content))
		return OK;
	return verifying->each(
		cx, verifying->argument,
		str_printf(cx->arena,
			   "attachment %lld (%.*s): its file is not there, or not whole: %.*s",
			   (long long)row->row.id, STR_ARG(row->name), STR_ARG(path)));
}

enum rc attachments_verify(struct ctx *cx,
			   enum rc (*each)(struct ctx *cx, void *argument, str finding),
			   void *argument)
{
	struct verifying verifying = { each, argument };

	return contents_each(cx, verify_one, &verifying);
}
