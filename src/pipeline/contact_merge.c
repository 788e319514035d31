/* Merges contacts that are the same person. How: merge.c; finding them: duplicates.c. */
#include "pipeline/merge.h"

enum rc contact_merge(struct ctx *cx, int64_t into_id, const struct merge *merge,
		      struct contact *contact)
{
	static const struct merge_kind kind = {
		.entity = &contact_entity,
		.operation = "contact.merge",
	};

	return merge_rows(cx, &kind, into_id, merge, contact);
}
