/* Texts of plans: pipeline/text_fill.c. */
#include "table.h"

#include "pipeline/text_fill.h"

static const struct fill_row {
	const char *name;
	const char *text;
	const char *expected;
} rows[] = {
	{ "a text without placeholders stays", "Telepon", "Telepon" },
	{ "name, company, owner and title", "{name} of {company}, {owner}: {title}",
	  "Siti Rahayu of PT Maju {name}, Budi: Printers" },
	{ "the placeholders of templates",
	  "{{contact.first_name}} {{company.name}} {{owner.name}} {{deal.title}}",
	  "Siti PT Maju {name} Budi Printers" },
	{ "one twice", "{owner} {owner}", "Budi Budi" },
	{ "what is no placeholder stays", "{nama} {} { name } {{owner}} {",
	  "{nama} {} { name } {Budi} {" },
	{ "an empty text stays empty", "", "" },
	{ "no text is no text", NULL, NULL },
};

static const struct fill_values values = {
	.name = STR_INIT("Siti Rahayu"),
	.company = STR_INIT("PT Maju {name}"), /* braces of a value are not filled again */
	.owner = STR_INIT("Budi"),
	.title = STR_INIT("Printers"),
};

static void check(void **row)
{
	const struct fill_row *r = *row;
	LOCAL(local);

	assert_text(text_fill(&local.arena, str_from(r->text), &values, 1000), r->expected);
}

static void cuts_between_characters(void)
{
	LOCAL(local);

	assert_text(text_fill(&local.arena, STR("\xc3\xa9t\xc3\xa9 {owner}"), &values, 3),
		    "\xc3\xa9t\xc3\xa9");
	assert_text(text_fill(&local.arena, STR("{owner}"), &values, 4), "Budi");
}

static void links_to_whatsapp(void)
{
	LOCAL(local);
	str none = { NULL, 0 };

	assert_text(whatsapp_link(&local.arena, STR("+62 812-345"), STR("Halo & apa kabar?")),
		    "https://wa.me/62812345?text=Halo%20%26%20apa%20kabar%3F");
	assert_text(whatsapp_link(&local.arena, STR("+62812345"), none), "https://wa.me/62812345");
	assert_text(whatsapp_link(&local.arena, none, STR("Halo")), NULL);
}

static const struct plain_row plain[] = {
	{ "a long text is cut between characters", cuts_between_characters },
	{ "a link opens WhatsApp with the text", links_to_whatsapp },
};

int main(void)
{
	const struct table tables[] = { TABLE(rows, check), PLAIN(plain) };

	return tables_run("text_fill", tables, COUNT_OF(tables));
}
