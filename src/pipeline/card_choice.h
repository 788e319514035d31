/* What a reader has chosen to see on the cards of a board, beside what each card shows: the main contact,
 * and fields of the organisation's own. Private to pipeline/. */
#ifndef ALUR_PIPELINE_CARD_CHOICE_H
#define ALUR_PIPELINE_CARD_CHOICE_H

#include "entity/entities.h"
#include "pipeline/card_names_query.h"
#include "pipeline/deal_links_query.h"

enum { MAX_CARD_CHOICE = 10, LONGEST_ON_CARD = 200 };

struct card_choice {
	bool contact;
	str keys[MAX_CARD_CHOICE]; /* of custom fields */
	size_t key_count;
	/* of the cards that are shown: card_choice_read() */
	struct deal_links links;
	struct card_names contacts;
};

/* "contact,custom.region"; not set: nothing. E_INVALID on `fields`: neither of these, or more than
 * MAX_CARD_CHOICE. A key of which nothing is known is one that no card has. */
MUST_USE enum rc card_choice_parse(struct ctx *cx, str fields, struct card_choice *out);

/* What the deals themselves do not say. */
MUST_USE enum rc card_choice_read(struct ctx *cx, struct card_choice *choice,
				  const int64_t *deal_ids, size_t count);

/* "contact": {"id","name"} or null, "custom": {"region": "West"} with what was chosen and is set. Texts end
 * after LONGEST_ON_CARD characters. */
MUST_USE enum rc card_choice_write(struct ctx *cx, struct json_out *out,
				   const struct card_choice *choice, const struct deal *deal);

#endif
