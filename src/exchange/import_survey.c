/* Looks at a whole file before its first row is written: which columns go where, how dates and numbers are
 * written, how many rows there are, and which stages it names. What is told of it: import_report.c. */
#include "exchange/importing.h"

#include "base/convert.h"
#include "base/utf8.h"

#include <string.h>
#include <sys/stat.h>

/* No date, number or name of a stage is longer. */
enum { VALUE_BYTES = 100, STAGE_BYTES = 1000, SAMPLE_BYTES = 80 };
enum {
	FIRST_ROWS = 2000,
	THEN_EVERY = 100,
	MAX_SAMPLE = 6000,
	MAX_STAGES = 2000,
	ROWS_A_RESET = 1000,
	MEMORY_A_RESET = 4 * 1024 * 1024
};

struct sample {
	str *texts;
	size_t count;
};

struct survey {
	struct importer *im;
	struct sample *samples; /* by column of ours */
	str *values;
	struct name_map seen; /* stages */
};

/* --- one row -------------------------------------------------------------------------------------------- */

static bool is_sampled(int64_t number)
{
	return number <= FIRST_ROWS || number % THEN_EVERY == 0;
}

static enum rc take_samples(struct ctx *cx, struct survey *survey)
{
	struct importer *im = survey->im;

	for (int i = 0; i < im->columns.count; i++) {
		struct sample *sample = &survey->samples[i];

		if (im->columns.list[i].shape == SHAPE_TEXT || !str_is_set(survey->values[i]) ||
		    survey->values[i].len > VALUE_BYTES || sample->count == MAX_SAMPLE)
			continue;
		if (!sample->texts)
			sample->texts = arena_array(&im->memory, MAX_SAMPLE, sizeof *sample->texts);
		if (!sample->texts)
			return fail_memory(cx);
		sample->texts[sample->count] = arena_str(&im->memory, survey->values[i]);
		if (!str_is_set(sample->texts[sample->count++]))
			return fail_memory(cx);
	}
	return OK;
}

static str value_of(const struct survey *survey, const char *field)
{
	int column = column_of_field(&survey->im->columns, field);

	return column >= 0 ? survey->values[column] : (str){ NULL, 0 };
}

/* A preset puts words of ours in place of the file's. */
static int64_t kind_of(struct ctx *cx, const struct survey *survey, str stage)
{
	int outcome = survey->im->columns.at[COLUMN_OUTCOME];
	int64_t kind = STAGE_OPEN;

	if (import_outcome(cx, outcome >= 0 ? survey->values[outcome] : (str){ NULL, 0 }, &kind) !=
	    OK)
		ctx_clear_failure(cx); /* the row will be rejected */
	if (kind == STAGE_OPEN && !str_is_set(survey->im->map.key))
		kind = stage_kind_named(name_fold(cx->arena, stage));
	return kind;
}

/* An import would end here; a preview goes on without making any, for it shows what is wrong with the columns. */
static enum rc too_many_stages(struct ctx *cx, struct importer *im)
{
	enum rc rc =
		fail(cx, E_TOO_LARGE,
		     "this file names more than %d stages: is it the right column?", MAX_STAGES);

	if (!im->job.order.dry_run)
		return rc;
	if (import_makes_stages(im))
		problem_keep(im, 0, cx->failure.detail);
	im->create &= ~(SPACE_BIT(SPACE_PIPELINE) | SPACE_BIT(SPACE_STAGE));
	ctx_clear_failure(cx);
	return OK;
}

static enum rc add_stage(struct ctx *cx, struct survey *survey, const struct named_stage *named,
			 str key)
{
	struct importer *im = survey->im;

	if (im->stage_count == MAX_STAGES)
		return too_many_stages(cx, im);
	if (!im->stages)
		im->stages = arena_array(&im->memory, MAX_STAGES, sizeof *im->stages);
	if (!im->stages || !name_map_set(&survey->seen, key, to_int64(im->stage_count)))
		return fail_memory(cx);
	im->stages[im->stage_count++] = (struct named_stage){
		.pipeline = arena_str(&im->memory, named->pipeline),
		.stage = arena_str(&im->memory, named->stage),
		.written = arena_str(&im->memory, named->written),
		.kind = kind_of(cx, survey, named->stage),
		.rows = 1,
	};
	return OK;
}

static enum rc note_stage(struct ctx *cx, struct survey *survey, const struct named_stage *named)
{
	str key = str_printf(cx->arena, "%.*s\n%.*s\n%.*s", STR_ARG(named->pipeline),
			     STR_ARG(named->stage), STR_ARG(named->written));
	int64_t known;

	if (key.len > STAGE_BYTES)
		return OK; /* the row will be rejected */
	if (!name_map_get(&survey->seen, key, &known))
		return add_stage(cx, survey, named, key);
	survey->im->stages[known].rows++;
	return OK;
}

/* --- samples of the file's own columns ------------------------------------------------------------------- */

static str cut_short(str text)
{
	size_t end = text.len < SAMPLE_BYTES ? text.len : SAMPLE_BYTES;

	return str_sub(text, 0, utf8_valid_prefix(str_sub(text, 0, end)));
}

static enum rc show(struct ctx *cx, struct importer *im, struct column_sample *sample, str text)
{
	text = cut_short(str_trim(text));
	if (text.len == 0 || sample->count == SAMPLES)
		return OK;
	for (size_t i = 0; i < sample->count; i++)
		if (str_eq(sample->texts[i], text))
			return OK;
	sample->texts[sample->count] = arena_str(&im->memory, text);
	return str_is_set(sample->texts[sample->count++]) ? OK : fail_memory(cx);
}

static enum rc show_columns(struct ctx *cx, struct importer *im, const struct source_row *row)
{
	size_t count;

	(void)source_headers(im->source, &count);
	for (size_t i = 0; i < row->count && i < count; i++)
		TRY(show(cx, im, &im->samples[i], row->fields[i]));
	return OK;
}

/* What must be known of all rows before the first is written, or is asked for by a preview. */
static bool looks_at_each(const struct importer *im)
{
	bool is_asked = import_makes_stages(im) || im->job.order.dry_run;

	return kind_id(im->kind) == KIND_USERS || (kind_id(im->kind) == KIND_DEALS && is_asked);
}

/* Puts in what the caller says that texts mean. */
static enum rc note_names(struct ctx *cx, struct survey *survey, const struct row_texts *texts)
{
	struct importer *im = survey->im;
	struct named_stage named = { .written = value_of(survey, "stage_id") };

	map_row_values(&im->map, texts);
	if (!looks_at_each(im))
		return OK;
	if (kind_id(im->kind) == KIND_USERS)
		return import_note_manager(cx, im, survey->values);
	named.pipeline = value_of(survey, "pipeline_id");
	named.stage = value_of(survey, "stage_id");
	return note_stage(cx, survey, &named);
}

static enum rc look_at(struct ctx *cx, struct survey *survey, const struct source_row *row)
{
	struct importer *im = survey->im;
	const struct row_texts texts = {
		.fields = row->fields,
		.field_count = row->count,
		.values = survey->values,
	};

	if (row->problem || (!looks_at_each(im) && !is_sampled(row->number)))
		return OK;
	TRY(map_row(cx, &im->map, &texts));
	TRY(note_names(cx, survey, &texts));
	if (!is_sampled(row->number))
		return OK;
	TRY(map_row_rest(cx, &im->map, STAGE_WON, &texts));
	TRY(map_row_rest(cx, &im->map, STAGE_LOST, &texts));
	if (im->job.order.dry_run && row->number <= FIRST_ROWS)
		TRY(show_columns(cx, im, row));
	return take_samples(cx, survey);
}

/* --- the file --------------------------------------------------------------------------------------------- */

static enum rc read_rows(struct ctx *cx, struct survey *survey)
{
	struct importer *im = survey->im;
	struct arena *outer = cx->arena;
	struct source_row row;
	bool more = true;
	enum rc rc = OK;

	cx->arena = &im->chunk;
	while (rc == OK) {
		rc = source_next(cx, im->source, &row, &more);
		if (rc != OK || !more)
			break;
		im->job.rows = row.number;
		rc = look_at(cx, survey, &row);
		if (rc == OK &&
		    (row.number % ROWS_A_RESET == 0 || im->chunk.total > MEMORY_A_RESET))
			arena_reset(&im->chunk);
	}
	cx->arena = outer;
	return rc;
}

/* 03/04/2026 is taken for the 3rd of April, as nearly everywhere but in the United States. */
static enum date_form dates_of(const struct importer *im, const struct sample *sample,
			       bool *is_assumed)
{
	enum date_form form = date_form_detect(sample->texts, sample->count);

	if (str_is(im->job.order.dates, "dmy"))
		return DATE_DMY;
	if (str_is(im->job.order.dates, "mdy"))
		return DATE_MDY;
	*is_assumed = form == DATE_AMBIGUOUS;
	return form == DATE_AMBIGUOUS ? DATE_DMY : form == DATE_NONE ? DATE_YMD : form;
}

/* Exports of Alur write 1.234 for a little more than one. */
static bool is_own_export(const struct importer *im)
{
	for (size_t i = 0; i < im->map.take_count; i++)
		if (im->map.takes[i].target >= 0 &&
		    im->map.takes[i].target == im->columns.at[COLUMN_KEY])
			return true;
	return false;
}

/* 1.234 is a thousand where Indonesian is spoken. */
static enum number_form numbers_of(const struct ctx *cx, const struct importer *im,
				   const struct sample *sample, bool *is_assumed)
{
	enum number_form form = number_form_detect(sample->texts, sample->count);

	if (str_is(im->job.order.numbers, "point"))
		return NUMBER_POINT;
	if (str_is(im->job.order.numbers, "comma"))
		return NUMBER_COMMA;
	*is_assumed = form == NUMBER_AMBIGUOUS;
	if (form == NUMBER_AMBIGUOUS)
		return cx->organisation.language == LANGUAGE_ID && !is_own_export(im)
			       ? NUMBER_COMMA
			       : NUMBER_POINT;
	return form == NUMBER_NONE ? NUMBER_POINT : form;
}

static void detect_forms(const struct ctx *cx, struct survey *survey)
{
	struct importer *im = survey->im;

	for (int i = 0; i < im->columns.count; i++) {
		struct column_form *form = &im->forms[i];
		enum shape shape = im->columns.list[i].shape;

		if (shape == SHAPE_DAY || shape == SHAPE_INSTANT)
			form->dates = dates_of(im, &survey->samples[i], &form->is_assumed);
		else if (shape == SHAPE_NUMBER)
			form->numbers = numbers_of(cx, im, &survey->samples[i], &form->is_assumed);
	}
}

enum rc import_open_file(struct ctx *cx, struct importer *im)
{
	const struct source_order order = { .path = im->job.order.path };
	struct stat file;

	if (stat(order.path.ptr, &file) == 0 && !S_ISREG(file.st_mode) && !S_ISDIR(file.st_mode))
		return fail(cx, E_INVALID,
			    "%.*s is not a file that can be read twice: save it first",
			    STR_ARG(order.path));
	return source_open(cx, &order, &im->source);
}

static enum rc make_map(struct ctx *cx, struct importer *im)
{
	struct map_order order = {
		.kind = im->kind,
		.columns = &im->columns,
		.preset = im->job.order.preset,
		.given = im->job.order.map,
		.values = im->job.order.values,
	};

	order.headers = source_headers(im->source, &order.header_count);
	return map_make(cx, &order, &im->map);
}

static enum rc survey_file(struct ctx *cx, struct importer *im, struct survey *survey)
{
	size_t columns;
	size_t headers;

	TRY(import_open_file(cx, im));
	(void)source_headers(im->source, &headers);
	TRY(ctx_alloc(cx, (headers + 1) * sizeof *im->samples, &im->samples));
	TRY(kind_columns(cx, im->kind, &im->columns));
	TRY(make_map(cx, im));
	columns = to_size(im->columns.count);
	TRY(ctx_alloc(cx, columns * sizeof *im->forms, &im->forms));
	TRY(ctx_alloc(cx, columns * sizeof *survey->samples, &survey->samples));
	TRY(ctx_alloc(cx, columns * sizeof *survey->values, &survey->values));
	TRY(read_rows(cx, survey));
	detect_forms(cx, survey);
	im->job.bytes = source_size(im->source);
	im->job.sha256 = source_sha256(cx, im->source);
	return OK;
}

enum rc import_survey(struct ctx *cx, struct importer *im)
{
	struct survey survey = { .im = im };
	struct arena *outer = cx->arena;
	enum rc rc;

	name_map_init(&survey.seen);
	cx->arena = &im->memory;
	rc = survey_file(cx, im, &survey);
	if (rc != OK)
		ctx_keep_failure(cx, outer); /* its words are in the importer, which ends with it */
	cx->arena = outer;
	name_map_free(&survey.seen);
	return rc;
}
