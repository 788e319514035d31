/* GET /metrics: what the server and the database count, as Prometheus text. No names of people or
 * customers are in it. */
#include "api/operations.h"

#include "db/db.h"
#include "http/event_stream.h"

struct line {
	const char *name;
	const char *type;
	const char *help;
	int64_t value;
};

static void print_line(struct buf *out, const struct line *line)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", line->name, line->help, line->name,
		   line->type, line->name, (long long)line->value);
}

static void print_database(struct db *db, struct buf *out)
{
	struct db_numbers numbers;

	db_numbers(db, &numbers);

	const struct line lines[] = {
		{ "alur_db_groups_total", "counter", "Commits since the start.", numbers.groups },
		{ "alur_db_units_total", "counter", "Units of work in them.", numbers.units },
		{ "alur_db_failed_units_total", "counter", "Units of work that were rolled back.",
		  numbers.failed_units },
		{ "alur_db_queue", "gauge", "Units of work that wait.", numbers.queue },
		{ "alur_db_log_bytes", "gauge", "Size of SQLite's write-ahead log.",
		  numbers.wal_bytes },
		{ "alur_db_readers_open", "gauge", "Reading connections.", numbers.readers_open },
		{ "alur_db_readers_busy", "gauge", "Reading connections in use.",
		  numbers.readers_busy },
	};

	for (size_t i = 0; i < COUNT_OF(lines); i++)
		print_line(out, &lines[i]);
}

enum rc metrics_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct buf out = buf_new(cx->arena);
	const struct line streams = { "alur_streams", "gauge", "Live streams.",
				      event_hub_streams(cx->hub) };

	http_metrics(rq, &out);
	print_database(cx->db, &out);
	print_line(&out, &streams);
	if (buf_rc(&out) != OK)
		return fail_memory(cx);
	re->content_type = "text/plain; version=0.0.4; charset=utf-8";
	re->body = buf_str(&out);
	return OK;
}
