/* The demo: the files of data/demo/maven-crm through the same imports as anybody's. Source and licence are
 * in that folder's README. Through the API, into an organisation that is set up already: demo_order.c. */
#include "exchange/importing.h"

#include "base/day.h"
#include "base/embed.h"
#include "base/zone.h"
#include "db/db.h"
#include "exchange/file_text.h"
#include "people/people.h"
#include "record/record.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "data/demo/maven-crm/"

/* The files tell of a time that ended on this day. */
static const struct date last_day = { 2017, 12, 31 };

const struct demo_file demo_files[DEMO_FILES] = {
	{ "users", FOLDER "sales_teams.csv", FOLDER "users.json", "users,teams" },
	{ "products", FOLDER "products.csv", FOLDER "products.json", "" },
	{ "companies", FOLDER "accounts.csv", FOLDER "companies.json", "" },
	{ "deals", FOLDER "sales_pipeline.csv", FOLDER "deals.json", "" },
};

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

/* Why a deal is lost from now on; the files do not say it of theirs. */
static const char *const lost_reasons[] = {
	"Price", "Chose a competitor", "No budget", "Bad timing", "No answer",
};

/* Reserved for examples (RFC 2606): no mail gets anywhere. */
#define MAIL_DOMAIN "@contoh.example"

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

static enum rc add_owner(struct ctx *cx)
{
	const struct user_order order = { .email = STR("demo@alur.local"),
					  .name = STR("Demo"),
					  .role = STR("admin") };
	struct user user;

	return user_add(cx, &order, &user);
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

/* "Anna Snelling" → "anna.snelling@contoh.example" */
static str mail_address(struct ctx *cx, str name)
{
	struct buf text = buf_new(cx->arena);

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (c >= 'A' && c <= 'Z')
			buf_char(&text, (char)(c - 'A' + 'a'));
		else if (c >= 'a' && c <= 'z')
			buf_char(&text, c);
		else if (c == ' ')
			buf_char(&text, '.');
	}
	buf_text(&text, MAIL_DOMAIN);
	return buf_str(&text);
}

/* So that links can be made for them, to look at the demo as they do. */
static enum rc add_addresses(struct ctx *cx, void *argument)
{
	struct user *users = NULL;
	size_t count = 0;
	AUTO(tx_end) struct tx tx = { 0 };

	(void)argument;
	TRY(tx_begin(cx, &tx));
	TRY(record_all(cx, &user_entity, &(struct where){ .field = "active", .number = true },
		       &users, &count));
	for (size_t i = 0; i < count; i++) {
		if (str_is_set(users[i].email))
			continue;
		users[i].email = mail_address(cx, users[i].name);
		TRY(record_save(cx, &user_entity, &users[i]));
	}
	return tx_commit(&tx);
}

static enum rc prepare(struct ctx *cx, void *argument)
{
	bool has_data = false;

	(void)argument;
	TRY(demo_has_data(cx, &has_data));
	if (has_data)
		return fail(
			cx, E_CONFLICT,
			"this database has data already: give the demo one of its own with --db");
	TRY(set_organisation(cx));
	TRY(add_owner(cx));
	return demo_pipeline(cx);
}

/* --- the files ------------------------------------------------------------------------------------------------ */

int64_t demo_shift(const struct ctx *cx)
{
	return (instant_utc_day(cx->now) - day_from_date(last_day)) / 7 * 7;
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
			    (long long)counts->rejected, STR_ARG(order->file_name));
	return OK;
}

static enum rc load(struct ctx *cx, const struct demo_order *demo, const struct demo_file *file,
		    const struct import_watch *watch, struct import_counts *counts)
{
	const struct embedded_file *embedded = embedded_find(str_from(file->file));
	struct import_order order = {
		.kind = str_from(file->kind),
		.path = str_printf(cx->arena, "%.*s/demo-%s.csv", STR_ARG(demo->folder),
				   file->kind),
		.preset = str_from(file->preset),
		.create = str_from(file->create),
		.folder = demo->folder,
		.shift_days = demo->shift_to_today ? demo_shift(cx) : 0,
	};
	enum rc rc;

	ensure(embedded);
	if (!str_is_set(order.path))
		return fail_memory(cx);
	TRY(file_write(cx, order.path, embedded->plain));
	rc = run(cx, &order, watch, counts);
	(void)unlink(order.path.ptr);
	return rc;
}

enum rc demo_load(struct ctx *cx, const struct demo_order *order, const struct import_watch *watch,
		  struct import_counts *counts)
{
	TRY(db_write(cx, prepare, NULL));
	if (mkdir(order->folder.ptr, 0700) != 0 && errno != EEXIST)
		return fail(cx, E_IO, "%.*s cannot be written: %s", STR_ARG(order->folder),
			    strerror(errno));
	for (size_t i = 0; i < COUNT_OF(demo_files); i++)
		TRY(load(cx, order, &demo_files[i], watch, counts));
	return db_write(cx, add_addresses, NULL);
}
