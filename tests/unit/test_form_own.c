/* What strangers write for the organisation's own fields, as leads keep it: pipeline/form_own.c. */
#include "table.h"

#include "pipeline/form_own.h"

static const struct own_row {
	const char *name;
	enum custom_kind kind;
	enum language language;
	const char *text;
	const char *json; /* NULL: refused */
} rows[] = {
	{ "a text stays as it is", CUSTOM_TEXT, LANGUAGE_EN, "A \"B\"",
	  "{\"own\":\"A \\\"B\\\"\"}" },
	{ "one of a list is looked at with the lead", CUSTOM_CHOICE, LANGUAGE_EN, "C",
	  "{\"own\":\"C\"}" },
	{ "a number as English writes it", CUSTOM_NUMBER, LANGUAGE_EN, "1,500.25",
	  "{\"own\":1500.25}" },
	{ "a number as Indonesian writes it", CUSTOM_NUMBER, LANGUAGE_ID, "1.500,25",
	  "{\"own\":1500.25}" },
	{ "the same marks mean another number in the other language", CUSTOM_NUMBER, LANGUAGE_EN,
	  "1.500", "{\"own\":1.500}" },
	{ "thousands in Indonesian", CUSTOM_NUMBER, LANGUAGE_ID, "1.500", "{\"own\":1500}" },
	{ "an amount is a text", CUSTOM_MONEY, LANGUAGE_ID, "Rp 12.500.000",
	  "{\"own\":\"12500000\"}" },
	{ "an amount that is none", CUSTOM_MONEY, LANGUAGE_EN, "a lot", NULL },
	{ "a share is no amount", CUSTOM_MONEY, LANGUAGE_EN, "12%", NULL },
	{ "a number that is none", CUSTOM_NUMBER, LANGUAGE_EN, "1,2,3", NULL },
	{ "a day as browsers send it", CUSTOM_DAY, LANGUAGE_EN, "2026-03-31",
	  "{\"own\":\"2026-03-31\"}" },
	{ "a day as people write it", CUSTOM_DAY, LANGUAGE_EN, "31/3/2026",
	  "{\"own\":\"2026-03-31\"}" },
	{ "a day that does not exist", CUSTOM_DAY, LANGUAGE_EN, "2026-02-30", NULL },
	{ "an instant is no day", CUSTOM_DAY, LANGUAGE_EN, "2026-02-03T10:00:00Z", NULL },
	{ "a box that is ticked", CUSTOM_YES_NO, LANGUAGE_EN, "1", "{\"own\":true}" },
	{ "a box that says something else", CUSTOM_YES_NO, LANGUAGE_EN, "yes", "{\"own\":false}" },
};

static void reads(void **row)
{
	const struct own_row *r = *row;
	const struct custom_field own = { .key = STR("own"), .kind = r->kind };
	const struct form_field asked = { .name = "custom.own", .own = &own };
	LOCAL(local);
	struct buf text = buf_new(&local.arena);
	struct json_out out = json_out_new(&text);
	enum rc rc;

	local.cx.language = r->language;
	json_object_begin(&out);
	rc = form_own_read(&local.cx, &asked, str_from(r->text), &out);
	json_object_end(&out);
	assert_int_equal(rc, r->json ? OK : E_INVALID);
	if (r->json)
		assert_text(buf_str(&text), r->json);
	else
		assert_failure(&local.cx, "custom.own", "please give");
}

int main(void)
{
	const struct table tables[] = { TABLE(rows, reads) };

	return tables_run("form_own", tables, COUNT_OF(tables));
}
