/* Makes company, contact and deal of a lead, and remembers which. Decided here: what is taken over and
 * what is new. The way back: lead_unconvert.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/enrollment.h"
#include "pipeline/lookup.h"
#include "pipeline/operation.h"
#include "record/record.h"

static enum rc choose_company(struct ctx *cx, const struct lead *lead,
			      const struct conversion *conversion, struct company *company);
static enum rc choose_contact(struct ctx *cx, const struct lead *lead,
			      const struct conversion *conversion, int64_t company_id,
			      struct contact *contact);
static enum rc adopt_company(struct ctx *cx, const struct contact *contact, int64_t *company_id);
static enum rc create_deal(struct ctx *cx, const struct lead *lead,
			   const struct conversion *conversion, struct deal *deal);
static enum rc link_activities(struct ctx *cx, const struct lead *lead);

enum rc lead_convert(struct ctx *cx, int64_t lead_id, const struct conversion *conversion,
		     struct lead *lead)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };
	struct company company = { 0 };
	struct contact contact = { 0 };
	struct deal deal = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_load_to_change(cx, &lead_entity, lead_id, lead));
	if (lead->lifecycle == LIFECYCLE_CONVERTED)
		return fail(cx, E_CONFLICT, "this lead is converted already");
	if (lead->lifecycle == LIFECYCLE_DISQUALIFIED)
		return fail(cx, E_CONFLICT, "this lead is disqualified: reopen it first");

	TRY(batch_scope_begin(cx, "lead.convert", &batch));
	TRY(choose_company(cx, lead, conversion, &company));
	lead->company_id = company.row.id;
	TRY(choose_contact(cx, lead, conversion, company.row.id, &contact));
	lead->contact_id = contact.row.id;
	if (lead->company_id == 0)
		TRY(adopt_company(cx, &contact, &lead->company_id));
	if (conversion->create_deal)
		TRY(create_deal(cx, lead, conversion, &deal));
	lead->deal_id = deal.row.id;

	if (lead->qualified_at == UNSET)
		lead->qualified_at = cx->now;
	lead->converted_at = cx->now;
	lead->lifecycle = LIFECYCLE_CONVERTED;
	TRY(save_named(cx, "lead.convert", &lead_entity, lead));
	TRY(lead_follow(cx, lead));
	TRY(link_activities(cx, lead));
	return tx_commit(&tx);
}

/* "" where there is none. */
static enum rc company_name(struct ctx *cx, const struct lead *lead,
			    const struct conversion *conversion, str *name)
{
	const struct field *field = entity_field(&company_entity, STR("name"));
	struct company named = { .name = lead->company_name };

	if (str_is_set(conversion->company_name))
		TRY(field->type->from_text(cx, field, "company_name", conversion->company_name,
					   &named));
	*name = str_trim(named.name);
	return OK;
}

/* The one with the id, else the one with the same name, else a new one; none (id 0) without a name. */
static enum rc choose_company(struct ctx *cx, const struct lead *lead,
			      const struct conversion *conversion, struct company *company)
{
	struct lookup namesake = { .entity = &company_entity, .field = "match_key" };
	bool found = false;
	str name;

	if (conversion->company_id != 0)
		return load_reference(cx, &company_entity, "company_id", conversion->company_id,
				      company);
	TRY(company_name(cx, lead, conversion, &name));
	if (name.len == 0)
		return OK;
	namesake.text = company_match_key(cx->arena, name);
	if (!conversion->new_company)
		TRY(lookup_first(cx, &namesake, company, &found));
	if (found)
		return OK;
	TRY(record_new(cx, &company_entity, company));
	company->name = name;
	company->owner_id = lead->owner_id;
	return record_save(cx, &company_entity, company);
}

static enum rc find_contact(struct ctx *cx, const struct lead *lead, struct contact *contact,
			    bool *found)
{
	const struct lookup ways[] = {
		{ .entity = &contact_entity, .field = "email", .text = lead->email },
		{ .entity = &contact_entity, .field = "phone", .text = lead->phone },
	};

	*found = false;
	for (size_t i = 0; i < COUNT_OF(ways) && !*found; i++)
		TRY(lookup_first(cx, &ways[i], contact, found));
	return OK;
}

/* The one named, else the one with the same address or number, else a new one. */
static enum rc choose_contact(struct ctx *cx, const struct lead *lead,
			      const struct conversion *conversion, int64_t company_id,
			      struct contact *contact)
{
	bool found = false;

	if (conversion->contact_id != 0) {
		TRY(load_reference(cx, &contact_entity, "contact_id", conversion->contact_id,
				   contact));
		found = true;
	}
	if (!found && !conversion->new_contact)
		TRY(find_contact(cx, lead, contact, &found));
	if (found && (contact->company_id != 0 || company_id == 0))
		return OK;
	if (!found) {
		TRY(record_new(cx, &contact_entity, contact));
		contact->name = lead->name;
		contact->job_title = lead->job_title;
		contact->email = lead->email;
		contact->phone = lead->phone;
		contact->owner_id = lead->owner_id;
	}
	contact->company_id = company_id;
	return record_save(cx, &contact_entity, contact);
}

/* Without a company's name, the contact's company is the customer, if the caller may see it. */
static enum rc adopt_company(struct ctx *cx, const struct contact *contact, int64_t *company_id)
{
	struct company company;
	bool found = false;

	if (contact->company_id == 0)
		return OK;
	TRY(record_load_if_there(cx, &company_entity, contact->company_id, &company, &found));
	if (found && !row_is_archived(&company))
		*company_id = company.row.id;
	return OK;
}

static enum rc first_pipeline(struct ctx *cx, int64_t *id)
{
	struct list_query query;
	struct list_page page;

	list_start(&pipeline_entity, &query);
	query.sort[0].field = entity_field(&pipeline_entity, STR("position"));
	query.sort[1].field = entity_field(&pipeline_entity, STR("id"));
	query.sort_count = 2;
	query.limit = 1;
	TRY(list_read(cx, &pipeline_entity, &query, &page));
	if (page.count == 0)
		return fail(cx, E_CONFLICT, "there is no pipeline yet: create one first");
	*id = ((const struct pipeline *)page.rows)->row.id;
	return OK;
}

static enum rc choose_title(struct ctx *cx, const struct lead *lead,
			    const struct conversion *conversion, struct deal *deal)
{
	const struct field *title = entity_field(&deal_entity, STR("title"));

	if (str_is_set(conversion->title))
		return title->type->from_text(cx, title, "title", conversion->title, deal);
	TRY(record_label(cx, &company_entity, lead->company_id, &deal->title));
	if (!str_is_set(deal->title))
		deal->title = lead->name;
	return OK;
}

static enum rc create_deal(struct ctx *cx, const struct lead *lead,
			   const struct conversion *conversion, struct deal *deal)
{
	struct deal_contact link;

	TRY(record_new(cx, &deal_entity, deal));
	TRY(choose_title(cx, lead, conversion, deal));
	deal->pipeline_id = conversion->pipeline_id;
	if (deal->pipeline_id == 0)
		TRY(first_pipeline(cx, &deal->pipeline_id));
	deal->amount = conversion->amount == UNSET ? lead->amount : conversion->amount;
	if (str_is_set(lead->currency))
		deal->currency = lead->currency;
	deal->company_id = lead->company_id;
	deal->owner_id = lead->owner_id;
	deal->source_id = lead->source_id;
	TRY(deal_create(cx, deal));

	TRY(record_new(cx, &deal_contact_entity, &link));
	link.deal_id = deal->row.id;
	link.contact_id = lead->contact_id;
	link.is_primary = true;
	return record_save(cx, &deal_contact_entity, &link);
}

/* What was done and planned with the lead stands with the customer, too. */
static enum rc link_activities(struct ctx *cx, const struct lead *lead)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	struct activity *activities;
	size_t count;

	full_sight_begin(cx, &sight);
	TRY(record_all(cx, &activity_entity,
		       &(struct where){ .field = "lead_id", .number = lead->row.id }, &activities,
		       &count));
	for (size_t i = 0; i < count; i++) {
		struct activity *activity = &activities[i];

		if (activity->deal_id == 0)
			activity->deal_id = lead->deal_id;
		if (activity->company_id == 0)
			activity->company_id = lead->company_id;
		if (activity->contact_id == 0)
			activity->contact_id = lead->contact_id;
		TRY(save_named(cx, "lead.convert", &activity_entity, activity));
	}
	return OK;
}
