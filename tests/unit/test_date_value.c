/* Dates of files: what is read in which form, and which form a column has. */
#include "table.h"

#include "base/day.h"
#include "codec/values.h"

#include <string.h>

/* "2026-01-31", "2026-01-31 14:30:05.123", "2026-01-31 14:30:05.123 = 2026-01-31T07:30:05.123Z" */
static str printed(struct arena *arena, const struct date_value *value)
{
	struct buf out = buf_new(arena);
	int64_t ms = value->ms_of_day;

	day_print(&out, value->day);
	if (value->has_time)
		buf_printf(&out, " %02d:%02d:%02d.%03d", (int)(ms / 3600000),
			   (int)(ms / 60000 % 60), (int)(ms / 1000 % 60), (int)(ms % 1000));
	if (value->has_offset) {
		buf_text(&out, " = ");
		instant_print(&out, value->instant);
	}
	return buf_str(&out);
}

struct date_row {
	const char *name;
	const char *text;
	enum date_form form;
	const char *value; /* NULL: not one */
};

static const struct date_row dates[] = {
	{ "the form of programs", "2026-01-31", DATE_NONE, "2026-01-31" },
	{ "explains itself in every form", "2026-01-31", DATE_DMY, "2026-01-31" },
	{ "with slashes", "2026/1/31", DATE_NONE, "2026-01-31" },
	{ "without anything", "20260131", DATE_NONE, "2026-01-31" },
	{ "with two kinds of separators", "2026-01/31", DATE_NONE, NULL },
	{ "with the month's name", "31 Jan 2026", DATE_NONE, "2026-01-31" },
	{ "the month first", "January 31, 2026", DATE_NONE, "2026-01-31" },
	{ "in Indonesian", "17 Agustus 2026", DATE_NONE, "2026-08-17" },
	{ "with the day of the week", "Saturday, 31 January 2026", DATE_NONE, "2026-01-31" },
	{ "with dashes and a short year", "31-Jan-26", DATE_NONE, "2026-01-31" },
	{ "the day first", "03/04/2026", DATE_DMY, "2026-04-03" },
	{ "the month first, in numbers", "03/04/2026", DATE_MDY, "2026-03-04" },
	{ "either, when nothing is known", "03/04/2026", DATE_AMBIGUOUS, NULL },
	{ "with points", "31.1.26", DATE_DMY, "2026-01-31" },
	{ "a day that the other order would have", "31/01/2026", DATE_MDY, NULL },
	{ "short years from 1969", "31/01/69", DATE_DMY, "1969-01-31" },
	{ "to 2068", "31/01/68", DATE_DMY, "2068-01-31" },
	{ "blanks around it", "  2026-01-31\t", DATE_NONE, "2026-01-31" },
	{ "a leap day", "2028-02-29", DATE_NONE, "2028-02-29" },
	{ "a leap day that does not exist", "2026-02-29", DATE_NONE, NULL },
	{ "a month that does not exist", "2026-13-01", DATE_NONE, NULL },
	{ "a day that does not exist", "2026-04-31", DATE_NONE, NULL },
	{ "day zero", "2026-01-00", DATE_NONE, NULL },
	{ "a year that we do not take", "1899-12-31", DATE_NONE, NULL },
	{ "a month without a day", "Jan 2026", DATE_NONE, NULL },
	{ "a word", "soon", DATE_NONE, NULL },
	{ "nothing", "", DATE_NONE, NULL },
	{ "more behind it", "2026-01-31x", DATE_NONE, NULL },
	{ "a number", "12.5", DATE_NONE, NULL },
	{ "with a time", "2026-01-31 14:30", DATE_NONE, "2026-01-31 14:30:00.000" },
	{ "with seconds and a fraction", "2026-01-31 14:30:05.1239", DATE_NONE,
	  "2026-01-31 14:30:05.123" },
	{ "in the afternoon", "1/31/2026 2:30 PM", DATE_MDY, "2026-01-31 14:30:00.000" },
	{ "at noon", "1/31/2026 12:00 PM", DATE_MDY, "2026-01-31 12:00:00.000" },
	{ "at midnight", "1/31/2026 12:00 a.m.", DATE_MDY, "2026-01-31 00:00:00.000" },
	{ "at thirteen in the afternoon", "1/31/2026 13:00 PM", DATE_MDY, NULL },
	{ "in Greenwich", "2026-01-31T14:30:05Z", DATE_NONE,
	  "2026-01-31 14:30:05.000 = 2026-01-31T14:30:05.000Z" },
	{ "with an offset", "2026-01-31T04:30:05.5+07:00", DATE_NONE,
	  "2026-01-31 04:30:05.500 = 2026-01-30T21:30:05.500Z" },
	{ "with an offset to the west", "2026-01-31T14:30:05-0330", DATE_NONE,
	  "2026-01-31 14:30:05.000 = 2026-01-31T18:00:05.000Z" },
	{ "with an offset that no place has", "2026-01-31T14:30:05+19:00", DATE_NONE, NULL },
	{ "an hour that does not exist", "2026-01-31 24:00", DATE_NONE, NULL },
	{ "a minute that does not exist", "2026-01-31 12:60", DATE_NONE, NULL },
	{ "an hour alone", "2026-01-31 12", DATE_NONE, NULL },
	{ "a leap second is the next one", "2016-12-31T23:59:60Z", DATE_NONE,
	  "2017-01-01 00:00:00.000 = 2017-01-01T00:00:00.000Z" },
	{ "a spreadsheet's number", "46053", DATE_SERIAL, "2026-01-31" },
	{ "a spreadsheet's time", "46053.5", DATE_SERIAL, "2026-01-31 12:00:00.000" },
	{ "which is rounded to the millisecond", "46053.999999999", DATE_SERIAL,
	  "2026-02-01 00:00:00.000" },
	{ "a spreadsheet's first day", "1", DATE_SERIAL, "1900-01-01" },
	{ "its day that never was", "60", DATE_SERIAL, NULL },
	{ "the day behind that", "61", DATE_SERIAL, "1900-03-01" },
	{ "its last day", "2958465", DATE_SERIAL, "9999-12-31" },
	{ "behind its last day", "2958466", DATE_SERIAL, NULL },
	{ "a spreadsheet's number elsewhere", "46053", DATE_YMD, NULL },
	{ "another date among numbers", "2026-01-31", DATE_SERIAL, "2026-01-31" },
};

static void date_is_read(void **row)
{
	const struct date_row *r = *row;
	LOCAL(local);
	struct date_value value;
	bool is_date = date_parse(str_from(r->text), r->form, &value);

	assert_text(is_date ? printed(&local.arena, &value) : (str){ NULL, 0 }, r->value);
}

struct form_row {
	const char *name;
	const char *sample[4];
	enum date_form form;
};

static const struct form_row forms[] = {
	{ "nothing is no date", { "" }, DATE_NONE },
	{ "words are no dates", { "a", "soon" }, DATE_NONE },
	{ "years first", { "2026-01-31", "" }, DATE_YMD },
	{ "names of months", { "31 Jan 2026" }, DATE_NAMED },
	{ "a 31st in front", { "03/04/2026", "31/01/2026" }, DATE_DMY },
	{ "a 31st in the middle", { "03/04/2026", "01/31/2026" }, DATE_MDY },
	{ "neither tells", { "03/04/2026", "05/06/2026" }, DATE_AMBIGUOUS },
	{ "the same number twice needs no order", { "05/05/2026" }, DATE_DMY },
	{ "points are written with the day first", { "03.04.2026" }, DATE_DMY },
	{ "both orders in one column", { "31/01/2026", "01/31/2026" }, DATE_AMBIGUOUS },
	{ "numbers of spreadsheets", { "46053", "46054.25" }, DATE_SERIAL },
	{ "small numbers are amounts", { "12", "450" }, DATE_NONE },
	{ "dates that do not exist say nothing", { "2026-02-30" }, DATE_NONE },
};

static void form_is_found(void **row)
{
	const struct form_row *r = *row;
	str sample[COUNT_OF(r->sample)];
	size_t count = 0;

	while (count < COUNT_OF(r->sample) && r->sample[count]) {
		sample[count] = str_from(r->sample[count]);
		count++;
	}
	assert_int_equal(date_form_detect(sample, count), r->form);
}

/* Every day of 400 years, in every form. */
static void every_day_is_read_as_written(void)
{
	LOCAL(local);
	int64_t last = day_from_date((struct date){ 2300, 1, 1 });

	for (int64_t day = day_from_date((struct date){ 1900, 1, 1 }); day < last; day++) {
		struct arena_mark mark = arena_mark(&local.arena);
		struct date d = day_to_date(day);
		str dmy = str_printf(&local.arena, "%d/%d/%d", d.day, d.month, d.year);
		str mdy = str_printf(&local.arena, "%02d-%02d-%d 9:05 pm", d.month, d.day, d.year);
		struct date_value value;

		assert_true(date_parse(dmy, DATE_DMY, &value) && value.day == day);
		assert_true(date_parse(mdy, DATE_MDY, &value) && value.day == day);
		assert_int_equal(value.ms_of_day, 75900000);
		arena_rewind(&local.arena, mark);
	}
}

static void forms_have_examples(void)
{
	for (enum date_form f = DATE_YMD; f < DATE_FORM_COUNT; f++) {
		str example = str_from(date_form_example(f));

		assert_int_equal(date_form_detect(&example, 1), f);
	}
}

static const struct plain_row others[] = {
	{ "every day is read as written", every_day_is_read_as_written },
	{ "forms have examples of themselves", forms_have_examples },
};

int main(void)
{
	static const struct table tables[] = { TABLE(dates, date_is_read),
					       TABLE(forms, form_is_found), PLAIN(others) };

	return tables_run("date_value", tables, COUNT_OF(tables));
}
