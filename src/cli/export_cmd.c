/* `alur export`: rows of a kind as a file. The work: exchange/export.h. */
#include "cli/commands.h"

#include "exchange/export.h"
#include "exchange/imports.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const struct option options[] = {
	{ .name = "--format", .value = "csv|xlsx|json", .doc = "csv unless another is given." },
	{ .name = "--out",
	  .value = "FILE",
	  .doc = "A new file, or one that is replaced; else the output." },
};

enum { PIECE_MEMORY = 16 * 1024 * 1024, COPY_BYTES = 64 * 1024 };

/* --- files that are not whole yet ---------------------------------------------------------------- */

/* Under another name until it is whole: beside the file that it becomes, or a temporary one. */
struct partial {
	str path;
	FILE *file;
};

static void partial_drop(struct partial *partial)
{
	if (partial->file)
		(void)fclose(partial->file);
	if (str_is_set(partial->path))
		(void)unlink(partial->path.ptr);
}

static enum rc cannot_write(struct ctx *cx, str path)
{
	return fail(cx, E_IO, "%.*s cannot be written: %s", STR_ARG(path), strerror(errno));
}

static enum rc partial_open(struct ctx *cx, str out, struct partial *partial)
{
	char *path = (char *)(uintptr_t)str_printf(cx->arena, "%.*s.XXXXXX", STR_ARG(out)).ptr;
	int fd;

	if (!path)
		return fail_memory(cx);
	fd = mkstemp(path);
	if (fd < 0)
		return cannot_write(cx, out);
	partial->path = str_from(path);
	partial->file = fdopen(fd, "w+");
	if (!partial->file)
		(void)close(fd);
	return partial->file ? OK : cannot_write(cx, out);
}

/* What was written is on its way to the disk and gets its name. */
static enum rc partial_keep(struct ctx *cx, struct partial *partial, str out)
{
	str name = arena_str(cx->arena, out);
	bool fine = fflush(partial->file) == 0 && !ferror(partial->file);

	if (!str_is_set(name))
		return fail_memory(cx);
	if (!fine || rename(partial->path.ptr, name.ptr) != 0)
		return cannot_write(cx, out);
	partial->path = (str){ NULL, 0 };
	return OK;
}

/* --- writing ------------------------------------------------------------------------------------- */

static enum rc write_pieces(struct ctx *cx, struct exporter *exporter, struct progress *progress,
			    FILE *file)
{
	AUTO(arena_free) struct arena arena;
	enum rc rc = OK;

	arena_init(&arena, PIECE_MEMORY);
	for (size_t size = 1; size > 0 && rc == OK;) {
		struct buf piece = buf_new(&arena);

		rc = export_piece(cx, exporter, &piece);
		size = piece.len;
		if (rc == OK && size > 0 && fwrite(piece.ptr, 1, size, file) != size)
			return fail(cx, E_IO, "the output could not be written");
		progress_step(progress, export_count(exporter));
		arena_reset(&arena);
	}
	return rc;
}

static enum rc copy(struct ctx *cx, FILE *from, FILE *to)
{
	char *bytes = NULL;
	size_t size;

	TRY(ctx_alloc(cx, COPY_BYTES, &bytes));
	rewind(from);
	while ((size = fread(bytes, 1, COPY_BYTES, from)) > 0)
		if (fwrite(bytes, 1, size, to) != size)
			return fail(cx, E_IO, "the output could not be written");
	return ferror(from) ? fail(cx, E_IO, "the output could not be written") : OK;
}

/* A workbook is made in a file of its own. */
static enum rc write_workbook(struct ctx *cx, struct exporter *exporter,
			      const struct partial *partial)
{
	const struct export_place place = { partial->path.ptr, "/tmp" };

	return export_workbook(cx, exporter, &place);
}

static enum rc write_to_file(struct ctx *cx, struct exporter *exporter, struct progress *progress,
			     str out)
{
	AUTO(partial_drop) struct partial partial = { .file = NULL };

	TRY(partial_open(cx, out, &partial));
	if (export_format_of(exporter)->is_workbook)
		TRY(write_workbook(cx, exporter, &partial));
	else
		TRY(write_pieces(cx, exporter, progress, partial.file));
	return partial_keep(cx, &partial, out);
}

static enum rc write_to_output(struct ctx *cx, struct exporter *exporter, struct progress *progress,
			       FILE *out)
{
	AUTO(partial_drop) struct partial partial = { .file = NULL };

	if (!export_format_of(exporter)->is_workbook)
		return write_pieces(cx, exporter, progress, out);
	TRY(partial_open(cx, STR("/tmp/alur-export"), &partial));
	TRY(write_workbook(cx, exporter, &partial));
	(void)fclose(partial.file); /* the library has put a file of its own in this one's place */
	partial.file = fopen(partial.path.ptr, "r");
	if (!partial.file)
		return cannot_write(cx, partial.path);
	return copy(cx, partial.file, out);
}

static enum rc check(struct ctx *cx, const struct invocation *in)
{
	return import_check_words(cx, &(struct import_order){ .kind = str_from(in->arguments[0]) });
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	const struct export_order order = { .kind = str_from(in->arguments[0]),
					    .format = option_text(in, "--format") };
	AUTO(export_end) struct exporter *exporter = NULL;
	str out = option_text(in, "--out");
	struct progress progress;
	enum rc rc;

	TRY(export_begin(cx, &order, &exporter));
	progress = progress_begin(in, in->arguments[0], 0);
	rc = str_is_set(out) ? write_to_file(cx, exporter, &progress, out)
			     : write_to_output(cx, exporter, &progress, in->out);
	progress_end(&progress);
	TRY(rc);
	if (str_is_set(out))
		say(cx, in, "%.*s: %lld rows.", STR_ARG(out), (long long)export_count(exporter));
	return OK;
}

static const char *const examples[] = {
	"alur export deals > deals.csv",
	"alur export deals --format xlsx --out deals.xlsx",
	"alur export companies --out companies.csv     # edit it, then: alur import companies companies.csv",
};

const struct command export_cmd = {
	.name = "export",
	.arguments = "KIND",
	.min = 1,
	.max = 1,
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB,
	.summary =
		"Writes a file that an import reads back: users, companies, contacts, products, leads, "
		"deals, deal-lines, deal-contacts, activities or stage-history.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.check = check,
	.run = run,
};
