/* What a call carries besides its own arguments: the program, memory, database, caller, time and the
 * error to report. One per request, job or command; used by one thread at a time. */
#ifndef ALUR_BASE_CTX_H
#define ALUR_BASE_CTX_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/catalogue.h"
#include "base/ensure.h"
#include "base/rc.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct app;        /* app/app.h */
struct db;         /* db/db.h: the database */
struct db_conn;    /* db/db.h: one connection */
struct zone;       /* base/zone.h */
struct event;      /* record/record.h */
struct tally_sums; /* record/tally_write.c */
struct people;     /* people/people.h: what the process remembers of credentials */
struct identity;   /* people/people.h: the credential of this request */
struct event_hub;  /* http/event_stream.h: live streams */
struct rate_limit; /* http/rate_limit.h */
struct people;     /* people/people.h */

enum { MAX_FIELD_ERRORS = 32 };

struct field_error {
	str field;        /* name as in the API, e.g. "stage_id", "operations[3].amount" */
	const char *code; /* stable, e.g. "required" */
	str message;      /* in the caller's language */
};

struct failure {
	enum rc rc;
	str detail;
	struct field_error errors[MAX_FIELD_ERRORS];
	int error_count;
	int retry_after_s; /* for E_TOO_MANY and E_BUSY */
};

enum role { ROLE_NONE, ROLE_VIEWER, ROLE_SELLER, ROLE_MANAGER, ROLE_ADMIN };

/* Who is asking, and which rows that one may see. Filled by people/, applied by record/scope.c. */
struct principal {
	int64_t user_id; /* 0: the program itself (command line, jobs), or nobody */
	int64_t team_id;
	enum role role;
	uint64_t rights; /* bit set of enum right (entity/right.h) */
	bool sees_all;   /* every row, whoever owns it */
	const int64_t
		*owners; /* otherwise rows owned by one of these users, sorted, or by nobody */
	size_t owner_count;
};

/* Settings of the organisation that nearly every operation needs; a copy, constant for the request. */
struct organisation {
	char currency[4];
	const struct zone *zone;
	enum language language;
	int calling_code; /* of phone numbers written without one, e.g. 62 */
};

/* The currency that amounts are worth something in, as a unit of work has found it: the organisation may have taken
 * another one since the request or job began. */
struct home {
	char currency[4];
	int64_t unit;
};

struct ctx {
	struct app *app;
	struct db *db;
	struct people *people; /* who was seen lately; NULL in tests that do without */
	struct db_conn *conn;  /* the open reading or writing connection, NULL when none is */
	int64_t unit;          /* counts the units of work: what one has read is old in the next */
	struct arena *arena;
	const struct principal *who;
	const struct identity *identity; /* of a signed-in request; NULL otherwise */
	struct event_hub *hub;           /* NULL where nothing is served */
	struct rate_limit *attempts;     /* to sign in; NULL where nothing is served */
	struct rate_limit *submissions;  /* of forms on the web; likewise */
	struct organisation organisation;
	str files; /* folder for files that belong to the database; not set in tests that do without */
	int64_t now; /* milliseconds since 1970-01-01 UTC, frozen for the request */
	void (*random)(void *bytes, size_t count);
	enum language language;
	const struct catalogue *catalogue; /* of that language; NULL for English */
	struct failure failure;

	/* Written by record/ within a write: what the next events are called and belong to. */
	const char *operation;   /* e.g. "deal.move"; NULL: "create", "update", ... by itself */
	int64_t batch_id;        /* 0: none */
	struct event *events;    /* newest first; told to live streams after the commit */
	struct tally_sums *sums; /* gathered by record_sums_gather(); NULL: written at once */
	bool quiet;              /* an import: events are written but not told one by one */
	int64_t signed_out_user; /* a session of this user has ended: their streams end after the commit */
	struct home home;        /* kept by record/home_money.c */
	bool job_waits;          /* a job was queued: its thread is woken after the commit */
};

/* Says once, where it happens and in words a user understands, what went wrong; returns rc. The
 * format is English and is looked up in the catalogue of the caller's language. */
enum rc fail(struct ctx *cx, enum rc rc, const char *format, ...) PRINTF_LIKE(3, 4);

/* The same for one field; may be called for several fields before giving up. `code` is derived from
 * rc ("invalid"); fail_code() gives another. */
enum rc fail_field(struct ctx *cx, enum rc rc, const char *field, const char *format, ...)
	PRINTF_LIKE(4, 5);
enum rc fail_code(struct ctx *cx, const char *field, const char *code, const char *format, ...)
	PRINTF_LIKE(4, 5);

/* Memory ran out: fails with E_MEMORY in fixed words. */
enum rc fail_memory(struct ctx *cx);

/* A user's text in the caller's language (for labels and command output). */
const char *tr(const struct ctx *cx, const char *english);

/* The same with values put in, as printf does; in cx->arena. */
str tr_text(const struct ctx *cx, const char *english, ...) PRINTF_LIKE(2, 3);

/* Forgets the failure, e.g. before the next row of an import. */
void ctx_clear_failure(struct ctx *cx);

/* The failure in one line, in the context's arena: "DETAIL; FIELD: MESSAGE; …", or its kind where it has no
 * words. */
str failure_line(struct ctx *cx);

/* Copies the words of the failure into memory that outlives cx's own of that moment. */
void ctx_keep_failure(struct ctx *cx, struct arena *arena);

/* Puts `prefix` before every field of the current failure, e.g. "operations[3].". */
void ctx_prefix_fields(struct ctx *cx, str prefix);

/* cx->arena memory that fails with E_MEMORY: TRY(ctx_alloc(cx, size, &pointer)). */
MUST_USE enum rc ctx_alloc(struct ctx *cx, size_t size, void *out_pointer);

#include "base/banned.h"

#endif
