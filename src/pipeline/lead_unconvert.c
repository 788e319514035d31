/* Takes a conversion back (lead_convert.c). Rows that it created are known by their time of creation,
 * which is the instant of the conversion; they are archived if nobody has worked on with them. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/operation.h"
#include "pipeline/references.h"
#include "record/record.h"

/* One of the three rows of a conversion. */
struct product_of {
	const struct entity *entity;
	const char *field; /* of the lead */
	int64_t id;
	bool is_new; /* created by the conversion, not taken over */
};

enum { DEAL, CONTACT, COMPANY, PRODUCTS };

static enum rc find_products(struct ctx *cx, const struct lead *lead, struct product_of *products);
static enum rc check_untouched(struct ctx *cx, const struct lead *lead,
			       const struct product_of *product);
static enum rc unlink_activities(struct ctx *cx, const struct lead *lead,
				 const struct product_of *products);
static enum rc archive_products(struct ctx *cx, const struct lead *lead,
				const struct product_of *products);

enum rc lead_unconvert(struct ctx *cx, int64_t lead_id, struct lead *lead)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	struct product_of products[PRODUCTS];

	TRY(tx_begin(cx, &tx));
	TRY(record_load_to_change(cx, &lead_entity, lead_id, lead));
	if (lead->lifecycle != LIFECYCLE_CONVERTED)
		return fail(cx, E_CONFLICT, "this lead is not converted");

	full_sight_begin(cx, &sight);
	TRY(find_products(cx, lead, products));
	for (size_t i = 0; i < PRODUCTS; i++)
		(void)check_untouched(cx, lead, &products[i]);
	if (cx->failure.rc != OK)
		return cx->failure.rc;

	TRY(batch_scope_begin(cx, "lead.unconvert", &batch));
	TRY(unlink_activities(cx, lead, products));
	TRY(archive_products(cx, lead, products));
	lead_forget_conversion(lead);
	TRY(save_named(cx, "lead.unconvert", &lead_entity, lead));
	return tx_commit(&tx);
}

static enum rc find_products(struct ctx *cx, const struct lead *lead, struct product_of *products)
{
	products[DEAL] = (struct product_of){ &deal_entity, "deal_id", lead->deal_id, false };
	products[CONTACT] =
		(struct product_of){ &contact_entity, "contact_id", lead->contact_id, false };
	products[COMPANY] =
		(struct product_of){ &company_entity, "company_id", lead->company_id, false };

	for (size_t i = 0; i < PRODUCTS; i++) {
		struct row *row;

		if (products[i].id == 0)
			continue;
		TRY(ctx_alloc(cx, products[i].entity->size, &row));
		TRY(record_load(cx, products[i].entity, products[i].id, row));
		products[i].is_new = row->created_at == lead->converted_at && !row_is_archived(row);
	}
	return OK;
}

struct newer {
	const struct lead *lead;
	bool found;
};

/* The lead itself refers to what it became, and may have been edited. */
static enum rc look_if_newer(struct ctx *cx, void *argument, const struct reference *reference,
			     void *row)
{
	struct newer *newer = argument;
	const struct row *head = row;
	bool is_lead = reference->entity == &lead_entity && head->id == newer->lead->row.id;

	(void)cx;
	if (!is_lead && head->updated_at > newer->lead->converted_at)
		newer->found = true;
	return OK;
}

/* Notes an error on the lead's field; the others are looked at, too. */
static enum rc check_untouched(struct ctx *cx, const struct lead *lead,
			       const struct product_of *product)
{
	struct newer newer = { .lead = lead };
	struct row *row;
	str label;

	if (!product->is_new)
		return OK;
	TRY(ctx_alloc(cx, product->entity->size, &row));
	TRY(record_load(cx, product->entity, product->id, row));
	TRY(references_each(cx, product->entity, product->id, look_if_newer, &newer));
	if (row->updated_at == lead->converted_at && !newer.found)
		return OK;
	TRY(record_label(cx, product->entity, product->id, &label));
	return fail_field(cx, E_CONFLICT, product->field,
			  "\"%.*s\" has been changed or used since the conversion", STR_ARG(label));
}

static void unlink_if_new(int64_t *id, const struct product_of *product)
{
	if (product->is_new && *id == product->id)
		*id = 0;
}

static enum rc unlink_activities(struct ctx *cx, const struct lead *lead,
				 const struct product_of *products)
{
	struct activity *activities;
	size_t count;

	TRY(record_all(cx, &activity_entity,
		       &(struct where){ .field = "lead_id", .number = lead->row.id }, &activities,
		       &count));
	for (size_t i = 0; i < count; i++) {
		unlink_if_new(&activities[i].deal_id, &products[DEAL]);
		unlink_if_new(&activities[i].contact_id, &products[CONTACT]);
		unlink_if_new(&activities[i].company_id, &products[COMPANY]);
		TRY(save_named(cx, "lead.unconvert", &activity_entity, &activities[i]));
	}
	return OK;
}

static enum rc archive_links(struct ctx *cx, int64_t deal_id)
{
	struct deal_contact *links;
	size_t count;

	TRY(record_all(cx, &deal_contact_entity,
		       &(struct where){ .field = "deal_id", .number = deal_id }, &links, &count));
	for (size_t i = 0; i < count; i++)
		TRY(record_archive(cx, &deal_contact_entity, links[i].row.id, &links[i]));
	return OK;
}

static enum rc archive_products(struct ctx *cx, const struct lead *lead,
				const struct product_of *products)
{
	if (products[DEAL].is_new)
		TRY(archive_links(cx, lead->deal_id));
	for (size_t i = 0; i < PRODUCTS; i++) {
		void *row;

		if (!products[i].is_new)
			continue;
		TRY(ctx_alloc(cx, products[i].entity->size, &row));
		TRY(record_archive(cx, products[i].entity, products[i].id, row));
	}
	return OK;
}

/* The conversion qualified a lead that had not been. */
void lead_forget_conversion(struct lead *lead)
{
	bool was_prospect = lead->qualified_at != lead->converted_at;

	lead->lifecycle = was_prospect ? LIFECYCLE_PROSPECT : LIFECYCLE_LEAD;
	if (!was_prospect)
		lead->qualified_at = UNSET;
	lead->converted_at = UNSET;
	lead->company_id = 0;
	lead->contact_id = 0;
	lead->deal_id = 0;
}
