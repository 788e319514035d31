/* What the server counts: requests and how long they took, by class of route. Fixed memory, no
 * labels that a client could make up. */
#ifndef ALUR_HTTP_METRICS_H
#define ALUR_HTTP_METRICS_H

#include "base/buf.h"

#include <stdatomic.h>
#include <stdint.h>

enum route_class {
	CLASS_READ,
	CLASS_WRITE,
	CLASS_SLOW,
	CLASS_STREAM,
	CLASS_PAGE,    /* files of the web app */
	CLASS_REFUSED, /* no such route, or not HTTP as it should be */
	CLASS_COUNT
};

enum { METRIC_BUCKETS = 14, STATUS_CLASSES = 5 };

/* Zero-initialised. */
struct metrics {
	_Atomic int64_t requests[CLASS_COUNT][STATUS_CLASSES]; /* 1xx .. 5xx */
	_Atomic int64_t durations[CLASS_COUNT][METRIC_BUCKETS + 1];
	_Atomic int64_t nanoseconds[CLASS_COUNT];
};

/* One answered request: from the end of its head to the end of its answer. */
void metrics_note(struct metrics *metrics, enum route_class class, int status, int64_t nanoseconds);

/* Prometheus text, version 0.0.4. */
void metrics_print(const struct metrics *metrics, struct buf *out);

#endif
