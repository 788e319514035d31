/* Reads the two lists of a form. Both are checked when the form is saved (form_save.c), so that its page
 * cannot fail by them later. */
#include "pipeline/form_fields.h"

#include "codec/json_in.h"
#include "record/record.h"

#include <string.h>

enum { LONGEST_HOST = 200 };

/* What strangers may write into a lead, besides the organisation's own fields. */
static const char *const allowed[] = {
	"name", "company_name", "job_title", "email", "phone", "note"
};

static const str of_organisation = { "custom.", 7 };

/* The organisation's own fields of leads that are in use; loaded when the first is named. */
struct own_fields {
	bool loaded;
	struct custom_field *items;
	size_t count;
};

static bool is_allowed(str name)
{
	for (size_t i = 0; i < COUNT_OF(allowed); i++)
		if (str_is(name, allowed[i]))
			return true;
	return false;
}

static bool is_named_before(const struct form_field *fields, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (str_is(str_from(fields[i].name), fields[at].name))
			return true;
	return false;
}

static enum rc load_own(struct ctx *cx, struct own_fields *own)
{
	const struct where of_leads = { .field = "entity", .text = str_from(lead_entity.name) };

	if (own->loaded)
		return OK;
	TRY(record_all(cx, &custom_field_entity, &of_leads, &own->items, &own->count));
	own->loaded = true;
	return OK;
}

/* NULL: there is none, or no more. */
static const struct custom_field *find_own(const struct own_fields *own, str key)
{
	for (size_t i = 0; i < own->count; i++)
		if (str_eq(own->items[i].key, key))
			return &own->items[i];
	return NULL;
}

/* Whose field it is; neither: it is unknown. */
static enum rc find_field(struct ctx *cx, str name, struct own_fields *own, struct form_field *out)
{
	out->name = arena_str(cx->arena, name).ptr;
	if (!str_starts(name, of_organisation)) {
		out->field = is_allowed(name) ? entity_field(&lead_entity, name) : NULL;
		return OK;
	}
	TRY(load_own(cx, own));
	out->own = find_own(own, str_sub(name, of_organisation.len, name.len));
	return OK;
}

/* Its faults are named without the list's place. */
static enum rc read_field(struct ctx *cx, const struct json_in *item, struct own_fields *own,
			  struct form_field *out)
{
	static const char *const names[] = { "name", "required", NULL };
	str name = STR("");

	*out = (struct form_field){ .name = "" };
	if (json_kind(item) != JSON_KIND_OBJECT)
		return fail_code(cx, "", "type", "this must be an object");
	TRY(json_only(cx, item, names));
	TRY(json_want_text(cx, item, "name", &name));
	TRY(json_want_bool(cx, item, "required", &out->required));
	return find_field(cx, name, own, out);
}

static bool is_known(const struct form_field *field)
{
	return field->field || field->own;
}

/* All of them, unknown ones too. */
static enum rc read_list(struct ctx *cx, const struct json_in *list, struct form_field *fields)
{
	struct own_fields own = { .loaded = false };

	for (size_t i = 0; i < json_count(list); i++) {
		enum rc rc = read_field(cx, json_at(list, i), &own, &fields[i]);

		if (rc == OK && is_named_before(fields, i))
			rc = fail_code(cx, "name", "repeated", "each field is asked for once");
		if (rc == OK)
			continue;
		ctx_prefix_fields(cx, str_printf(cx->arena, "fields[%zu].", i));
		return rc;
	}
	return OK;
}

static enum rc read_all(struct ctx *cx, str json, struct form_field *fields, size_t *count)
{
	AUTO(json_release) struct json_in *list = NULL;

	TRY(json_parse(cx, json, &list));
	if (json_kind(list) != JSON_KIND_ARRAY)
		return fail_code(cx, "fields", "type", "this must be a list");
	*count = json_count(list);
	if (*count < 1 || *count > MAX_FORM_FIELDS)
		return fail_code(cx, "fields", "count", "give 1 to %d fields", MAX_FORM_FIELDS);
	return read_list(cx, list, fields);
}

/* A lead without a name cannot be saved. */
static enum rc need_name(struct ctx *cx, const struct form_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(STR("name"), fields[i].name) && fields[i].required)
			return OK;
	return fail_code(cx, "fields", "required", "a form asks for the name, and needs it");
}

enum rc form_fields_check(struct ctx *cx, str json)
{
	struct form_field fields[MAX_FORM_FIELDS];
	size_t count;

	TRY(read_all(cx, json, fields, &count));
	for (size_t i = 0; i < count; i++)
		if (!is_known(&fields[i]))
			return fail_code(cx, str_printf(cx->arena, "fields[%zu].name", i).ptr,
					 "unknown", "give one of: %s",
					 "name, company_name, job_title, email, phone, note, "
					 "custom.KEY");
	return need_name(cx, fields, count);
}

enum rc form_fields_read(struct ctx *cx, str json, struct form_field *fields, size_t *count)
{
	size_t kept = 0;

	TRY(read_all(cx, json, fields, count));
	for (size_t i = 0; i < *count; i++)
		if (is_known(&fields[i]))
			fields[kept++] = fields[i];
	*count = kept;
	return OK;
}

static bool is_host_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.';
}

static bool is_port(str text)
{
	int64_t port = 0;

	return str_to_int(text, &port) && port > 0 && port < 65536;
}

/* Scheme, host and perhaps a port, nothing else: it becomes part of a header. */
static bool is_origin(str text)
{
	size_t at = str_starts(text, STR("https://"))  ? 8
		    : str_starts(text, STR("http://")) ? 7
						       : 0;
	str host = str_sub(text, at, text.len);
	size_t colon = str_find(host, ':', 0);

	if (at == 0 || text.len > LONGEST_HOST)
		return false;
	if (colon != SIZE_MAX && !is_port(str_sub(host, colon + 1, host.len)))
		return false;
	host = str_sub(host, 0, colon);
	if (str_starts(host, STR("*.")))
		host = str_sub(host, 2, host.len);
	for (size_t i = 0; i < host.len; i++)
		if (!is_host_letter(host.ptr[i]))
			return false;
	return host.len > 0 && host.ptr[0] != '.';
}

enum rc form_hosts_read(struct ctx *cx, str json, str *hosts)
{
	AUTO(json_release) struct json_in *list = NULL;
	struct buf text = buf_new(cx->arena);

	TRY(json_parse(cx, json, &list));
	if (json_kind(list) != JSON_KIND_ARRAY)
		return fail_code(cx, "hosts", "type", "this must be a list");
	if (json_count(list) > MAX_FORM_HOSTS)
		return fail_code(cx, "hosts", "count", "name at most %d sites", MAX_FORM_HOSTS);
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json_in *item = json_at(list, i);

		if (json_kind(item) != JSON_KIND_TEXT || !is_origin(json_text(item)))
			return fail_code(
				cx, str_printf(cx->arena, "hosts[%zu]", i).ptr, "format",
				"give the address of a site such as https://www.example.com, without a path");
		buf_text(&text, i == 0 ? "" : " ");
		buf_add(&text, json_text(item));
	}
	*hosts = buf_str(&text);
	return buf_rc(&text);
}
