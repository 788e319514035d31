/* The OpenAPI 3.1 document: made anew for each request from the routes and the entity tables, within a
 * few milliseconds and a few megabytes. */
#include "api/openapi.h"

#include "api/api.h"
#include "people/people.h"

static void write_info(struct json_out *out)
{
	json_key(out, "info");
	json_object_begin(out);
	schema_text(out, "title", "Alur");
	schema_text(out, "version", ALUR_VERSION);
	schema_text(out, "summary", "Deals through a pipeline, with their whole history.");
	schema_text(
		out, "description",
		"JSON in UTF-8. Instants are RFC 3339 in UTC, dates are days of the organisation's "
		"time zone, money is a decimal text beside its currency, rates are numbers from 0 "
		"to 1, null means \"not set\". Unknown members and parameters are refused. Messages "
		"are in the language of `Accept-Language` (id or en). A list is answered page by "
		"page: `next` is the `cursor` of the following one.");
	json_key(out, "license");
	json_object_begin(out);
	schema_text(out, "name", "Apache-2.0");
	schema_text(out, "identifier", "Apache-2.0");
	json_object_end(out);
	json_object_end(out);
	json_key(out, "servers");
	json_raw(out, STR("[{\"url\":\"/\",\"description\":\"This server.\"}]"));
}

/* --- tags: the chapters ------------------------------------------------------------------------------ */

static void write_tag(struct json_out *out, const char *name, const char *words)
{
	json_object_begin(out);
	schema_text(out, "name", name);
	if (words)
		schema_text(out, "description", words);
	json_object_end(out);
}

/* Before the resources, and behind them. */
static const char *const first_tags[][2] = {
	{ "session", "Signing in and out, and the caller's own settings." },
	{ "everything", "What concerns rows of all kinds." },
	{ "today", "What there is to do on a day, and the week around it." },
};
static const char *const last_tags[][2] = {
	{ "imports", "Files in, as durable jobs that can be undone, and out, to be read back." },
	{ "program", "About the program itself." },
};

static void write_tags(struct json_out *out)
{
	json_key(out, "tags");
	json_array_begin(out);
	for (size_t i = 0; i < COUNT_OF(first_tags); i++)
		write_tag(out, first_tags[i][0], first_tags[i][1]);
	for (size_t i = 0; i < entity_count; i++)
		if (!(entities[i]->flags & ENTITY_NO_API))
			write_tag(out, entities[i]->plural, entities[i]->doc);
	for (size_t i = 0; i < COUNT_OF(last_tags); i++)
		write_tag(out, last_tags[i][0], last_tags[i][1]);
	json_array_end(out);
}

/* --- components -------------------------------------------------------------------------------------- */

static void write_security(struct json_out *out)
{
	json_key(out, "securitySchemes");
	json_object_begin(out);
	json_key(out, "bearer");
	json_object_begin(out);
	schema_text(out, "type", "http");
	schema_text(out, "scheme", "bearer");
	schema_text(out, "description", "A token, for programs.");
	json_object_end(out);
	json_key(out, "cookie");
	json_object_begin(out);
	schema_text(out, "type", "apiKey");
	schema_text(out, "in", "cookie");
	schema_text(out, "name", SESSION_COOKIE);
	schema_text(out, "description", "A session, for browsers.");
	json_object_end(out);
	json_object_end(out);
}

static const struct header {
	const char *name, *component, *type, *doc;
} headers[] = {
	{ "ETag", "ETag", "string", "The row's revision, for If-Match." },
	{ "Location", "Location", "string", "Where the new row is." },
	{ "Retry-After", "RetryAfter", "integer", "Seconds to wait." },
};

static void write_header_components(struct json_out *out)
{
	json_key(out, "headers");
	json_object_begin(out);
	for (size_t i = 0; i < COUNT_OF(headers); i++) {
		json_key(out, headers[i].component);
		json_object_begin(out);
		schema_text(out, "description", headers[i].doc);
		json_key(out, "schema");
		json_object_begin(out);
		schema_type(out, headers[i].type, false);
		json_object_end(out);
		json_object_end(out);
	}
	json_object_end(out);
}

static void write_error(struct openapi *doc, const struct openapi_error *error)
{
	struct json_out *out = doc->out;

	json_key(out, error->name);
	json_object_begin(out);
	schema_text(out, "description", error->doc);
	if (error->retry_after) {
		json_key(out, "headers");
		json_object_begin(out);
		json_key(out, "Retry-After");
		schema_ref(out, "headers", "RetryAfter");
		json_object_end(out);
	}
	json_key(out, "content");
	json_object_begin(out);
	json_key(out, "application/problem+json");
	json_object_begin(out);
	json_key(out, "schema");
	openapi_shape_ref(doc, &problem_shape);
	json_object_end(out);
	json_object_end(out);
	json_object_end(out);
}

static void write_errors(struct openapi *doc)
{
	static const struct openapi_error failed = { 0, "Failed", "Any other error.", false };

	json_key(doc->out, "responses");
	json_object_begin(doc->out);
	for (size_t i = 0; i < openapi_error_count; i++)
		write_error(doc, &openapi_errors[i]);
	write_error(doc, &failed);
	json_object_end(doc->out);
}

static void write_components(struct openapi *doc)
{
	struct json_out *out = doc->out;

	json_key(out, "components");
	json_object_begin(out);
	write_security(out);
	json_key(out, "parameters");
	json_object_begin(out);
	openapi_shared_parameters(doc);
	json_object_end(out);
	write_header_components(out);
	write_errors(doc);
	json_key(out, "schemas");
	json_object_begin(out);
	for (size_t i = 0; i < entity_count; i++)
		if (!(entities[i]->flags & ENTITY_NO_API))
			openapi_entity_schemas(doc, entities[i]);
	openapi_shape_schemas(doc);
	json_object_end(out);
	json_object_end(out);
}

/* --- the document ------------------------------------------------------------------------------------ */

enum rc openapi_to_json(struct ctx *cx, struct json_out *out)
{
	struct openapi *doc = NULL;

	TRY(ctx_alloc(cx, sizeof *doc, &doc));
	doc->cx = cx;
	doc->out = out;
	TRY(api_routes(cx, &doc->routes, &doc->route_count));
	json_object_begin(out);
	schema_text(out, "openapi", "3.1.1");
	write_info(out);
	write_tags(out);
	json_key(out, "security");
	json_raw(out, STR("[{\"bearer\":[]},{\"cookie\":[]}]"));
	json_key(out, "paths");
	json_object_begin(out);
	openapi_paths(doc);
	json_object_end(out);
	write_components(doc);
	json_object_end(out);
	return buf_rc(out->buf) == OK ? OK : fail_memory(cx);
}
