/* A row of deal-contacts: somebody's part in a deal. Which one: by its key, else by the contact; nobody takes
 * part in a deal twice. */
#include "exchange/importing.h"

#include "record/record.h"

static enum rc find_deal(struct ctx *cx, struct importer *im, struct deal *deal)
{
	const struct name_asked asked = { .space = SPACE_DEAL,
					  .text = import_field_text(im, "deal_id"),
					  .column = "deal" };

	return import_deal_named(cx, im, &asked, deal);
}

static enum rc find_part(struct ctx *cx, struct importer *im, const struct deal *deal,
			 struct deal_contact *part, bool *found)
{
	const struct name_asked asked = { .space = SPACE_CONTACT,
					  .text = import_field_text(im, "contact_id"),
					  .column = "contact" };
	struct deal_contact *parts = NULL;
	size_t count = 0;
	int64_t contact_id;

	if (str_is_set(import_text(im, COLUMN_KEY)))
		TRY(import_existing(cx, im, part, found));
	if (*found)
		return part->deal_id == deal->row.id
			       ? OK
			       : fail_code(cx, "deal", "other_deal",
					   "this contact takes part in another deal");
	TRY(import_name(cx, im, &asked, &contact_id));
	TRY(record_all(cx, &deal_contact_entity,
		       &(struct where){ .field = "deal_id", .number = deal->row.id }, &parts,
		       &count));
	for (size_t i = 0; i < count && !*found; i++) {
		*found = parts[i].contact_id == contact_id;
		*part = parts[i];
	}
	return OK;
}

static enum rc write(struct ctx *cx, struct importer *im, struct deal_contact *part,
		     enum row_result *result)
{
	int64_t revision = part->row.revision;

	if (part->row.archived_at != UNSET)
		return OK; /* somebody has put it away: a file does not bring it back */
	TRY(import_values(cx, im, 0, part));
	TRY(record_save(cx, &deal_contact_entity, part));
	if (*result == ROW_UNCHANGED && part->row.revision != revision)
		*result = ROW_UPDATED;
	return OK;
}

enum rc import_deal_contact(struct ctx *cx, struct importer *im, enum row_result *result)
{
	struct deal_contact part;
	struct deal deal;
	bool found = false;

	TRY(map_row_rest(cx, &im->map, -1, &im->in->texts));
	TRY(find_deal(cx, im, &deal));
	TRY(find_part(cx, im, &deal, &part, &found));
	*result = found ? ROW_UNCHANGED : ROW_CREATED;
	if (!found)
		TRY(record_new(cx, &deal_contact_entity, &part));
	TRY(write(cx, im, &part, result));
	return import_remember(cx, im, &part);
}
