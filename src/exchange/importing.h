/* An import under way: what its steps share. Private to exchange/. */
#ifndef ALUR_EXCHANGE_IMPORTING_H
#define ALUR_EXCHANGE_IMPORTING_H

#include "codec/values.h"
#include "entity/entities.h"
#include "exchange/import_source.h"
#include "exchange/imports.h"
#include "exchange/kind.h"
#include "exchange/map.h"
#include "exchange/names.h"

/* How a column of ours is written in this file. */
struct column_form {
	enum date_form dates;
	enum number_form numbers;
	bool is_assumed; /* the sample allows two readings */
};

enum row_result { ROW_CREATED, ROW_UPDATED, ROW_UNCHANGED };

enum { MAX_PROBLEMS = 20 };

/* Why rows were rejected: each reason once, with the first line that it is true of. */
struct problem {
	int64_t line; /* 0: of no one line */
	int64_t more; /* rows for the same reason */
	str words;
};
struct problems {
	struct problem list[MAX_PROBLEMS]; /* the first ones */
	size_t count;
};

/* A row of the file, mapped. */
struct input_row {
	struct row_texts texts;
	int64_t line;
	const char *problem;
	str content_key; /* once import_content_key() has made it */
	str other_key;   /* by which its row is to be known from now on; not set: by none */
	bool kept_date;  /* its row began at another time than it says, and does so still */
};

/* A stage that the file names in a pipeline; either may be not set. */
struct named_stage {
	str pipeline;
	str stage;
	str written;  /* the stage as the file has it, before the caller's values */
	int64_t kind; /* enum stage_kind, as far as the file tells */
	int64_t rows; /* that name it so */
	str becomes;  /* of a dry run: the stage that there is; not set: none */
	str near;     /* the nearest then; not set: none is near */
};

/* The first different texts of a column of the file, cut short. */
enum { SAMPLES = 3 };
struct column_sample {
	str texts[SAMPLES];
	size_t count;
};

struct importer {
	struct import_job job;
	const struct kind *kind;
	struct columns columns;
	struct map map;
	struct column_form *forms; /* by column of ours */
	unsigned create;
	struct named_stage *stages;
	size_t stage_count;
	struct column_sample *samples; /* by column of the file */
	struct name_map team_managers; /* of a file of users: import_teams.c */
	struct names names;
	bool names_are_open;
	struct source *source;
	struct arena memory;   /* of all of this */
	struct arena chunk;    /* of the rows being written */
	struct input_row *in;  /* the row in hand */
	bool row_has_currency; /* it names it in a column of its own */
	int rejects_fd;
	struct problems problems;
};

/* It may make pipelines or stages. */
static inline bool import_makes_stages(const struct importer *im)
{
	return im->create & (SPACE_BIT(SPACE_PIPELINE) | SPACE_BIT(SPACE_STAGE));
}

/* --- import_begin.c ---------------------------------------------------------------------------------- */

/* Reads what names stand for, anew where rows that made some were rolled back, or came by other ways. */
MUST_USE enum rc import_read_names(struct ctx *cx, struct importer *im);

/* --- import_survey.c: the whole file before the first row is written --------------------------------- */

/* Chooses the map, finds the forms of dates and numbers, counts the rows, sums the bytes, and collects
 * the stages that are named; closes the file again. */
MUST_USE enum rc import_survey(struct ctx *cx, struct importer *im);
MUST_USE enum rc import_open_file(struct ctx *cx, struct importer *im);

/* --- kind_guess.c ------------------------------------------------------------------------------------ */

/* Puts the kind into an order that gives none: the one of whose columns the file has most. E_INVALID on `kind`:
 * it has too few of each. */
MUST_USE enum rc kind_guess(struct ctx *cx, struct import_order *order);

/* --- import_teams.c ---------------------------------------------------------------------------------- */

/* Notes who manages which team by a row of users, before the first one is written. */
MUST_USE enum rc import_note_manager(struct ctx *cx, struct importer *im, const str *values);
/* The team of the row in hand: "Central / Dustin" where the file gives the team "Central" several managers. */
MUST_USE enum rc import_team_of_manager(struct ctx *cx, struct importer *im);

/* --- import_stages.c --------------------------------------------------------------------------------- */

/* Creates the pipelines and stages that a file of deals names and the database lacks, as far as that is
 * allowed: before the rows, so that they all find the same ones. Within a unit of work. */
MUST_USE enum rc import_make_stages(struct ctx *cx, struct importer *im);
/* Finds out what the stages that a file names become, and makes none. */
MUST_USE enum rc import_find_stages(struct ctx *cx, struct importer *im);
/* Puts the open stages of pipelines that imports have made into the order of the median time from a
 * deal's beginning to its first entry. Within a unit of work. */
MUST_USE enum rc import_sort_stages(struct ctx *cx);
/* stage_times_query.c: the open stages of a pipeline in that order; *ids in the arena. */
MUST_USE enum rc stages_by_time(struct ctx *cx, int64_t pipeline_id, int64_t **ids, size_t *count);

/* --- import_value.c ------------------------------------------------------------------------------------ */

/* Puts the text of a column into its field of a row; names become ids. E_INVALID on the column. */
MUST_USE enum rc import_value(struct ctx *cx, struct importer *im, int column, str text, void *row);
/* All columns with a field that have a value, but those in `except` (bit set by column). */
MUST_USE enum rc import_values(struct ctx *cx, struct importer *im, uint64_t except, void *row);
/* The id of what a row names and must name. E_INVALID on the column: no text, or nothing of that name. */
MUST_USE enum rc import_name(struct ctx *cx, struct importer *im, const struct name_asked *asked,
			     int64_t *id);
/* The deal that a row is about, for changing it; named as that. */
MUST_USE enum rc import_deal_named(struct ctx *cx, struct importer *im,
				   const struct name_asked *asked, struct deal *deal);
/* What the file says of the kind of a deal's stage (outcome): "won"; STAGE_OPEN when it says nothing. */
MUST_USE enum rc import_outcome(struct ctx *cx, str text, int64_t *kind);
/* The text of a column; not set when the kind has none such, or the row. */
str import_text(const struct importer *im, enum special special);
str import_field_text(const struct importer *im, const char *field);
/* Some column of the file goes into this one of ours. */
bool import_has_column(const struct importer *im, int column);
/* A date or time as an instant: a day alone is its 00:00. UNSET without a text. */
MUST_USE enum rc import_instant(struct ctx *cx, const struct importer *im, enum special special,
				int64_t *out);
/* A number as money of a currency. UNSET without a text. */
MUST_USE enum rc import_money(struct ctx *cx, const struct importer *im, enum special special,
			      str currency, int64_t *out);

/* --- one row, within a unit of work ---------------------------------------------------------------------- */

MUST_USE enum rc import_record(struct ctx *cx, struct importer *im, enum row_result *result);
MUST_USE enum rc import_user(struct ctx *cx, struct importer *im, enum row_result *result);
MUST_USE enum rc import_deal(struct ctx *cx, struct importer *im, enum row_result *result);
MUST_USE enum rc import_history_row(struct ctx *cx, struct importer *im, enum row_result *result);

MUST_USE enum rc import_line(struct ctx *cx, struct importer *im, enum row_result *result);
MUST_USE enum rc import_deal_contact(struct ctx *cx, struct importer *im, enum row_result *result);

/* Finds the row that a key column names: loaded into `row`, as the caller may see it. */
MUST_USE enum rc import_existing(struct ctx *cx, struct importer *im, void *row, bool *found);
/* The row that was found or made is known by the key of the file's row from now on. */
MUST_USE enum rc import_remember(struct ctx *cx, const struct importer *im, const void *row);
/* Notes where `created_on` tells another beginning of a known row: that stays as it is. */
MUST_USE enum rc import_note_beginning(struct ctx *cx, const struct importer *im,
				       const struct row *row);
/* A key made of the row's contents, for rows without one. */
MUST_USE enum rc import_content_key(struct ctx *cx, const struct importer *im, str *key);

/* --- stage histories: import_history.c, staged_history_query.c ------------------------------------------- */

/* A row that waits until the file is read: rows of one deal may be far apart. */
struct staged_entry {
	int64_t deal_id;
	int64_t entered_at;
	int64_t stage_id;
	int64_t user_id;
	int64_t amount; /* UNSET: as before */
};
MUST_USE enum rc staged_add(struct ctx *cx, int64_t job_id, const struct staged_entry *entry);
/* The deal with the lowest id that still waits, and its entries by time, at most STAGED_MOST; *count 0: none
 * waits. */
enum { STAGED_MOST = 1001 };
MUST_USE enum rc staged_next(struct ctx *cx, int64_t job_id, struct staged_entry **entries,
			     size_t *count);
/* *count: entries that there were. */
MUST_USE enum rc staged_drop(struct ctx *cx, int64_t job_id, int64_t deal_id, int64_t *count);

/* Gives the deals of some staged entries their past; *more: others wait. A unit of work. */
MUST_USE enum rc import_history_step(struct ctx *cx, struct importer *im, struct buf *lines,
				     bool *more);

/* --- import_job_query.c ------------------------------------------------------------------------------------ */

MUST_USE enum rc import_job_insert(struct ctx *cx, struct import_job *job);
MUST_USE enum rc import_job_update(struct ctx *cx, const struct import_job *job);
/* The job that was broken off with this same file and these options; *found. */
MUST_USE enum rc import_job_broken_off(struct ctx *cx, const struct import_job *like,
				       struct import_job *job, bool *found);
/* What a deal's past was before a stage history took its place, for undo; once for a job and deal. */
MUST_USE enum rc import_past_keep(struct ctx *cx, const struct import_job *job, int64_t deal_id);
struct kept_past {
	int64_t deal_id; /* 0: there is none left */
	str states;      /* JSON */
};
MUST_USE enum rc import_past_take(struct ctx *cx, int64_t job_id, struct kept_past *kept);

/* --- import_failure.c --- */

/* --- demo_files.c, demo_course.c, demo.c, demo_query.c --- */

struct demo_file {
	const char *kind;
	const char *file;
	const char *beside; /* further columns, line by line; NULL: none */
	const char *preset;
	const char *create;
	/* What follows once its rows are there, in the unit of work of the last of them; NULL: nothing. */
	enum rc (*then)(struct ctx *cx, const struct import_job *job);
};
extern const struct demo_file demo_files[DEMO_FILES];
/* The whole text that is imported. */
MUST_USE enum rc demo_text(struct ctx *cx, const struct demo_file *file, str *text);
/* What an order says for every demo. */
struct import_order demo_order_of(const struct demo_file *file);
/* For jobs that are done: what follows from a file of the demo; nothing for others. */
MUST_USE enum rc demo_go_on(struct ctx *cx, const struct import_job *job);
MUST_USE enum rc demo_course(struct ctx *cx, const struct import_job *job);
/* Whether there are deals or pipelines. */
MUST_USE enum rc demo_has_data(struct ctx *cx, bool *yes);
/* The pipeline of the demo with its stages. Within a unit of work. */
MUST_USE enum rc demo_pipeline(struct ctx *cx);
/* Days to add to its dates, so that it ends now: whole weeks, so that the days of the week stay. */
int64_t demo_shift(const struct ctx *cx);

/* The newest job of a demo: the last file of its batch, or how far it has come; *found. */
MUST_USE enum rc demo_job(struct ctx *cx, struct import_job *job, bool *found);
/* Rows of all files of a batch that have been read. */
MUST_USE enum rc demo_rows_read(struct ctx *cx, int64_t batch_id, int64_t *rows);
/* A later file of the demo goes in although an earlier one has failed. */
MUST_USE enum rc demo_has_failed(struct ctx *cx, int64_t batch_id, bool *yes);
/* All imports of a batch have been taken back with one of them. Within a unit of work. */
MUST_USE enum rc import_batch_undone(struct ctx *cx, int64_t batch_id);

/* --- import_rejects.c ---------------------------------------------------------------------------------------- */

MUST_USE enum rc rejects_open(struct ctx *cx, struct importer *im);
/* Somebody works on it right now; a job that was broken off is not locked. */
bool import_is_locked(struct ctx *cx, const struct import_job *job);
/* Keeps a reason for the report; `line` 0: of no one line. */
void problem_keep(struct importer *im, int64_t line, str words);
/* Adds a row with the failure in cx, which is cleared. */
MUST_USE enum rc rejects_add(struct ctx *cx, struct importer *im, const struct input_row *in,
			     struct buf *lines);
/* Writes the lines of a chunk, before it is committed. */
MUST_USE enum rc rejects_write(struct ctx *cx, struct importer *im, struct buf *lines);

#endif
