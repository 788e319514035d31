/* Counting requests. The numbers of connections and streams are added by server.c. */
#include "http/metrics.h"

#include "base/attr.h"

#include <inttypes.h>
#include <stddef.h>

enum { NS_PER_SECOND = 1000000000 };

struct bucket {
	int64_t nanoseconds;
	const char *seconds;
};

static const struct bucket buckets[METRIC_BUCKETS] = {
	{ 100000, "0.0001" },  { 250000, "0.00025" }, { 500000, "0.0005" },  { 1000000, "0.001" },
	{ 2500000, "0.0025" }, { 5000000, "0.005" },  { 10000000, "0.01" },  { 25000000, "0.025" },
	{ 50000000, "0.05" },  { 100000000, "0.1" },  { 250000000, "0.25" }, { 500000000, "0.5" },
	{ 1000000000, "1" },   { 5000000000, "5" },
};

static const char *const class_names[CLASS_COUNT] = {
	[CLASS_READ] = "read",     [CLASS_WRITE] = "write", [CLASS_SLOW] = "slow",
	[CLASS_STREAM] = "stream", [CLASS_PAGE] = "page",   [CLASS_REFUSED] = "refused",
};

static void add(_Atomic int64_t *number, int64_t amount)
{
	atomic_fetch_add_explicit(number, amount, memory_order_relaxed);
}

static int64_t get(const _Atomic int64_t *number)
{
	return atomic_load_explicit(number, memory_order_relaxed);
}

void metrics_note(struct metrics *metrics, enum route_class class, int status, int64_t nanoseconds)
{
	size_t bucket = 0;
	int status_class = status / 100 - 1;

	while (bucket < METRIC_BUCKETS && nanoseconds > buckets[bucket].nanoseconds)
		bucket++;
	if (status_class >= 0 && status_class < STATUS_CLASSES)
		add(&metrics->requests[class][status_class], 1);
	add(&metrics->durations[class][bucket], 1);
	add(&metrics->nanoseconds[class], nanoseconds);
}

static void print_requests(const struct metrics *metrics, struct buf *out)
{
	buf_text(out, "# HELP http_requests_total Requests answered.\n"
		      "# TYPE http_requests_total counter\n");
	for (int class = 0; class < CLASS_COUNT; class ++)
		for (int status = 0; status < STATUS_CLASSES; status++)
			buf_printf(out,
				   "http_requests_total{class=\"%s\",status=\"%dxx\"} %" PRId64
				   "\n",
				   class_names[class], status + 1,
				   get(&metrics->requests[class][status]));
}

static void print_class(const struct metrics *metrics, int class, struct buf *out)
{
	const char *name = class_names[class];
	int64_t count = 0;
	int64_t nanoseconds;

	for (int i = 0; i < METRIC_BUCKETS; i++) {
		count += get(&metrics->durations[class][i]);
		buf_printf(out, "http_request_seconds_bucket{class=\"%s\",le=\"%s\"} ", name,
			   buckets[i].seconds);
		buf_int(out, count);
		buf_char(out, '\n');
	}
	count += get(&metrics->durations[class][METRIC_BUCKETS]);
	buf_printf(out, "http_request_seconds_bucket{class=\"%s\",le=\"+Inf\"} ", name);
	buf_int(out, count);
	buf_printf(out, "\nhttp_request_seconds_count{class=\"%s\"} ", name);
	buf_int(out, count);
	nanoseconds = get(&metrics->nanoseconds[class]);
	buf_printf(out, "\nhttp_request_seconds_sum{class=\"%s\"} %" PRId64 ".%09" PRId64 "\n",
		   name, nanoseconds / NS_PER_SECOND, nanoseconds % NS_PER_SECOND);
}

void metrics_print(const struct metrics *metrics, struct buf *out)
{
	print_requests(metrics, out);
	buf_text(
		out,
		"# HELP http_request_seconds From the head of a request to the end of its answer.\n"
		"# TYPE http_request_seconds histogram\n");
	for (int class = 0; class < CLASS_COUNT; class ++)
		print_class(metrics, class, out);
}
