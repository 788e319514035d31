/* What a form asks for, and who may embed it: pipeline/form_fields.c. The organisation's own fields:
 * tests/api/test_forms.py. */
#include "table.h"

#include "pipeline/form_fields.h"

static const struct list_row {
	const char *name;
	const char *json;
	const char *field; /* at fault; NULL: none */
} lists[] = {
	{ "the name alone", "[{\"name\":\"name\",\"required\":true}]", NULL },
	{ "all that may be asked for",
	  "[{\"name\":\"phone\"},{\"name\":\"email\",\"required\":true},{\"name\":\"note\"},"
	  "{\"name\":\"job_title\"},{\"name\":\"company_name\"},{\"name\":\"name\",\"required\":true}]",
	  NULL },
	{ "no list", "{}", "fields" },
	{ "an empty one", "[]", "fields" },
	{ "one without the name", "[{\"name\":\"email\",\"required\":true}]", "fields" },
	{ "a name that is not needed", "[{\"name\":\"name\"}]", "fields" },
	{ "a field that strangers may not set",
	  "[{\"name\":\"name\",\"required\":true},{\"name\":\"lifecycle\"}]", "fields[1].name" },
	{ "a field twice",
	  "[{\"name\":\"name\",\"required\":true},{\"name\":\"name\",\"required\":true}]",
	  "fields[1].name" },
	{ "a text in place of a field", "[\"name\"]", "fields[0]." },
};

static void list_is_checked(void **row)
{
	const struct list_row *r = *row;
	LOCAL(local);
	enum rc rc = form_fields_check(&local.cx, str_from(r->json));

	assert_int_equal(rc, r->field ? E_INVALID : OK);
	if (r->field)
		assert_failure(&local.cx, r->field, "");
}

static const struct host_row {
	const char *name;
	const char *json;
	const char *hosts; /* NULL: refused */
} hosts[] = {
	{ "none", "[]", "" },
	{ "one", "[\"https://www.example.com\"]", "https://www.example.com" },
	{ "several, with a port and for all below",
	  "[\"http://localhost:8080\",\"https://*.example.org\"]",
	  "http://localhost:8080 https://*.example.org" },
	{ "a path", "[\"https://example.com/\"]", NULL },
	{ "another policy", "[\"https://example.com; script-src *\"]", NULL },
	{ "a line's end", "[\"https://example.com\\r\\nX: y\"]", NULL },
	{ "another scheme", "[\"javascript:alert(1)\"]", NULL },
	{ "no host", "[\"https://\"]", NULL },
	{ "every host", "[\"https://*\"]", NULL },
	{ "a star inside", "[\"https://a*.example.com\"]", NULL },
	{ "a port that is none", "[\"https://example.com:70000\"]", NULL },
	{ "no list", "{}", NULL },
};

static void hosts_are_read(void **row)
{
	const struct host_row *r = *row;
	str text = { NULL, 0 };
	LOCAL(local);
	enum rc rc = form_hosts_read(&local.cx, str_from(r->json), &text);

	assert_int_equal(rc, r->hosts ? OK : E_INVALID);
	if (r->hosts)
		assert_text(text, r->hosts);
}

int main(void)
{
	const struct table tables[] = { TABLE(lists, list_is_checked),
					TABLE(hosts, hosts_are_read) };

	return tables_run("form_fields", tables, COUNT_OF(tables));
}
