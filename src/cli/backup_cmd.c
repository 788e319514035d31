/* `alur backup`: the whole database into one new file, while it is in use. */
#include "cli/commands.h"

#include "exchange/attachments.h"

#include <sys/stat.h>

static enum rc run(struct ctx *cx, struct invocation *in)
{
	const char *path = in->arguments[0];
	struct stat made;

	TRY(app_backup(in->app, cx, str_from(path)));
	/* After the database: what it names by then is there. */
	TRY(attachments_copy(cx, cx->files, str_printf(cx->arena, "%s-files", path)));
	if (stat(path, &made) != 0)
		return fail(cx, E_IO, "the backup %s is not there", path);
	say(cx, in, "Backup %s: %lld bytes.", path, (long long)made.st_size);
	return OK;
}

static const char *const examples[] = {
	"alur backup alur-$(date +%F).db",
	"alur backup copy.db && alur check --db sqlite:copy.db     # is it whole?",
};

const struct command backup_cmd = {
	.name = "backup",
	.arguments = "FILE",
	.min = 1,
	.max = 1,
	.flags = COMMAND_DB,
	.summary = "Copies the whole database into a new file, while it is in use.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
