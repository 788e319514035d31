/* What an import tells of itself: how its file is read, how far it has come, the first reasons of rejected
 * rows. For people and as JSON. */
#include "exchange/importing.h"

#include "base/convert.h"
#include "codec/json_out.h"

/* Of more nobody chooses where each goes. */
enum { MOST_STAGES_TOLD = 100 };

static const char *form_of(const struct importer *im, int column)
{
	switch (im->columns.list[column].shape) {
	case SHAPE_DAY:
	case SHAPE_INSTANT:
		return date_form_example(im->forms[column].dates);
	case SHAPE_NUMBER:
		return number_form_example(im->forms[column].numbers);
	case SHAPE_TEXT:
		break;
	}
	return NULL;
}

/* The columns of the file that a take reads, as "Close Date / Closed". */
static str headers_of(struct arena *arena, const struct importer *im, const struct take *take)
{
	struct buf out = buf_new(arena);
	size_t count;
	const str *headers = source_headers(im->source, &count);

	for (int i = 0; i < take->place_count; i++)
		buf_printf(&out, "%s%.*s", i > 0 ? " / " : "",
			   STR_ARG(headers[to_size(take->places[i])]));
	return buf_str(&out);
}

/* When a column counts that does not always: "closed", "won", "lost". */
static str when_text(enum when when)
{
	static const char *const words[] = { [WHEN_ALWAYS] = NULL,
					     [WHEN_CLOSED] = "closed",
					     [WHEN_WON] = "won",
					     [WHEN_LOST] = "lost" };

	return str_from(words[when]);
}

static void columns_to_json(struct ctx *cx, const struct importer *im, struct json_out *out)
{
	json_array_begin(out);
	for (size_t i = 0; i < im->map.take_count; i++) {
		const struct take *take = &im->map.takes[i];

		if (take->place_count == 0)
			continue;
		json_object_begin(out);
		json_key(out, "header");
		json_str(out, headers_of(cx->arena, im, take));
		json_key(out, "column");
		json_str(out, take->target < 0 ? (str){ NULL, 0 }
					       : str_from(im->columns.list[take->target].name));
		json_key(out, "form");
		json_str(out, str_from(take->target < 0 ? NULL : form_of(im, take->target)));
		json_key(out, "assumed");
		json_bool(out, take->target >= 0 && im->forms[take->target].is_assumed);
		json_key(out, "when");
		json_str(out, when_text(take->when));
		json_object_end(out);
	}
	json_array_end(out);
}

/* Where a column of the file goes: to none, or to one of ours, rarely to several. */
static void columns_of_header(const struct importer *im, size_t place, struct json_out *out)
{
	json_array_begin(out);
	for (size_t i = 0; i < im->map.take_count; i++) {
		const struct take *take = &im->map.takes[i];

		for (int k = 0; k < take->place_count && take->target >= 0; k++)
			if (to_size(take->places[k]) == place)
				json_str(out, str_from(im->columns.list[take->target].name));
	}
	json_array_end(out);
}

/* The columns of the file as they stand there. */
static void headers_to_json(const struct importer *im, struct json_out *out)
{
	size_t count;
	const str *headers = source_headers(im->source, &count);

	json_array_begin(out);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(out);
		json_key(out, "header");
		json_str(out, headers[i]);
		json_key(out, "samples");
		json_array_begin(out);
		for (size_t k = 0; k < im->samples[i].count; k++)
			json_str(out, im->samples[i].texts[k]);
		json_array_end(out);
		json_key(out, "columns");
		columns_of_header(im, i, out);
		json_object_end(out);
	}
	json_array_end(out);
}

static void stages_to_json(const struct importer *im, struct json_out *out)
{
	json_array_begin(out);
	for (size_t i = 0; i < im->stage_count && i < MOST_STAGES_TOLD; i++) {
		const struct named_stage *named = &im->stages[i];

		if (!str_is_set(named->written))
			continue;
		json_object_begin(out);
		json_key(out, "pipeline");
		json_str(out, named->pipeline);
		json_key(out, "stage");
		json_str(out, named->written);
		json_key(out, "becomes");
		json_str(out, named->becomes);
		json_key(out, "near");
		json_str(out, named->near);
		json_key(out, "rows");
		json_int(out, named->rows);
		json_object_end(out);
	}
	json_array_end(out);
}

static void unknown_to_json(const struct importer *im, struct json_out *out)
{
	size_t count;
	const str *headers = source_headers(im->source, &count);

	json_array_begin(out);
	for (size_t i = 0; i < count; i++)
		if (!im->map.is_known[i])
			json_str(out, headers[i]);
	json_array_end(out);
}

static void survey_to_json(struct ctx *cx, const struct importer *im, struct json_out *out)
{
	struct source_form form = source_form(im->source);

	json_object_begin(out);
	json_key(out, "encoding");
	json_str(out, str_from(form.encoding));
	json_key(out, "delimiter");
	json_str(out, (str){ &form.delimiter, 1 });
	json_key(out, "rows");
	json_int(out, im->job.rows);
	json_key(out, "preset");
	json_str(out, im->map.key);
	json_key(out, "columns");
	columns_to_json(cx, im, out);
	json_key(out, "unknown");
	unknown_to_json(im, out);
	json_key(out, "headers");
	headers_to_json(im, out);
	json_key(out, "stages");
	stages_to_json(im, out);
	json_object_end(out);
}

static void column_to_text(struct ctx *cx, const struct importer *im, const struct take *take,
			   struct buf *out)
{
	str headers = headers_of(cx->arena, im, take);
	const char *form;

	if (take->place_count == 0)
		return;
	if (take->target < 0) {
		buf_printf(out, "  %.*s: %s\n", STR_ARG(headers), tr(cx, "left out"));
		return;
	}
	buf_printf(out, "  %.*s -> %s", STR_ARG(headers), im->columns.list[take->target].name);
	form = form_of(im, take->target);
	if (form)
		buf_printf(out, " (%s%s)", form,
			   im->forms[take->target].is_assumed ? tr(cx, ", assumed") : "");
	buf_char(out, '\n');
}

/* The columns that nothing knows, and then all that could be meant by them. */
static void unknown_to_text(struct ctx *cx, const struct importer *im, struct buf *out)
{
	bool any = false;
	size_t count;
	const str *headers = source_headers(im->source, &count);

	for (size_t i = 0; i < count; i++) {
		if (im->map.is_known[i])
			continue;
		any = true;
		buf_printf(out, "  %.*s: %s\n", STR_ARG(headers[i]), tr(cx, "not known, left out"));
	}
	if (!any)
		return;
	buf_printf(out, "%s", tr(cx, "Known columns, for the file's first line or for --map:"));
	for (int i = 0; i < im->columns.count; i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : " ", im->columns.list[i].name);
	buf_char(out, '\n');
}

enum rc import_survey_to_text(struct ctx *cx, const struct importer *im, str *out)
{
	struct source_form form = source_form(im->source);
	struct buf text = buf_new(cx->arena);

	buf_printf(&text, "%lld %s, %s", (long long)im->job.rows, tr(cx, "rows"), form.encoding);
	if (str_is_set(im->map.key))
		buf_printf(&text, ", %.*s", STR_ARG(im->map.key));
	buf_printf(&text, ", %s %s\n", tr(cx, "delimiter"),
		   form.delimiter == '\t' ? "TAB" : (char[]){ form.delimiter, '\0' });
	for (size_t i = 0; i < im->map.take_count; i++)
		column_to_text(cx, im, &im->map.takes[i], &text);
	unknown_to_text(cx, im, &text);
	*out = buf_str(&text);
	return buf_rc(&text) == OK ? OK : fail_memory(cx);
}

/* "7: stage: ...", "2 (83 more): name: ..."; a deal's whole history has no line of its own. */
static str problem_text(struct ctx *cx, const struct problem *problem)
{
	struct buf text = buf_new(cx->arena);

	if (problem->line > 0)
		buf_int(&text, problem->line);
	if (problem->more > 0)
		buf_printf(&text, " (%lld %s)", (long long)problem->more, tr(cx, "more"));
	buf_printf(&text, "%s%.*s", text.len > 0 ? ": " : "", STR_ARG(problem->words));
	return buf_str(&text);
}

static void problems_to_json(struct ctx *cx, const struct importer *im, struct json_out *out)
{
	json_array_begin(out);
	for (size_t i = 0; i < im->problems.count; i++)
		json_str(out, problem_text(cx, &im->problems.list[i]));
	json_array_end(out);
}

void import_report_to_json(struct ctx *cx, const struct importer *im, struct json_out *out)
{
	json_object_begin(out);
	json_key(out, "survey");
	survey_to_json(cx, im, out);
	json_key(out, "import");
	import_job_to_json(cx, &im->job, out);
	json_key(out, "problems");
	problems_to_json(cx, im, out);
	json_object_end(out);
}

void import_problems_print(struct ctx *cx, const struct importer *im, FILE *out)
{
	for (size_t i = 0; i < im->problems.count; i++) {
		const struct problem *problem = &im->problems.list[i];

		fprintf(out, "%s%.*s\n", problem->line > 0 ? tr(cx, "line ") : "",
			STR_ARG(problem_text(cx, problem)));
	}
}
