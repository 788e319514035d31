/* Parameters of lists: page, order, words and the filters of each field. They are read by
 * record/filter.c. */
#include "api/openapi.h"

void openapi_parameter_ref(struct openapi *doc, const char *name)
{
	schema_ref(doc->out, "parameters", name);
}

/* --- filters ----------------------------------------------------------------------------------------- */

enum { FOR_ORDERED = 1, FOR_NULLABLE = 2 };

static const struct operator
{
	const char *suffix;
	unsigned only; /* 0: for every field */
	const char *doc;
}
operators[] = {
	{ "", 0, "is" },
	{ ".in", 0, "is one of, separated by commas" },
	{ ".gt", FOR_ORDERED, "above" },
	{ ".gte", FOR_ORDERED, "at least" },
	{ ".lt", FOR_ORDERED, "below" },
	{ ".lte", FOR_ORDERED, "at most" },
	{ ".is", FOR_NULLABLE, "whether it is set" },
};

static bool is_ordered(const struct field *field)
{
	const struct field_type *type = field->type;

	return !type->is_text && type != &field_enum && type != &field_bool && type != &field_ref;
}

static bool has_operator(const struct field *field, const struct operator* operator)
{
	if (operator->only == FOR_ORDERED)
		return is_ordered(field);
	if (operator->only == FOR_NULLABLE)
		return !(field->flags & F_REQUIRED) && field->type != &field_bool &&
		       field->type != &field_id;
	return true;
}

/* An instant may be given as a day: its beginning, or for lte and gt its end. */
static void write_value_schema(struct openapi *doc, const struct field *field)
{
	static const struct member moment = { MEMBER("", MOMENT) };

	if (field->type == &field_instant) {
		openapi_member_schema(doc, &moment, false);
		return;
	}
	json_object_begin(doc->out);
	field->type->schema(doc->out, field, false);
	json_object_end(doc->out);
}

static void write_operand(struct openapi *doc, const struct field *field,
			  const struct operator* operator)
{
	static const char *const set_names[] = { "null", "set", NULL };
	struct json_out *out = doc->out;
	bool is_list = str_is(str_from(operator->suffix), ".in");

	json_key(out, "schema");
	if (operator->only == FOR_NULLABLE) {
		json_object_begin(out);
		schema_names(out, set_names, false);
		json_object_end(out);
		return;
	}
	if (!is_list) {
		write_value_schema(doc, field);
		return;
	}
	json_object_begin(out);
	schema_type(out, "array", false);
	schema_number(out, "maxItems", MAX_IN);
	json_key(out, "items");
	write_value_schema(doc, field);
	json_object_end(out);
	json_key(out, "style");
	json_str(out, STR("form"));
	json_key(out, "explode");
	json_bool(out, false);
}

/* A field that can be asked for, by this name: "amount", "company.city". */
struct asked {
	const struct field *field;
	str name;
};

static str name_of(const struct openapi *doc, const struct asked *asked,
		   const struct operator* operator)
{
	return str_printf(doc->cx->arena, "%.*s%s", STR_ARG(asked->name), operator->suffix);
}

static void write_filter(struct openapi *doc, const struct asked *asked,
			 const struct operator* operator)
{
	struct json_out *out = doc->out;

	json_object_begin(out);
	json_key(out, "name");
	json_str(out, name_of(doc, asked, operator));
	json_key(out, "in");
	json_str(out, STR("query"));
	json_key(out, "description");
	json_str(out, str_printf(doc->cx->arena, "%.*s: %s.", STR_ARG(asked->name), operator->doc));
	schema_text(out, "x-type", asked->field->type->name);
	write_operand(doc, asked->field, operator);
	json_object_end(out);
}

static bool is_parameter(const struct shape *query, str name)
{
	for (size_t i = 0; query && i < query->count; i++)
		if (str_is(name, query->members[i].name))
			return true;
	return false;
}

static void write_asked(struct openapi *doc, const struct asked *asked, const struct shape *besides)
{
	for (size_t i = 0; i < COUNT_OF(operators); i++)
		if (has_operator(asked->field, &operators[i]) &&
		    !is_parameter(besides, name_of(doc, asked, &operators[i])))
			write_filter(doc, asked, &operators[i]);
}

/* "company.city" of "company_id". */
static void write_related(struct openapi *doc, const struct field *reference)
{
	const struct entity *of = entity_by_name(str_from(reference->ref));
	str name = str_from(reference->name);

	for (size_t i = 0; i < of->field_count; i++)
		if (of->fields[i].flags & F_GROUP)
			write_asked(doc,
				    &(struct asked){ &of->fields[i],
						     str_printf(doc->cx->arena, "%.*s.%s",
								(int)(name.len - STR("_id").len),
								name.ptr, of->fields[i].name) },
				    NULL);
}

static void write_filters(struct openapi *doc, const struct field *field,
			  const struct shape *besides)
{
	if (field_filters(field))
		write_asked(doc, &(struct asked){ field, str_from(field->name) }, besides);
	if (field->ref && (field->flags & F_GROUP))
		write_related(doc, field);
}

void openapi_filters(struct openapi *doc, const struct route_spec *spec)
{
	for (size_t i = 0; i < spec->filters->field_count; i++)
		if (!is_no_filter(spec, str_from(spec->filters->fields[i].name)))
			write_filters(doc, &spec->filters->fields[i], spec->query);
}

/* --- order --------------------------------------------------------------------------------------------- */

/* "^-?(id|title|amount)(,-?id)?$" */
static str sort_pattern(struct openapi *doc, const struct entity *entity)
{
	struct buf pattern = buf_new(doc->cx->arena);
	const char *bar = "";

	buf_text(&pattern, "^-?(");
	for (size_t i = 0; i < entity->field_count; i++) {
		if (!(entity->fields[i].flags & F_SORT))
			continue;
		buf_printf(&pattern, "%s%s", bar, entity->fields[i].name);
		bar = "|";
	}
	buf_text(&pattern, ")(,-?id)?$");
	return buf_str(&pattern);
}

static void write_sort(struct openapi *doc, const struct entity *entity)
{
	struct json_out *out = doc->out;

	json_object_begin(out);
	json_key(out, "name");
	json_str(out, STR("sort"));
	json_key(out, "in");
	json_str(out, STR("query"));
	schema_text(out, "description", "A field, with - before it from high to low; then by id.");
	json_key(out, "schema");
	json_object_begin(out);
	schema_type(out, "string", false);
	json_key(out, "pattern");
	json_str(out, sort_pattern(doc, entity));
	json_object_end(out);
	json_object_end(out);
}

/* --- all of a list ------------------------------------------------------------------------------------- */

void openapi_list_parameters(struct openapi *doc, const struct entity *entity)
{
	openapi_parameter_ref(doc, "Limit");
	openapi_parameter_ref(doc, "Cursor");
	write_sort(doc, entity);
	if (entity_is_searched(entity))
		openapi_parameter_ref(doc, "Words");
	openapi_parameter_ref(doc, "Count");
	openapi_parameter_ref(doc, "Archived");
	if (entity->flags & ENTITY_VERSIONED)
		openapi_parameter_ref(doc, "AsOf");
	for (size_t i = 0; i < entity->field_count; i++)
		write_filters(doc, &entity->fields[i], NULL);
}

static const struct shared {
	const char *component;
	const char *in;
	struct member member;
} shared[] = {
	{ "Id", "path", { MEMBER("id", ID), .doc = "The row's id." } },
	{ "Limit",
	  "query",
	  { MEMBER("limit", INT), .min = 1, .max = LIMIT_MAX,
	    .doc = "Rows of a page; 50 unless given." } },
	{ "Cursor", "query", { MEMBER("cursor", TEXT), .doc = "`next` of the page before." } },
	{ "Words", "query", { MEMBER("q", TEXT), .doc = "Rows with all of these words." } },
	{ "Count", "query", { MEMBER("count", BOOL), .doc = "Adds `total`: rows on all pages." } },
	{ "Archived", "query", { MEMBER("archived", BOOL), .doc = "Archived rows, too." } },
	{ "AsOf",
	  "query",
	  { MEMBER("as_of", MOMENT),
	    .doc = "As it was at this instant, or at the end of this date." } },
	{ "IfMatch",
	  "header",
	  { MEMBER("If-Match", TEXT),
	    .doc = "The ETag that the change is based on; 412 if it is another "
		   "by now." } },
	{ "IdempotencyKey",
	  "header",
	  { MEMBER("Idempotency-Key", TEXT), .min = 1, .max = 200,
	    .doc = "A repeat with the same key is answered as the first "
		   "request was, and changes nothing." } },
	{ "LastEventId",
	  "header",
	  { MEMBER("Last-Event-ID", TEXT), .doc = "Resume behind this event." } },
};

void openapi_shared_parameters(struct openapi *doc)
{
	struct json_out *out = doc->out;

	for (size_t i = 0; i < COUNT_OF(shared); i++) {
		struct member bare = shared[i].member;

		bare.doc = NULL;
		json_key(out, shared[i].component);
		json_object_begin(out);
		schema_text(out, "name", shared[i].member.name);
		schema_text(out, "in", shared[i].in);
		schema_text(out, "description", shared[i].member.doc);
		if (str_is(str_from(shared[i].in), "path")) {
			json_key(out, "required");
			json_bool(out, true);
		}
		json_key(out, "schema");
		openapi_member_schema(doc, &bare, false);
		json_object_end(out);
	}
}
