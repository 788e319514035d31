/* Exit criteria: the decision, and the form in which they are written. */
#include "table.h"

#include "pipeline/exit_criteria.h"

static const str ticked[] = { STR_INIT("budget-known"), STR_INIT("order-in-writing") };
static const str custom[] = { STR_INIT("sector") };

static const struct met_row {
	const char *name;
	bool is_checklist;
	const char *criterion;
	int64_t amount;
	int64_t expected_close;
	bool has_contact;
	bool has_line;
	bool met;
} met_rows[] = {
	{ "a ticked key is met", true, "budget-known", UNSET, UNSET, false, false, true },
	{ "a key that is not ticked is unmet", true, "terms", UNSET, UNSET, false, false, false },
	{ "a key is no field", true, "amount", 5, UNSET, false, false, false },
	{ "an amount above zero is filled", false, "amount", 1, UNSET, false, false, true },
	{ "an amount of zero is not filled", false, "amount", 0, UNSET, false, false, false },
	{ "no amount is not filled", false, "amount", UNSET, UNSET, false, false, false },
	{ "a day is filled when it is set", false, "expected_close", UNSET, 0, false, false, true },
	{ "a day that is not set is not filled", false, "expected_close", UNSET, UNSET, false,
	  false, false },
	{ "a reference to nothing is not filled", false, "company_id", UNSET, UNSET, true, true,
	  false },
	{ "one contact is enough", false, "contact", UNSET, UNSET, true, false, true },
	{ "no contact is not", false, "contact", UNSET, UNSET, false, true, false },
	{ "one product line is enough", false, "line", UNSET, UNSET, false, true, true },
	{ "no product line is not", false, "line", UNSET, UNSET, true, false, false },
	{ "a user-defined field that is set", false, "custom.sector", UNSET, UNSET, false, false,
	  true },
	{ "a user-defined field that is not", false, "custom.size", UNSET, UNSET, false, false,
	  false },
	{ "a field that deals do not have is never filled", false, "colour", UNSET, UNSET, true,
	  true, false },
	{ "a hidden field is never filled", false, "amount_home", 5, UNSET, true, true, false },
};

static void check_met(void **row)
{
	const struct met_row *r = *row;
	struct deal deal = { .amount = r->amount,
			     .amount_home = r->amount,
			     .expected_close = r->expected_close };
	struct exit_facts facts = { &deal,  r->has_contact,  r->has_line, ticked, COUNT_OF(ticked),
				    custom, COUNT_OF(custom) };
	struct exit_criterion criterion =
		exit_criterion_of(r->is_checklist, str_from(r->criterion), STR("words"));

	assert_int_equal(exit_criterion_met(&criterion, &facts), r->met);
}

#define FIELD(name) "{\"kind\": \"field\", \"field\": \"" name "\", \"text\": \"Fill it\"}"
#define TICK(key) "{\"kind\": \"checklist\", \"key\": \"" key "\", \"text\": \"Do it\"}"

static const struct form_row {
	const char *name;
	const char *json;
	const char *field; /* NULL: it is right */
	const char *words;
} form_rows[] = {
	{ "no criteria at all", NULL, NULL, NULL },
	{ "an empty list", "[]", NULL, NULL },
	{ "fields, keys, contacts, lines and user-defined fields",
	  "[" FIELD("amount") "," TICK("a") "," FIELD("contact") "," FIELD("line") "," FIELD(
		  "custom.x") "," FIELD("source_id") "]",
	  NULL, NULL },
	{ "an object is no list", "{}", "exit_criteria", "list" },
	{ "an item must be an object", "[5]", "exit_criteria[0].", "object" },
	{ "an unknown kind", "[{\"kind\": \"rule\", \"text\": \"x\"}]", "exit_criteria[0].kind",
	  "field or checklist" },
	{ "a kind of the wrong type", "[{\"kind\": 1, \"text\": \"x\"}]", "exit_criteria[0].kind",
	  "" },
	{ "a field that deals do not have", "[" FIELD("colour") "]", "exit_criteria[0].field",
	  "no such field" },
	{ "a field that nobody can fill in", "[" FIELD("stage_entered_at") "]",
	  "exit_criteria[0].field", "no such field" },
	{ "a criterion without words", "[{\"kind\": \"field\", \"field\": \"amount\"}]",
	  "exit_criteria[0].text", "words" },
	{ "a checklist without key",
	  "[" FIELD("amount") ", {\"kind\": \"checklist\", \"text\": \"x\"}]",
	  "exit_criteria[1].key", "required" },
	{ "a key that is there twice", "[" TICK("a") "," TICK("a") "]", "exit_criteria[1].key",
	  "another" },
	{ "a member that is not known",
	  "[{\"kind\": \"field\", \"field\": \"amount\", \"text\": \"x\", \"colour\": 1}]",
	  "exit_criteria[0].colour", "no such field" },
	{ "twenty-one criteria", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]",
	  "exit_criteria", "20" },
};

static void check_form(void **row)
{
	const struct form_row *r = *row;
	LOCAL(local);

	enum rc rc = exit_criteria_check_form(&local.cx, str_from(r->json));

	assert_int_equal(rc, r->field ? E_INVALID : OK);
	if (r->field)
		assert_failure(&local.cx, r->field, r->words);
}

int main(void)
{
	const struct table tables[] = { TABLE(met_rows, check_met), TABLE(form_rows, check_form) };

	return tables_run("exit_criteria", tables, COUNT_OF(tables));
}
