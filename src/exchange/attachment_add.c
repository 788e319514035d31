/* Attaches a file to a row: allowed to whoever may change the row. */
#include "exchange/attachments.h"

#include "db/db.h"
#include "record/record.h"

/* To which row it belongs, and of which entity that is. */
static const struct entity *parent_of(const struct attachment *row, int64_t *id)
{
	const struct {
		const struct entity *entity;
		int64_t id;
	} parents[] = {
		{ &deal_entity, row->deal_id },
		{ &lead_entity, row->lead_id },
		{ &company_entity, row->company_id },
		{ &contact_entity, row->contact_id },
	};

	for (size_t i = 0; i < COUNT_OF(parents); i++)
		if (parents[i].id != 0) {
			*id = parents[i].id;
			return parents[i].entity;
		}
	return NULL;
}

enum rc attachment_check(struct ctx *cx, const struct entity *parent, int64_t id)
{
	void *row = NULL;

	TRY(ctx_alloc(cx, parent->size, &row));
	return record_load_to_change(cx, parent, id, row);
}

enum rc attachment_add(struct ctx *cx, const struct content *content, struct attachment *row)
{
	AUTO(tx_end) struct tx tx = { 0 };
	int64_t id = 0;
	const struct entity *parent = parent_of(row, &id);

	ensure(parent);
	TRY(tx_begin(cx, &tx));
	TRY(attachment_check(cx, parent, id));
	if (!content_is_there(cx, content))
		return fail(cx, E_IO, "the file was not kept; send it once more");
	row->sha256 = content->sha256;
	row->bytes = content->bytes;
	TRY(record_save(cx, &attachment_entity, row));
	return tx_commit(&tx);
}
