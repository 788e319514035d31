/* The demo for an organisation that is set up and still empty, ordered through the API: its files become
 * imports of one batch, which the jobs' thread carries out. So it goes on after a crash, and is taken back
 * as a whole. The same data into a database of its own: demo.c. */
#include "exchange/importing.h"

#include "base/day.h"
#include "codec/json_out.h"
#include "db/db.h"
#include "exchange/file_text.h"
#include "people/people.h"
#include "record/record.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Round figures, in millionths, so that the demo's dollars add up in the organisation's currency. They go
 * with the demo. Other currencies: one for one. */
static const struct demo_rate {
	const char *currency;
	int64_t rate_micro;
} rates[] = {
	{ "IDR", 16000000000 },
	{ "SGD", 1300000 },
	{ "MYR", 4200000 },
	{ "EUR", 900000 },
};

/* --- files ------------------------------------------------------------------------------------------------ */

static enum rc refuse_data(struct ctx *cx)
{
	bool has_data = false;

	TRY(need_right(cx, RIGHT_SETTINGS_WRITE));
	TRY(demo_has_data(cx, &has_data));
	if (has_data)
		return fail(cx, E_CONFLICT,
			    "demo data is for an empty organisation: there are pipelines already");
	return OK;
}

static enum rc keep_one(struct ctx *cx, const struct demo_file *file, str *path)
{
	unsigned char name[8];
	struct buf text = buf_new(cx->arena);
	str content;

	cx->random(name, sizeof name);
	buf_printf(&text, "%.*s/demo-%s-", STR_ARG(cx->files), file->kind);
	for (size_t i = 0; i < sizeof name; i++)
		buf_printf(&text, "%02x", name[i]);
	buf_text(&text, IMPORT_UPLOAD);
	TRY(buf_rc(&text));
	*path = buf_str(&text);
	TRY(demo_text(cx, file, &content));
	return file_write(cx, *path, content);
}

enum rc demo_keep(struct ctx *cx, struct demo_upload *upload)
{
	TRY(refuse_data(cx));
	if (mkdir(cx->files.ptr, 0700) != 0 && errno != EEXIST)
		return fail(cx, E_IO, "%.*s cannot be written: %s", STR_ARG(cx->files),
			    strerror(errno));
	for (size_t i = 0; i < DEMO_FILES; i++)
		TRY(keep_one(cx, &demo_files[i], &upload->paths[i]));
	return OK;
}

void demo_drop(struct demo_upload *upload)
{
	for (size_t i = 0; i < DEMO_FILES && !upload->has_jobs; i++)
		if (str_is_set(upload->paths[i]))
			(void)unlink(upload->paths[i].ptr);
}

/* --- ordering --------------------------------------------------------------------------------------------- */

static int64_t rate_to(str currency)
{
	for (size_t i = 0; i < COUNT_OF(rates); i++)
		if (str_is(currency, rates[i].currency))
			return rates[i].rate_micro;
	return 1000000;
}

static enum rc add_rate(struct ctx *cx)
{
	struct currency_rate rate;
	str currency = str_from(cx->organisation.currency);
	bool found = false;

	if (str_is(currency, "USD"))
		return OK;
	TRY(record_find(cx, &currency_rate_entity,
			&(struct where){ .field = "currency", .text = STR("USD") }, &rate, &found));
	if (found)
		return OK; /* the organisation's own */
	TRY(record_new(cx, &currency_rate_entity, &rate));
	rate.currency = STR("USD");
	rate.rate_micro = rate_to(currency);
	rate.valid_from = day_from_date((struct date){ 2000, 1, 1 });
	return record_save(cx, &currency_rate_entity, &rate);
}

enum rc demo_submit(struct ctx *cx, struct demo_upload *upload)
{
	int64_t batch_id = 0;

	TRY(refuse_data(cx));
	TRY(batch_begin(cx, "import", &batch_id));
	TRY(demo_pipeline(cx));
	TRY(add_rate(cx));
	for (size_t i = 0; i < DEMO_FILES; i++) {
		struct import_order order = demo_order_of(&demo_files[i]);
		struct import_job job;

		order.path = upload->paths[i];
		order.file_name =
			str_printf(cx->arena, "%s: %s", tr(cx, "Demo"), demo_files[i].kind);
		order.folder = cx->files;
		order.shift_days = demo_shift(cx);
		order.batch_id = batch_id;
		TRY(import_submit(cx, &order, &job));
	}
	upload->has_jobs = true;
	return OK;
}

/* --- asking and removing ---------------------------------------------------------------------------------- */

static const char *state_of(const struct import_job *job, bool found)
{
	static const char *const words[IMPORT_STATE_COUNT] = {
		[IMPORT_RUNNING] = "loading",  [IMPORT_WAITING] = "loading",
		[IMPORT_DONE] = "loaded",      [IMPORT_FAILED] = "failed",
		[IMPORT_UNDOING] = "removing", [IMPORT_UNDONE] = "none",
	};

	return found ? words[job->state] : "none";
}

enum rc demo_to_json(struct ctx *cx, struct json_out *out)
{
	struct import_job job = { .id = 0 };
	bool found = false;
	bool failed = false;
	int64_t read = 0;

	TRY(demo_job(cx, &job, &found));
	if (found) {
		TRY(demo_rows_read(cx, job.batch_id, &read));
		TRY(demo_has_failed(cx, job.batch_id, &failed));
	}
	if (failed && job.state == IMPORT_DONE)
		job.state = IMPORT_FAILED;
	json_object_begin(out);
	json_key(out, "state");
	json_str(out, str_from(state_of(&job, found)));
	json_key(out, "rows");
	json_int(out, demo_rows());
	json_key(out, "read");
	json_int(out, read);
	json_object_end(out);
	return OK;
}

enum rc demo_remove(struct ctx *cx)
{
	struct import_job job;
	bool found = false;

	TRY(need_right(cx, RIGHT_SETTINGS_WRITE));
	TRY(demo_job(cx, &job, &found));
	if (!found || job.state == IMPORT_UNDONE)
		return fail(cx, E_CONFLICT, "there is no demo data here");
	return import_ask_undo(cx, job.id, &job);
}
