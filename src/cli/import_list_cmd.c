/* `alur import list`: the imports there were, newest first. */
#include "cli/commands.h"

#include "base/convert.h"
#include "base/day.h"
#include "base/zone.h"
#include "codec/json_out.h"
#include "db/db.h"
#include "exchange/imports.h"

enum { AT_MOST = 200, COLUMNS = 9 };

static enum rc answer_json(struct ctx *cx, struct invocation *in)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	TRY(imports_to_json(cx, 0, AT_MOST, &out));
	return print_json(cx, in, &text);
}

/* "2026-01-31 12:00", as the organisation's clocks show it. */
static str time_text(struct ctx *cx, int64_t instant)
{
	const struct zone *zone = cx->organisation.zone;
	int64_t local = instant + (int64_t)zone_offset_s(zone, instant) * MS_PER_SECOND;
	int64_t minutes = (local - instant_utc_day(local) * MS_PER_DAY) / (60 * MS_PER_SECOND);
	struct buf text = buf_new(cx->arena);

	day_print(&text, instant_utc_day(local));
	buf_printf(&text, " %02d:%02d", to_int(minutes / 60), to_int(minutes % 60));
	return buf_str(&text);
}

static str number_text(struct ctx *cx, int64_t number)
{
	return str_printf(cx->arena, "%lld", (long long)number);
}

static enum rc answer_text(struct ctx *cx, struct invocation *in)
{
	const char *const headings[COLUMNS] = { tr(cx, "id"),      tr(cx, "kind"),
						tr(cx, "file"),    tr(cx, "begun"),
						tr(cx, "state"),   tr(cx, "created"),
						tr(cx, "updated"), tr(cx, "unchanged"),
						tr(cx, "rejected") };
	struct text_table table = { .headings = headings, .columns = COLUMNS };
	struct import_job *jobs = NULL;
	str *cell;

	TRY(imports_read(cx, AT_MOST, &jobs, &table.rows));
	TRY(ctx_alloc(cx, (table.rows + 1) * COLUMNS * sizeof *table.cells, &table.cells));
	cell = table.cells;
	for (size_t i = 0; i < table.rows; i++) {
		const struct import_counts *counts = &jobs[i].counts;

		*cell++ = number_text(cx, jobs[i].id);
		*cell++ = jobs[i].order.kind;
		*cell++ = jobs[i].order.file_name;
		*cell++ = time_text(cx, jobs[i].started_at);
		*cell++ = str_from(import_state_names[jobs[i].state]);
		*cell++ = number_text(cx, counts->created);
		*cell++ = number_text(cx, counts->updated);
		*cell++ = number_text(cx, counts->unchanged);
		*cell++ = number_text(cx, counts->rejected);
	}
	print_table(in, &table);
	return OK;
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	enum rc rc;

	TRY(db_read_begin(cx));
	rc = in->json ? answer_json(cx, in) : answer_text(cx, in);
	db_read_end(cx);
	return rc;
}

static const char *const examples[] = {
	"alur import list",
	"alur import list --json | jq '.items[] | select(.rejected > 0)'",
};

const struct command import_list_cmd = {
	.name = "import list",
	.flags = COMMAND_DB | COMMAND_JSON,
	.summary = "Lists the imports there were, newest first.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
