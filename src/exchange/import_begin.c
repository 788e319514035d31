/* Begins an import: opens and surveys the file, notes the job, or finds the one that was broken off. The
 * rows: import_run.c. */
#include "exchange/importing.h"

#include "codec/json_in.h"
#include "db/db.h"
#include "record/record.h"

#include <stdlib.h>
#include <unistd.h>

enum { MEMORY = 64 * 1024 * 1024, CHUNK_MEMORY = 48 * 1024 * 1024 };

static str file_name_of(str path)
{
	size_t from = path.len;

	while (from > 0 && path.ptr[from - 1] != '/')
		from--;
	return str_sub(path, from, path.len);
}

static enum rc keep_text(struct ctx *cx, struct importer *im, str *text)
{
	if (!str_is_set(*text))
		return OK;
	*text = arena_str(&im->memory, *text);
	return str_is_set(*text) ? OK : fail_memory(cx);
}

/* The order's texts live with the importer from here on. */
static enum rc keep_order(struct ctx *cx, struct importer *im)
{
	struct import_order *order = &im->job.order;
	str *texts[] = { &order->kind,    &order->path,   &order->file_name, &order->preset,
			 &order->map,     &order->values, &order->create,    &order->dates,
			 &order->numbers, &order->folder, &order->language };

	if (!str_is_set(order->file_name))
		order->file_name = file_name_of(order->path);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		TRY(keep_text(cx, im, texts[i]));
	if (str_is_set(im->job.sha256))
		TRY(keep_text(cx, im, &im->job.sha256));
	return OK;
}

static enum rc check_word(struct ctx *cx, const char *field, str word, const char *one,
			  const char *other)
{
	if (!str_is_set(word) || str_is(word, one) || str_is(word, other))
		return OK;
	return fail_code(cx, field, "unknown", "give %s or %s", one, other);
}

static enum rc check_map(struct ctx *cx, str map)
{
	AUTO(json_release) struct json_in *tree = NULL;

	if (!str_is_set(map))
		return OK;
	if (json_parse(cx, map, &tree) == OK && json_kind(tree) == JSON_KIND_OBJECT)
		return OK;
	ctx_clear_failure(cx);
	return fail_code(cx, "map", "format",
			 "give a JSON object: column of the file, column of ours or null");
}

static enum rc check_values(struct ctx *cx, const struct kind *kind, str values)
{
	struct columns columns;
	struct map scratch = { .columns = &columns };
	const struct map_order order = { .kind = kind, .columns = &columns, .values = values };

	if (!str_is_set(values))
		return OK;
	TRY(kind_columns(cx, kind, &columns));
	return map_read_values(cx, &order, &scratch);
}

enum rc import_check_words(struct ctx *cx, const struct import_order *order)
{
	const struct kind *kind;
	unsigned create;

	TRY(kind_find(cx, order->kind, &kind));
	TRY(preset_check(cx, kind, order->preset));
	TRY(check_word(cx, "dates", order->dates, "dmy", "mdy"));
	TRY(check_word(cx, "numbers", order->numbers, "point", "comma"));
	return create_parse(cx, order->create, &create);
}

static enum rc check_order(struct ctx *cx, struct importer *im)
{
	const struct import_order *order = &im->job.order;

	TRY(need_right(cx, RIGHT_IMPORT));
	TRY(import_check_words(cx, order));
	TRY(kind_find(cx, order->kind, &im->kind));
	TRY(need_right(cx, im->kind->entity->write));
	TRY(check_map(cx, order->map));
	TRY(check_values(cx, im->kind, order->values));
	TRY(create_parse(cx, order->create, &im->create));
	/* People come with their teams. */
	if (kind_id(im->kind) == KIND_USERS)
		im->create |= SPACE_BIT(SPACE_TEAM);
	return OK;
}

enum rc import_check(struct ctx *cx, const struct import_order *order)
{
	struct importer asked = { .job = { .order = *order } };

	return check_order(cx, &asked);
}

/* --- the job ---------------------------------------------------------------------------------------------- */

static enum rc note_job(struct ctx *cx, void *argument)
{
	struct importer *im = argument;

	im->job.state = IMPORT_RUNNING;
	im->job.actor_id = cx->who ? cx->who->user_id : 0;
	im->job.started_at = cx->now;
	im->job.batch_id = im->job.order.batch_id;
	if (im->job.batch_id == 0)
		TRY(batch_begin(cx, "import", &im->job.batch_id));
	cx->batch_id = 0;
	if (im->job.id != 0) {
		TRY(import_job_update(cx, &im->job));
		return OK;
	}
	return import_job_insert(cx, &im->job);
}

/* Takes over how far it had come; file and options are the same. One unit of work: of two that begin at
 * once, the second finds the first. */
static enum rc take_up(struct ctx *cx, void *argument)
{
	struct importer *im = argument;
	struct import_job broken_off;
	bool found = false;

	TRY(import_job_broken_off(cx, &im->job, &broken_off, &found));
	if (!found)
		return note_job(cx, im);
	im->job.id = broken_off.id;
	im->job.batch_id = broken_off.batch_id;
	im->job.counts = broken_off.counts;
	im->job.reject_bytes = broken_off.reject_bytes;
	im->job.started_at = broken_off.started_at;
	im->job.state = IMPORT_RUNNING;
	im->job.resumed = true;
	return OK;
}

enum rc import_read_names(struct ctx *cx, struct importer *im)
{
	enum rc rc;

	TRY(db_read_begin(cx));
	if (im->names_are_open)
		names_close(&im->names);
	im->names_are_open = true;
	/* Pipelines are made with their stages, before the rows. */
	rc = names_open(cx, im->create & ~SPACE_BIT(SPACE_PIPELINE), &im->names);
	db_read_end(cx);
	return rc;
}

static enum rc begin(struct ctx *cx, struct importer *im)
{
	TRY(keep_order(cx, im));
	if (im->job.order.dry_run && !str_is_set(im->job.order.kind))
		TRY(kind_guess(cx, &im->job.order));
	TRY(check_order(cx, im));
	TRY(import_survey(cx, im));
	arena_reset(&im->chunk);
	if (im->job.order.dry_run) {
		TRY(import_read_names(cx, im));
		return import_find_stages(cx, im);
	}
	if (im->job.id == 0)
		TRY(db_write(cx, take_up, im));
	else if (im->job.batch_id == 0)
		TRY(db_write(cx, note_job, im));
	TRY(import_read_names(cx, im));
	return rejects_open(cx, im);
}

static enum rc open(struct ctx *cx, const struct import_job *job, struct importer **out)
{
	struct importer *im = calloc(1, sizeof *im);
	enum rc rc;

	*out = NULL;
	if (!im)
		return fail_memory(cx);
	arena_init(&im->memory, MEMORY);
	arena_init(&im->chunk, CHUNK_MEMORY);
	name_map_init(&im->team_managers);
	im->job = *job;
	im->rejects_fd = -1;
	rc = begin(cx, im);
	if (rc != OK)
		import_end(&im);
	*out = im;
	return rc;
}

enum rc import_begin(struct ctx *cx, const struct import_order *order, struct importer **out)
{
	const struct import_job job = { .order = *order, .finished_at = UNSET };

	return open(cx, &job, out);
}

enum rc import_begin_job(struct ctx *cx, const struct import_job *job, struct importer **out)
{
	struct import_job running = *job;

	running.state = IMPORT_RUNNING;
	running.resumed = job->counts.read > 0;
	return open(cx, &running, out);
}

void import_end(struct importer **importer)
{
	struct importer *im = *importer;

	*importer = NULL;
	if (!im)
		return;
	source_close(&im->source);
	if (im->names_are_open)
		names_close(&im->names);
	if (im->rejects_fd >= 0)
		(void)close(im->rejects_fd);
	name_map_free(&im->team_managers);
	arena_free(&im->memory);
	arena_free(&im->chunk);
	free(im);
}

const struct import_job *import_job_of(const struct importer *importer)
{
	return &importer->job;
}

str import_sum(struct arena *arena, const struct import_counts *counts)
{
	return str_printf(
		arena, "read %lld = created %lld + updated %lld + unchanged %lld + rejected %lld",
		(long long)counts->read, (long long)counts->created, (long long)counts->updated,
		(long long)counts->unchanged, (long long)counts->rejected);
}
