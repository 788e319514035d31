/* "paths" of the document: each route with its parameters, body, answer and errors. */
#include "api/openapi.h"

#include "people/people.h"

#include <string.h>

/* --- what a route is ---------------------------------------------------------------------------------- */

static const struct route_spec *spec_of(const struct route *route)
{
	ensure(route->spec); /* what is served is described */
	return route->spec;
}

static bool is_public(const struct route *route)
{
	return route->flags & ROUTE_PUBLIC;
}

static bool is_write(const struct route *route)
{
	return route->flags & ROUTE_WRITE;
}

static bool takes_file(const struct route *route)
{
	return route->body == BODY_FILE || route->body == BODY_SMALL_FILE;
}

static bool has_body(const struct route *route)
{
	return spec_of(route)->takes != TAKES_SHAPE || spec_of(route)->body || takes_file(route);
}

static bool is_list(const struct route *route)
{
	return str_is(str_from(route->method), "GET") && spec_of(route)->gives == GIVES_ROWS;
}

static bool has_as_of(const struct route *route)
{
	const struct entity *entity = route->subject;

	return str_is(str_from(route->method), "GET") && spec_of(route)->gives == GIVES_ROW &&
	       entity && (entity->flags & ENTITY_VERSIONED);
}

/* --- errors ------------------------------------------------------------------------------------------- */

const struct openapi_error openapi_errors[] = {
	{ 400, "BadRequest", "The body is not JSON, or nested too deeply.", false },
	{ 401, "SignedOut", "Nobody is signed in, or the token is not valid.", false },
	{ 403, "Denied", "The caller may not do this.", false },
	{ 404, "Missing", "There is no such row, or none that the caller may see.", false },
	{ 409, "Conflict", "The row is not in a state for this.", false },
	{ 412, "Stale", "The row has changed since: If-Match names another ETag.", false },
	{ 413, "TooLarge", "The body, or what it asks for, is too large.", false },
	{ 415, "UnsupportedMedia", "The body is of another type than JSON.", false },
	{ 422, "Invalid", "A value is not valid; `errors` has the field and the reason.", false },
	{ 429, "TooMany", "Too many attempts; try again after Retry-After.", true },
	{ 503, "Busy", "The server cannot answer now; try again after Retry-After.", true },
};
const size_t openapi_error_count = COUNT_OF(openapi_errors);

static bool may_answer(const struct route *route, int status)
{
	switch (status) {
	case 400:
	case 413:
	case 415:
		return has_body(route);
	case 401:
		return !is_public(route) || is_write(route);
	case 403:
		return route->right > RIGHT_SIGNED_IN || is_write(route);
	case 404:
		return strchr(route->pattern, '{') || route->body == BODY_BATCH ||
		       str_is(str_from(spec_of(route)->id), "undo");
	case 409:
		return is_write(route) && !is_public(route);
	case 412:
		return spec_of(route)->if_match || route->body == BODY_BATCH;
	case 422:
		return is_write(route) || is_list(route) || has_as_of(route) ||
		       spec_of(route)->query || spec_of(route)->gives == GIVES_EVENTS;
	case 429:
		return is_public(route) && is_write(route);
	default:
		return !(route->flags & ROUTE_NO_DB);
	}
}

static void write_errors(struct openapi *doc, const struct route *route)
{
	for (size_t i = 0; i < openapi_error_count; i++)
		if (may_answer(route, openapi_errors[i].status)) {
			json_key(doc->out,
				 str_printf(doc->cx->arena, "%d", openapi_errors[i].status).ptr);
			schema_ref(doc->out, "responses", openapi_errors[i].name);
		}
	json_key(doc->out, "default");
	schema_ref(doc->out, "responses", "Failed");
}

/* --- parameters --------------------------------------------------------------------------------------- */

static void write_name_parameter(struct openapi *doc)
{
	struct json_out *out = doc->out;

	json_object_begin(out);
	schema_text(out, "name", "name");
	schema_text(out, "in", "path");
	json_key(out, "required");
	json_bool(out, true);
	json_key(out, "schema");
	json_object_begin(out);
	schema_type(out, "string", false);
	schema_text(out, "pattern", "^[A-Za-z0-9_.-]+$");
	json_object_end(out);
	json_object_end(out);
}

static void write_query_parameter(struct openapi *doc, const struct member *member)
{
	struct member bare = *member;
	struct json_out *out = doc->out;

	bare.doc = NULL;
	json_object_begin(out);
	schema_text(out, "name", member->name);
	schema_text(out, "in", "query");
	if (member->doc)
		schema_text(out, "description", member->doc);
	if (member->flags & M_REQUIRED) {
		json_key(out, "required");
		json_bool(out, true);
	}
	json_key(out, "schema");
	openapi_member_schema(doc, &bare, false);
	json_object_end(out);
}

static void write_parameters(struct openapi *doc, const struct route *route)
{
	const struct shape *query = spec_of(route)->query;

	json_key(doc->out, "parameters");
	json_array_begin(doc->out);
	if (strstr(route->pattern, "{id}"))
		openapi_parameter_ref(doc, "Id");
	if (strstr(route->pattern, "{name}"))
		write_name_parameter(doc);
	if (is_list(route))
		openapi_list_parameters(doc, route->subject);
	if (has_as_of(route))
		openapi_parameter_ref(doc, "AsOf");
	for (size_t i = 0; query && i < query->count; i++)
		write_query_parameter(doc, &query->members[i]);
	if (spec_of(route)->filters)
		openapi_filters(doc, spec_of(route));
	if (spec_of(route)->if_match)
		openapi_parameter_ref(doc, "IfMatch");
	if (is_write(route))
		openapi_parameter_ref(doc, "IdempotencyKey");
	if (spec_of(route)->gives == GIVES_EVENTS)
		openapi_parameter_ref(doc, "LastEventId");
	json_array_end(doc->out);
}

/* --- bodies and answers ------------------------------------------------------------------------------- */

static void content_begin(struct openapi *doc, const char *media)
{
	json_key(doc->out, "content");
	json_object_begin(doc->out);
	json_key(doc->out, media);
	json_object_begin(doc->out);
	json_key(doc->out, "schema");
}

static void content_end(struct openapi *doc)
{
	json_object_end(doc->out);
	json_object_end(doc->out);
}

static void write_body_schema(struct openapi *doc, const struct route *route)
{
	switch (spec_of(route)->takes) {
	case TAKES_NEW_ROW:
		openapi_entity_ref(doc, route->subject, NEW_SCHEMA);
		break;
	case TAKES_PATCH:
		openapi_entity_ref(doc, route->subject, PATCH_SCHEMA);
		break;
	case TAKES_BATCH:
		openapi_entity_ref(doc, route->subject, BATCH_SCHEMA);
		break;
	case TAKES_SHAPE:
		openapi_shape_ref(doc, spec_of(route)->body);
		break;
	}
}

static bool any_required(const struct shape *shape)
{
	for (size_t i = 0; shape && i < shape->count; i++)
		if (shape->members[i].flags & M_REQUIRED)
			return true;
	return false;
}

static void write_body(struct openapi *doc, const struct route *route)
{
	const struct route_spec *spec = spec_of(route);
	bool is_file = takes_file(route);

	if (!has_body(route))
		return;
	json_key(doc->out, "requestBody");
	json_object_begin(doc->out);
	json_key(doc->out, "required");
	json_bool(doc->out, is_file || spec->takes != TAKES_SHAPE || any_required(spec->body));
	content_begin(doc, is_file ? "application/octet-stream" : "application/json");
	if (is_file) {
		json_object_begin(doc->out);
		json_object_end(doc->out);
	} else {
		write_body_schema(doc, route);
	}
	content_end(doc);
	json_object_end(doc->out);
}

/* The list form of an answer, or a batch's, written out where it is used. */
static void write_wrapped(struct openapi *doc, const struct route *route)
{
	const struct route_spec *spec = spec_of(route);
	const struct member page[] = {
		{ MEMBER("items", OBJECT), .of = spec->answer, .flags = M_LIST },
		{ MEMBER("next", TEXT),
		  .doc = "`cursor` of the next page; null: this is the last." },
	};
	const struct member batch[] = {
		{ MEMBER("batch_id", ID), .doc = "By which undo takes it back as a whole." },
		{ MEMBER("items", ROW), .row = route->subject, .flags = M_LIST },
		{ MEMBER("refused", OBJECT), .of = &refusal_shape, .flags = M_LIST,
		  .doc = "With `partial`: what was left out." },
	};
	const struct member *members = spec->gives == GIVES_PAGE ? page : batch;
	size_t count = spec->gives == GIVES_PAGE ? COUNT_OF(page) : COUNT_OF(batch);
	struct json_out *out = doc->out;

	json_object_begin(out);
	schema_type(out, "object", false);
	json_key(out, "additionalProperties");
	json_bool(out, false);
	json_key(out, "properties");
	json_object_begin(out);
	for (size_t i = 0; i < count; i++) {
		json_key(out, members[i].name);
		openapi_member_schema(doc, &members[i], str_is(str_from(members[i].name), "next"));
	}
	json_object_end(out);
	json_key(out, "required");
	json_array_begin(out);
	for (size_t i = 0; i < count; i++)
		json_str(out, str_from(members[i].name));
	json_array_end(out);
	json_object_end(out);
}

static void write_plain_schema(struct openapi *doc, const char *type)
{
	json_object_begin(doc->out);
	schema_type(doc->out, type, false);
	json_object_end(doc->out);
}

/* The data of an event: a text that holds JSON. */
static void write_event_schema(struct openapi *doc, const struct shape *shape)
{
	json_object_begin(doc->out);
	schema_type(doc->out, "string", false);
	schema_text(doc->out, "contentMediaType", "application/json");
	json_key(doc->out, "contentSchema");
	openapi_shape_ref(doc, shape);
	json_object_end(doc->out);
}

static void write_answer_schema(struct openapi *doc, const struct route *route)
{
	const struct route_spec *spec = spec_of(route);

	switch (spec->gives) {
	case GIVES_ROW:
		openapi_entity_ref(doc, route->subject, ROW_SCHEMA);
		break;
	case GIVES_ROWS:
		openapi_entity_ref(doc, route->subject, LIST_SCHEMA);
		break;
	case GIVES_PAGE:
	case GIVES_BATCH:
		write_wrapped(doc, route);
		break;
	case GIVES_ANSWER:
		if (spec->answer)
			openapi_shape_ref(doc, spec->answer);
		else
			write_plain_schema(doc, "object");
		break;
	case GIVES_EVENTS:
		write_event_schema(doc, spec->answer);
		break;
	case GIVES_TEXT:
	case GIVES_NOTHING:
		break; /* see write_content() */
	}
}

static void write_headers(struct openapi *doc, const struct route *route)
{
	const struct route_spec *spec = spec_of(route);

	json_key(doc->out, "headers");
	json_object_begin(doc->out);
	json_key(doc->out, "ETag");
	schema_ref(doc->out, "headers", "ETag");
	if (spec->status == 201) {
		json_key(doc->out, "Location");
		schema_ref(doc->out, "headers", "Location");
	}
	json_object_end(doc->out);
}

static const char *words_of(const struct route_spec *spec)
{
	switch (spec->gives) {
	case GIVES_ROW:
		return spec->status == 201 ? "The new row." : "The row as it now is.";
	case GIVES_ROWS:
	case GIVES_PAGE:
		return "A page of the list.";
	case GIVES_BATCH:
		return "The rows as they now are, in the order of the operations.";
	case GIVES_NOTHING:
		return "Done.";
	case GIVES_EVENTS:
		return "A stream that does not end. Each event has an id, the name `change`, and data: "
		       "the JSON text that the schema describes.";
	default:
		return "The answer.";
	}
}

/* Texts and files may be answered in several types. What is no text has no schema. */
static void write_media(struct openapi *doc, str types)
{
	str type;

	json_key(doc->out, "content");
	json_object_begin(doc->out);
	while (str_split(&types, ' ', &type)) {
		json_key_str(doc->out, type);
		json_object_begin(doc->out);
		json_key(doc->out, "schema");
		json_object_begin(doc->out);
		if (str_starts(type, STR("text/")))
			schema_type(doc->out, "string", false);
		json_object_end(doc->out);
		json_object_end(doc->out);
	}
	json_object_end(doc->out);
}

static void write_content(struct openapi *doc, const struct route *route)
{
	const struct route_spec *spec = spec_of(route);
	bool is_stream = spec->gives == GIVES_EVENTS;

	if (spec->gives == GIVES_NOTHING)
		return;
	if (spec->gives == GIVES_TEXT) {
		write_media(doc, str_from(spec->media));
		return;
	}
	content_begin(doc, is_stream ? "text/event-stream" : "application/json");
	write_answer_schema(doc, route);
	content_end(doc);
}

static void write_answer(struct openapi *doc, const struct route *route)
{
	const struct route_spec *spec = spec_of(route);

	json_key(doc->out, str_printf(doc->cx->arena, "%d", spec->status ? spec->status : 200).ptr);
	json_object_begin(doc->out);
	schema_text(doc->out, "description", words_of(spec));
	if (spec->gives == GIVES_ROW)
		write_headers(doc, route);
	write_content(doc, route);
	json_object_end(doc->out);
}

/* --- operations --------------------------------------------------------------------------------------- */

/* "list_deals", "get_deal" of the resources' verbs; otherwise as the route says. */
static str identifier_of(struct openapi *doc, const struct route *route)
{
	const struct entity *entity = route->subject;
	const struct route_spec *spec = spec_of(route);

	for (size_t i = 0; i < resource_verb_count; i++)
		if (spec == &resource_verbs[i].spec) {
			bool many = spec->gives == GIVES_ROWS || spec->gives == GIVES_BATCH;

			return str_printf(doc->cx->arena, "%s_%s", spec->id,
					  many ? entity->plural : entity->name);
		}
	return str_from(spec->id);
}

static str tag_of(const struct route *route)
{
	const struct entity *entity = route->subject;

	return str_from(spec_of(route)->tag || !entity ? spec_of(route)->tag : entity->plural);
}

static void write_description(struct openapi *doc, const struct route *route)
{
	const struct entity *entity = route->subject;
	struct buf words = buf_new(doc->cx->arena);

	if (is_list(route) && (entity->flags & ENTITY_CUSTOM))
		buf_text(&words,
			 "User-defined fields filter as `custom.KEY`, with the same endings as "
			 "others. ");
	if (route->right > RIGHT_SIGNED_IN)
		buf_printf(&words, "Needs the right `%s`.", right_rows[route->right].name);
	if (words.len == 0)
		return;
	json_key(doc->out, "description");
	json_str(doc->out, str_trim(buf_str(&words)));
}

static void write_words(struct openapi *doc, const struct route *route)
{
	str words = str_from(route->doc);

	json_key(doc->out, "summary");
	json_str(doc->out, str_sub(words, 0, words.len - str_ends(words, STR("."))));
	write_description(doc, route);
	if (is_public(route)) {
		json_key(doc->out, "security");
		json_array_begin(doc->out);
		json_array_end(doc->out);
	}
}

static void write_operation(struct openapi *doc, const struct route *route)
{
	static const char *const methods[][2] = {
		{ "GET", "get" }, { "POST", "post" },     { "PATCH", "patch" },
		{ "PUT", "put" }, { "DELETE", "delete" },
	};
	struct json_out *out = doc->out;

	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (str_is(str_from(route->method), methods[i][0]))
			json_key(out, methods[i][1]);
	json_object_begin(out);
	json_key(out, "operationId");
	json_str(out, identifier_of(doc, route));
	json_key(out, "tags");
	json_array_begin(out);
	json_str(out, tag_of(route));
	json_array_end(out);
	write_words(doc, route);
	write_parameters(doc, route);
	write_body(doc, route);
	json_key(out, "responses");
	json_object_begin(out);
	write_answer(doc, route);
	write_errors(doc, route);
	json_object_end(out);
	json_object_end(out);
}

static bool is_first_of_path(const struct openapi *doc, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(doc->routes[i].pattern, doc->routes[at].pattern) == 0)
			return false;
	return true;
}

void openapi_paths(struct openapi *doc)
{
	for (size_t i = 0; i < doc->route_count; i++) {
		if (!is_first_of_path(doc, i))
			continue;
		json_key(doc->out, doc->routes[i].pattern);
		json_object_begin(doc->out);
		for (size_t j = i; j < doc->route_count; j++)
			if (strcmp(doc->routes[j].pattern, doc->routes[i].pattern) == 0)
				write_operation(doc, &doc->routes[j]);
		json_object_end(doc->out);
	}
}
