/* The demo in a database of its own: its files (demo_files.c) through the same imports as anybody's, one batch,
 * and away again. Through the API, into an organisation that is set up already: demo_order.c. */
#include "exchange/importing.h"

#include "db/db.h"
#include "exchange/file_text.h"
#include "people/people.h"
#include "record/record.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of five deals that came to an end about three were won. */
static const struct demo_stage {
	const char *name;
	enum stage_kind kind;
	int64_t probability; /* basis points */
} stages[] = {
	{ "Prospecting", STAGE_OPEN, 3000 },
	{ "Engaging", STAGE_OPEN, 6000 },
	{ "Won", STAGE_WON, 10000 },
	{ "Lost", STAGE_LOST, 0 },
};

/* Why deals are lost. */
static const char *const lost_reasons[] = {
	"Price", "Chose a competitor", "No budget", "Bad timing", "No answer",
};

/* --- what the files do not say ------------------------------------------------------------------------------ */

static enum rc set_organisation(struct ctx *cx)
{
	struct organisation_row organisation;

	TRY(record_load(cx, &organisation_entity, 1, &organisation));
	organisation.name = STR("Maven Hardware (demo)");
	organisation.time_zone = STR("UTC");
	organisation.currency = STR("USD");
	TRY(record_save(cx, &organisation_entity, &organisation));
	memcpy(cx->organisation.currency, "USD", 4);
	cx->organisation.zone = NULL;
	return OK;
}

/* There is one where a demo has been removed. */
static enum rc find_owner(struct ctx *cx, int64_t *id)
{
	const struct user_order order = { .email = STR("demo@alur.local"),
					  .name = STR("Demo"),
					  .role = STR("admin") };
	struct user user;
	bool found = false;

	TRY(record_find(cx, &user_entity, &(struct where){ .field = "email", .text = order.email },
			&user, &found));
	if (!found)
		TRY(user_add(cx, &order, &user));
	*id = user.row.id;
	return OK;
}

static enum rc add_lost_reasons(struct ctx *cx, int64_t pipeline_id)
{
	for (size_t i = 0; i < COUNT_OF(lost_reasons); i++) {
		struct lost_reason reason;

		TRY(record_new(cx, &lost_reason_entity, &reason));
		reason.pipeline_id = pipeline_id;
		reason.name = str_from(lost_reasons[i]);
		reason.position = (int64_t)i + 1;
		TRY(record_save(cx, &lost_reason_entity, &reason));
	}
	return OK;
}

enum rc demo_pipeline(struct ctx *cx)
{
	struct pipeline pipeline;

	TRY(record_new(cx, &pipeline_entity, &pipeline));
	pipeline.name = STR("Sales");
	TRY(record_save(cx, &pipeline_entity, &pipeline));
	for (size_t i = 0; i < COUNT_OF(stages); i++) {
		struct stage stage;

		TRY(record_new(cx, &stage_entity, &stage));
		stage.pipeline_id = pipeline.row.id;
		stage.name = str_from(stages[i].name);
		stage.kind = stages[i].kind;
		stage.position = (int64_t)i + 1;
		stage.probability = stages[i].probability;
		TRY(record_save(cx, &stage_entity, &stage));
	}
	return add_lost_reasons(cx, pipeline.row.id);
}

/* --- coming ------------------------------------------------------------------------------------------------ */

struct loading {
	const struct demo_order *order;
	int64_t owner_id;
	int64_t batch_id;
};

static enum rc prepare(struct ctx *cx, void *argument)
{
	struct loading *loading = argument;
	bool has_data = false;

	TRY(demo_has_data(cx, &has_data));
	if (has_data)
		return fail(
			cx, E_CONFLICT,
			"this database has data already: give the demo one of its own with --db");
	TRY(set_organisation(cx));
	TRY(find_owner(cx, &loading->owner_id));
	TRY(batch_begin(cx, "import", &loading->batch_id));
	return demo_pipeline(cx);
}

static enum rc run(struct ctx *cx, const struct import_order *order,
		   const struct import_watch *watch, struct import_counts *counts)
{
	AUTO(import_end) struct importer *importer = NULL;

	TRY(import_begin(cx, order, &importer));
	TRY(import_run(cx, importer, watch));
	*counts = import_job_of(importer)->counts;
	if (counts->rejected > 0)
		return fail(cx, E_INTERNAL, "%lld rows of %.*s were rejected",
			    (long long)counts->rejected, STR_ARG(order->path));
	return OK;
}

static enum rc load(struct ctx *cx, const struct loading *loading, const struct demo_file *file,
		    const struct import_watch *watch, struct import_counts *counts)
{
	struct import_order order = demo_order_of(file);
	str text;
	enum rc rc;

	order.folder = loading->order->folder;
	order.path = str_printf(cx->arena, "%.*s/demo-%s.csv", STR_ARG(order.folder), file->kind);
	order.batch_id = loading->batch_id;
	if (loading->order->shift_to_today)
		order.shift_days = demo_shift(cx);
	if (!str_is_set(order.path))
		return fail_memory(cx);
	TRY(demo_text(cx, file, &text));
	TRY(file_write(cx, order.path, text));
	rc = run(cx, &order, watch, counts);
	(void)unlink(order.path.ptr);
	return rc;
}

static enum rc load_all(struct ctx *cx, const struct loading *loading,
			const struct import_watch *watch, struct import_counts *counts)
{
	for (size_t i = 0; i < DEMO_FILES; i++) {
		struct import_counts of_file;

		TRY(load(cx, loading, &demo_files[i], watch, &of_file));
		if (str_is(str_from("deals"), demo_files[i].kind))
			*counts = of_file;
	}
	return OK;
}

enum rc demo_load(struct ctx *cx, const struct demo_order *order, const struct import_watch *watch,
		  struct import_counts *counts)
{
	struct loading loading = { .order = order };
	const struct principal *caller = cx->who;
	struct principal owner;
	enum rc rc;

	if (mkdir(order->folder.ptr, 0700) != 0 && errno != EEXIST)
		return fail(cx, E_IO, "%.*s cannot be written: %s", STR_ARG(order->folder),
			    strerror(errno));
	TRY(db_write(cx, prepare, &loading));
	cx->batch_id = 0;
	/* What the files leave to nobody is the owner's, so that there is something to do today. */
	TRY(principal_of(cx, loading.owner_id, &owner));
	cx->who = &owner;
	rc = load_all(cx, &loading, watch, counts);
	cx->who = caller;
	return rc;
}

/* --- going -------------------------------------------------------------------------------------------------- */

enum rc demo_unload(struct ctx *cx, const struct import_watch *watch, struct import_job *job)
{
	bool found = false;
	enum rc rc;

	TRY(db_read_begin(cx));
	rc = demo_job(cx, job, &found);
	db_read_end(cx);
	TRY(rc);
	if (!found || job->state == IMPORT_UNDONE)
		return fail(cx, E_CONFLICT, "there is no demo data here");
	return import_undo(cx, job->id, watch, job);
}
