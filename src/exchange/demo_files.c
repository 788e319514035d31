/* The files of the demo, in the order in which they are imported. Those of maven-crm/ are real, those of
 * invented/ are not: the READMEs of these folders say where they come from. */
#include "exchange/importing.h"

#include "base/day.h"
#include "base/embed.h"
#include "base/zone.h"

#define REAL "data/demo/maven-crm/"
#define INVENTED "data/demo/invented/"

/* The files tell of a time that ended on this day. */
static const struct date last_day = { 2017, 12, 31 };

const struct demo_file demo_files[DEMO_FILES] = {
	{ .kind = "users",
	  .file = REAL "sales_teams.csv",
	  .preset = REAL "users.json",
	  .create = "users,teams" },
	{ .kind = "users", .file = INVENTED "people.csv" },
	{ .kind = "products", .file = REAL "products.csv", .preset = REAL "products.json" },
	{ .kind = "companies", .file = REAL "accounts.csv", .preset = REAL "companies.json" },
	{ .kind = "contacts", .file = INVENTED "contacts.csv" },
	{ .kind = "leads", .file = INVENTED "leads.csv" },
	{ .kind = "deals",
	  .file = REAL "sales_pipeline.csv",
	  .beside = INVENTED "deals.csv",
	  .preset = REAL "deals.json" },
	{ .kind = "deal-contacts", .file = INVENTED "deal-contacts.csv", .then = demo_course },
	{ .kind = "activities", .file = INVENTED "activities.csv" },
};

/* Line by line, what is invented behind what is real. */
static enum rc join(struct ctx *cx, str left, str right, str *joined)
{
	struct buf text = buf_new(cx->arena);
	str line;
	str more;

	while (str_split(&left, '\n', &line) && str_split(&right, '\n', &more)) {
		if (line.len == 0)
			break;
		buf_add(&text, str_trim(line));
		buf_char(&text, ',');
		buf_add(&text, more);
		buf_char(&text, '\n');
	}
	*joined = buf_str(&text);
	return buf_rc(&text);
}

enum rc demo_text(struct ctx *cx, const struct demo_file *file, str *text)
{
	const struct embedded_file *real = embedded_find(str_from(file->file));
	const struct embedded_file *beside =
		file->beside ? embedded_find(str_from(file->beside)) : NULL;

	ensure(real && (beside || !file->beside));
	*text = real->plain;
	return beside ? join(cx, real->plain, beside->plain, text) : OK;
}

/* Lines below the heads. */
int64_t demo_rows(void)
{
	int64_t rows = 0;

	for (size_t i = 0; i < DEMO_FILES; i++) {
		str text = embedded_find(str_from(demo_files[i].file))->plain;

		for (size_t at = 0; at < text.len; at++)
			rows += text.ptr[at] == '\n';
		rows--;
	}
	return rows;
}

int64_t demo_shift(const struct ctx *cx)
{
	return (instant_utc_day(cx->now) - day_from_date(last_day)) / 7 * 7;
}

struct import_order demo_order_of(const struct demo_file *file)
{
	return (struct import_order){
		.kind = str_from(file->kind),
		.preset = file->preset ? str_from(file->preset) : (str){ NULL, 0 },
		.create = file->create ? str_from(file->create) : (str){ NULL, 0 },
		.is_demo = true,
	};
}

enum rc demo_go_on(struct ctx *cx, const struct import_job *job)
{
	if (!job->order.is_demo)
		return OK;
	for (size_t i = 0; i < DEMO_FILES; i++)
		if (demo_files[i].then && str_is(job->order.kind, demo_files[i].kind))
			TRY(demo_files[i].then(cx, job));
	return OK;
}
