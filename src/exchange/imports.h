/* Files in and out. An import is a durable job (table import_jobs): rows are read in bounded memory,
 * written in chunks that are each whole with their history, and after a crash it goes on behind the
 * last chunk that is on disk. The last line always adds up: read = created + updated + unchanged +
 * rejected. Every row goes through record/ and pipeline/, with the caller's rights.
 *
 * import_begin() looks at the whole file first (map, forms, checksum), import_run() does the work on the
 * calling thread, one chunk after the other; neither is called within a unit of work. */
#ifndef ALUR_EXCHANGE_IMPORTS_H
#define ALUR_EXCHANGE_IMPORTS_H

#include "base/ctx.h"

#include <stdio.h>

struct json_out;

/* Files that came through the API end so: the worker takes them up, and removes them when it is done. */
#define IMPORT_UPLOAD ".upload"

/* --- imports: import_begin.c, import_run.c ---------------------------------------------------------- */

struct import_order {
	str kind; /* "deals"; see kind.h; not set in a dry run: guessed from the file */
	str likely; /* a kind that is taken where the file fits it as well as another; not set: none */
	str path;      /* the file */
	str file_name; /* as people know it; not set: the path's last part */
	str preset;    /* vendor, key or file; not set: detected from the header */
	str map; /* JSON object: column of the file → column of ours, null: leave out; not set: none */
	str values; /* JSON object: column of ours → { text of the file: what it means }; not set: none */
	str create;         /* "pipelines,stages,users,companies,products,teams" */
	str dates;          /* "dmy", "mdy"; not set: detected */
	str numbers;        /* "point", "comma"; not set: detected */
	str folder;         /* where rejected rows are kept */
	str language;       /* "id", "en": of whoever ordered it, for reasons; not set: cx's */
	int64_t shift_days; /* added to every date; for the demo */
	int64_t batch_id;   /* the batch that it is to belong to; 0: one of its own */
	bool is_demo;       /* a file of the demo: what is tried out on its rows goes with them */
	bool dry_run;       /* nothing is written; the counts say what would be */
};

enum import_state {
	IMPORT_RUNNING,
	IMPORT_WAITING, /* for the server's worker */
	IMPORT_DONE,
	IMPORT_FAILED,
	IMPORT_UNDOING,
	IMPORT_UNDONE,
	IMPORT_STATE_COUNT
};
extern const char *const import_state_names[];

struct import_counts {
	int64_t read, created, updated, unchanged, rejected;
	int64_t kept_dates; /* of those that were known: began at another time than `created_on` says */
};

struct import_job {
	int64_t id; /* 0: a dry run */
	struct import_order order;
	str sha256;
	int64_t bytes;
	int64_t rows; /* in the file; 0: not counted yet */
	enum import_state state;
	struct import_counts counts;
	int64_t reject_bytes;
	int64_t batch_id;
	int64_t actor_id;
	str error; /* of IMPORT_FAILED */
	int64_t started_at, updated_at, finished_at;
	bool resumed;
};

/* What can be said of an order's words alone: E_INVALID on `kind`, `preset`, `create`, `dates`, `numbers`. */
MUST_USE enum rc import_check_words(struct ctx *cx, const struct import_order *order);
/* What can be said of an order without its file: the errors of import_begin(). */
MUST_USE enum rc import_check(struct ctx *cx, const struct import_order *order);

struct importer; /* a job with its file open: importing.h */

/* Opens and surveys the file and notes the job, or finds the one that was broken off with this same file,
 * kind and options. E_INVALID on `kind`, `preset`, `map`, `create`; E_MISSING: no such file; E_DENIED
 * without RIGHT_IMPORT; E_BUSY: it is being imported right now. */
MUST_USE enum rc import_begin(struct ctx *cx, const struct import_order *order,
			      struct importer **out);
void import_end(struct importer **importer);

/* The same for a job that waits or was broken off. */
MUST_USE enum rc import_begin_job(struct ctx *cx, const struct import_job *job,
				  struct importer **out);

const struct import_job *import_job_of(const struct importer *importer);

/* {"survey", "import", "problems"}: how the file is read (encoding, delimiter, columns and where they go,
 * forms of dates and numbers), the job, and the first reasons of rejected rows. */
void import_report_to_json(struct ctx *cx, const struct importer *importer, struct json_out *out);

/* The survey for people. */
MUST_USE enum rc import_survey_to_text(struct ctx *cx, const struct importer *importer, str *out);

/* Imports the rest. `step` (may be NULL) is told after each chunk; when it returns false the import stops
 * there, still IMPORT_RUNNING, and goes on from there when it is begun again. */
struct import_watch {
	bool (*step)(void *argument, const struct import_job *job);
	void *argument;
};
MUST_USE enum rc import_run(struct ctx *cx, struct importer *importer,
			    const struct import_watch *watch);

/* "read N = created A + updated B + unchanged C + rejected D" */
str import_sum(struct arena *arena, const struct import_counts *counts);

/* The file of rejected rows of a job: its columns, and `line` and `problem`. */
str import_rejects_path(struct arena *arena, const struct import_job *job);

/* The first reasons of rejected rows, a line each. */
void import_problems_print(struct ctx *cx, const struct importer *importer, FILE *out);

/* --- jobs: import_job_query.c ------------------------------------------------------------------------ */

MUST_USE enum rc import_load(struct ctx *cx, int64_t id, struct import_job *job);
void import_job_to_json(struct ctx *cx, const struct import_job *job, struct json_out *out);
/* Those that the caller may see, newest first, at most `limit`; *jobs in cx->arena. */
MUST_USE enum rc imports_read(struct ctx *cx, int64_t limit, struct import_job **jobs,
			      size_t *count);
/* A page of them that are older than `before` (0: all). */
MUST_USE enum rc imports_to_json(struct ctx *cx, int64_t before, int64_t limit,
				 struct json_out *out);
/* Notes a job for the worker, within a unit of work. */
MUST_USE enum rc import_submit(struct ctx *cx, const struct import_order *order,
			       struct import_job *job);
/* The oldest job in a state that is the worker's: a file that came through the API, or an undoing; *found. */
MUST_USE enum rc import_next(struct ctx *cx, enum import_state state, struct import_job *job,
			     bool *found);
MUST_USE enum rc import_set_state(struct ctx *cx, int64_t id, enum import_state state);
/* The state that a job is left in, IMPORT_FAILED mostly, with the reason; a unit of work by itself. */
MUST_USE enum rc import_note_failure(struct ctx *cx, int64_t id, enum import_state state, str why);
/* Removes files of the API in cx->files that no job needs: the server ended between file and job, or before
 * it could remove the file of a job that was done. Not within a unit of work. */
MUST_USE enum rc import_uploads_tidy(struct ctx *cx);
/* What one person keeps for imports to come: whoever sends many files imports few of them. */
enum { MAX_KEPT_UPLOADS = 5 };
/* Makes room in cx->files for one more file whose name begins so: the one that was not used for the longest
 * time goes. */
void import_uploads_make_room(struct ctx *cx, str prefix);
/* Does a job still need the file of this name? */
MUST_USE enum rc import_needs_upload(struct ctx *cx, str name, bool *yes);
/* The job of a batch, 0: it is no import's. */
MUST_USE enum rc import_of_batch(struct ctx *cx, int64_t batch_id, int64_t *job_id);

/* --- undo: import_undo.c ------------------------------------------------------------------------------- */

/* Takes back all that a job did, chunk by chunk, newest first: rows that it created are removed, others
 * get the values from before. E_CONFLICT, and nothing is done, when rows were changed since; the words
 * name some of them. `watch` (may be NULL) is told after each chunk; when its `step` returns false it stops
 * there, *job still IMPORT_UNDOING, and goes on from there when it is begun again. Not within a unit of work. */
MUST_USE enum rc import_undo(struct ctx *cx, int64_t job_id, const struct import_watch *watch,
			     struct import_job *job);

/* Makes sure that it can be undone and leaves the work to the jobs' thread. Within a unit of work. */
MUST_USE enum rc import_ask_undo(struct ctx *cx, int64_t job_id, struct import_job *job);

/* --- demo_order.c: the demo through the API ------------------------------------------------------------- */

enum { DEMO_FILES = 9 };

/* Files of the demo that are kept for jobs to come. */
struct demo_upload {
	str paths[DEMO_FILES];
	bool has_jobs;
};
/* First step: E_CONFLICT unless there are neither pipelines nor deals; keeps the files in cx->files. Not
 * within a unit of work. */
MUST_USE enum rc demo_keep(struct ctx *cx, struct demo_upload *upload);
/* Removes files for which there are no jobs. */
void demo_drop(struct demo_upload *upload);
/* Second step, a unit of work: the pipeline, and an import of each file, all as one batch. */
MUST_USE enum rc demo_submit(struct ctx *cx, struct demo_upload *upload);
/* Leaves it to the jobs' thread to remove the demo with all that hangs on it. Within a unit of work.
 * E_MISSING: there is none; E_CONFLICT: it is still coming in. */
MUST_USE enum rc demo_remove(struct ctx *cx);
/* Rows of all its files. */
int64_t demo_rows(void);
/* {"state": "none" | "loading" | "loaded" | "failed" | "removing", "rows", "read"} */
MUST_USE enum rc demo_to_json(struct ctx *cx, struct json_out *out);

/* --- demo.c --------------------------------------------------------------------------------------------- */

struct demo_order {
	bool shift_to_today;
	str folder; /* for files while it loads */
};
/* Fills a database that has no sales data yet with the demo, through the same imports, one batch, as its owner
 * demo@alur.local: E_CONFLICT otherwise. *counts of the deals. Not within a unit of work. */
MUST_USE enum rc demo_load(struct ctx *cx, const struct demo_order *order,
			   const struct import_watch *watch, struct import_counts *counts);
/* Removes the demo, whichever way it came, right now. The organisation's settings and the demo's owner stay.
 * E_CONFLICT: there is none. `watch` may stop it as it stops import_undo(), of whose *job the same holds. Not
 * within a unit of work. */
MUST_USE enum rc demo_unload(struct ctx *cx, const struct import_watch *watch,
			     struct import_job *job);

#endif
