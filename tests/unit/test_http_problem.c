/* Failures as replies. */
#include "http/problem.h"
#include "table.h"

static const struct translation indonesian[] = {
	{ "Not valid", "Tidak sah" },
	{ "may not be %s", "tidak boleh %s" },
};

static const struct catalogue catalogue = { indonesian, COUNT_OF(indonesian) };

struct status_row {
	const char *name;
	enum rc rc;
	int status;
	const char *body;
	const char *header; /* its first header, "Name: value"; NULL: none */
};

#define BODY(title, status, detail)                                                                \
	"{\"type\":\"about:blank\",\"title\":\"" title "\",\"status\":" status                     \
	",\"detail\":\"" detail "\",\"errors\":[]}"

static const struct status_row status_rows[] = {
	{ "malformed is 400", E_MALFORMED, 400, BODY("Bad request", "400", "why"), NULL },
	{ "signed out is 401 and says how", E_SIGNED_OUT, 401, BODY("Not signed in", "401", "why"),
	  "WWW-Authenticate: Bearer" },
	{ "denied is 403", E_DENIED, 403, BODY("Not allowed", "403", "why"), NULL },
	{ "missing is 404", E_MISSING, 404, BODY("Not found", "404", "why"), NULL },
	{ "a wrong method is 405", E_METHOD, 405, BODY("Method not allowed", "405", "why"), NULL },
	{ "a conflict is 409", E_CONFLICT, 409, BODY("Conflict", "409", "why"), NULL },
	{ "stale is 412", E_STALE, 412, BODY("Changed meanwhile", "412", "why"), NULL },
	{ "too large is 413", E_TOO_LARGE, 413, BODY("Too large", "413", "why"), NULL },
	{ "so is what needs too much memory", E_MEMORY, 413, BODY("Too large", "413", "why"),
	  NULL },
	{ "a type not understood is 415", E_MEDIA, 415,
	  BODY("Unsupported media type", "415", "why"), NULL },
	{ "not valid is 422", E_INVALID, 422, BODY("Not valid", "422", "why"), NULL },
	{ "too many is 429 and says when", E_TOO_MANY, 429, BODY("Too many attempts", "429", "why"),
	  "Retry-After: 5" },
	{ "busy is 503 and says when", E_BUSY, 503, BODY("Busy", "503", "why"), "Retry-After: 5" },
	{ "a broken disk is 503", E_IO, 503, BODY("Not available", "503", "why"),
	  "Retry-After: 5" },
	{ "our mistake is 500 and tells nothing", E_INTERNAL, 500,
	  BODY("Our mistake", "500", "something went wrong here; it has been logged"), NULL },
};

static void check_status(void **row)
{
	const struct status_row *r = *row;
	struct http_reply re = { .status = 201, .body = STR("left over"), .etag = STR("\"1\"") };
	LOCAL(local);

	assert_int_equal(fail(&local.cx, r->rc, "%s", "why"), r->rc);
	problem_reply(&local.cx, &re);
	assert_int_equal(re.status, r->status);
	assert_int_equal(problem_status(r->rc), r->status);
	assert_string_equal(re.content_type, "application/problem+json");
	assert_text(re.body, r->body);
	assert_text(re.etag, NULL);
	assert_int_equal(re.header_count, r->header != NULL);
	if (r->header)
		assert_text(str_printf(&local.arena, "%.*s: %.*s", STR_ARG(re.headers[0].name),
				       STR_ARG(re.headers[0].value)),
			    r->header);
}

static void errors_of_fields_are_listed(void)
{
	struct http_reply re = { 0 };
	LOCAL(local);

	fail_field(&local.cx, E_INVALID, "title", "may not be %s", "empty");
	fail_code(&local.cx, "stage_id", "other_pipeline", "is in \"%s\"", "Tender");
	problem_reply(&local.cx, &re);
	assert_text(re.body,
		    "{\"type\":\"about:blank\",\"title\":\"Not valid\",\"status\":422,"
		    "\"detail\":\"may not be empty\",\"errors\":["
		    "{\"field\":\"title\",\"code\":\"invalid\",\"message\":\"may not be empty\"},"
		    "{\"field\":\"stage_id\",\"code\":\"other_pipeline\","
		    "\"message\":\"is in \\\"Tender\\\"\"}]}");
}

static void words_are_in_the_callers_language(void)
{
	struct http_reply re = { 0 };
	LOCAL(local);

	local.cx.catalogue = &catalogue;
	fail(&local.cx, E_INVALID, "may not be %s", "x");
	problem_reply(&local.cx, &re);
	assert_text(re.body, BODY("Tidak sah", "422", "tidak boleh x"));
}

static void without_words_the_detail_is_null(void)
{
	struct http_reply re = { 0 };
	LOCAL(local);

	local.cx.failure.rc = E_MISSING;
	problem_reply(&local.cx, &re);
	assert_text(re.body, "{\"type\":\"about:blank\",\"title\":\"Not found\",\"status\":404,"
			     "\"detail\":null,\"errors\":[]}");
}

static void the_time_to_wait_is_told(void)
{
	struct http_reply re = { 0 };
	LOCAL(local);

	local.cx.failure.retry_after_s = 42;
	fail(&local.cx, E_TOO_MANY, "later");
	problem_reply(&local.cx, &re);
	assert_text(re.headers[0].value, "42");
}

static void without_memory_there_is_still_an_answer(void)
{
	struct http_reply re = { 0 };
	struct arena none;
	struct ctx cx = { .arena = &none };

	arena_init(&none, 0);
	assert_int_equal(fail_memory(&cx), E_MEMORY);
	problem_reply(&cx, &re);
	assert_int_equal(re.status, 413);
	assert_true(re.body.len > 0);
	fail(&cx, E_BUSY, "busy");
	problem_reply(&cx, &re);
	assert_int_equal(re.status, 503);
	assert_int_equal(re.header_count, 0);
}

static const struct plain_row plain_rows[] = {
	{ "errors of fields are listed", errors_of_fields_are_listed },
	{ "words are in the caller's language", words_are_in_the_callers_language },
	{ "without words the detail is null", without_words_the_detail_is_null },
	{ "the time to wait is told", the_time_to_wait_is_told },
	{ "without memory there is still an answer", without_memory_there_is_still_an_answer },
};

int main(void)
{
	const struct table tables[] = { TABLE(status_rows, check_status), PLAIN(plain_rows) };

	return tables_run("http_problem", tables, COUNT_OF(tables));
}
