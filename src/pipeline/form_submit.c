/* What a stranger has filled in becomes a lead. Whether it may come in at all — how fast, how often, with
 * which stamp — is decided before, in api/form_api.c. */
#include "pipeline/pipeline.h"

#include "base/utf8.h"
#include "codec/json_in.h"
#include "codec/query_string.h"
#include "people/people.h"
#include "pipeline/enrollment.h"
#include "pipeline/form_fields.h"
#include "pipeline/form_own.h"
#include "pipeline/operation.h"
#include "record/record.h"

enum { LONGEST_MESSAGE = 5000 };

/* What is made of the entries, field by field. */
struct reading {
	struct lead *lead;
	struct json_out own;  /* the organisation's own fields, as an object */
	const char *last_own; /* the name of the last of them; NULL: none is filled in */
};

static enum rc read_field(struct ctx *cx, const struct form_field *asked, str value,
			  struct reading *reading);
static enum rc keep_own(struct ctx *cx, const struct reading *reading, str own);
static enum rc note_consent(struct ctx *cx, const struct form *form, str consent,
			    struct lead *lead);

enum rc form_read(struct ctx *cx, const struct form *form, const struct form_entries *entries,
		  struct lead *lead)
{
	struct form_field fields[MAX_FORM_FIELDS];
	struct buf own = buf_new(cx->arena);
	struct reading reading = { .lead = lead, .own = json_out_new(&own) };
	size_t count;

	TRY(form_fields_read(cx, form->fields, fields, &count));
	entity_clear(&lead_entity, lead);
	json_object_begin(&reading.own);
	for (size_t i = 0; i < count; i++)
		(void)read_field(cx, &fields[i], query_get(entries->values, fields[i].name),
				 &reading);
	json_object_end(&reading.own);
	TRY(buf_rc(&own));
	if (reading.last_own)
		(void)keep_own(cx, &reading, buf_str(&own));
	if (!entries->agreed)
		(void)fail_code(cx, "consent", "required", "please agree, so that we may answer");
	return cx->failure.rc;
}

static enum rc read_field(struct ctx *cx, const struct form_field *asked, str value,
			  struct reading *reading)
{
	value = str_trim(value);
	if (value.len == 0 && asked->required)
		return fail_code(cx, asked->name, "required", "please fill this in");
	if (value.len == 0)
		return OK;
	if (utf8_length(value) > LONGEST_MESSAGE)
		return fail_code(cx, asked->name, "too_long", "give at most %d characters",
				 LONGEST_MESSAGE);
	if (asked->field)
		return asked->field->type->from_text(cx, asked->field, asked->name, value,
						     reading->lead);
	reading->last_own = asked->name;
	return form_own_read(cx, asked, value, &reading->own);
}

/* Within the bounds of that field, as from everybody else; what is wrong with all of them together is told at the
 * last one. */
static enum rc keep_own(struct ctx *cx, const struct reading *reading, str own)
{
	const struct field *custom = entity_field(&lead_entity, STR("custom"));
	AUTO(json_release) struct json_in *json = NULL;

	TRY(json_parse(cx, own, &json));
	return custom->type->from_json(cx, custom, reading->last_own, json, reading->lead);
}

/* Whoever the form names has perhaps left, and what it names been archived: the lead comes in all the
 * same. */
static enum rc source_in_use(struct ctx *cx, int64_t id, int64_t *out)
{
	struct source source;

	*out = 0;
	if (id == 0)
		return OK;
	TRY(record_load(cx, &source_entity, id, &source));
	if (!row_is_archived(&source))
		*out = id;
	return OK;
}

static enum rc complete(struct ctx *cx, const struct form *form, const struct form_entries *entries,
			const struct lead *read, struct lead *lead)
{
	TRY(record_new(cx, &lead_entity, lead));
	lead->name = read->name;
	lead->company_name = read->company_name;
	lead->job_title = read->job_title;
	lead->email = read->email;
	lead->phone = read->phone;
	lead->note = read->note;
	lead->custom = read->custom;
	TRY(planned_owner(cx, form->owner_id, &lead->owner_id));
	TRY(source_in_use(cx, form->source_id, &lead->source_id));
	lead->external_id = str_printf(cx->arena, "form-%lld-%.*s", (long long)form->row.id,
				       STR_ARG(entries->nonce));
	return note_consent(cx, form, entries->consent, lead);
}

/* That somebody agreed, and to which words, is kept with what was written. */
static enum rc note_consent(struct ctx *cx, const struct form *form, str consent, struct lead *lead)
{
	str words = tr_text(cx, "By the web form \"%.*s\". Agreed to: %.*s", STR_ARG(form->name),
			    STR_ARG(consent));

	lead->note = str_is_set(lead->note) ? str_printf(cx->arena, "%.*s\n\n%.*s",
							 STR_ARG(lead->note), STR_ARG(words))
					    : words;
	return str_is_set(lead->note) ? OK : fail_memory(cx);
}

/* What was sent twice, e.g. by a second press of the button, is one lead. */
static enum rc is_known(struct ctx *cx, str external_id, bool *known)
{
	const struct where same = { .field = "external_id", .text = external_id, .unique = true };
	struct lead lead;

	return record_find(cx, &lead_entity, &same, &lead, known);
}

enum rc form_submit(struct ctx *cx, const struct form *form, const struct form_entries *entries,
		    const struct lead *read)
{
	const struct principal *caller = cx->who;
	struct lead lead;
	bool known = false;
	enum rc rc;

	cx->who = &program_principal;
	rc = complete(cx, form, entries, read, &lead);
	if (rc == OK)
		rc = is_known(cx, lead.external_id, &known);
	if (rc == OK && !known)
		rc = save_named(cx, "lead.submit", &lead_entity, &lead);
	cx->who = caller;
	return rc;
}
