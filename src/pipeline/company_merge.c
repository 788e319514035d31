/* Merges companies that are the same one. How: merge.c; finding them: duplicates.c. */
#include "pipeline/merge.h"

enum rc company_merge(struct ctx *cx, int64_t into_id, const struct merge *merge,
		      struct company *company)
{
	static const struct merge_kind kind = {
		.entity = &company_entity,
		.operation = "company.merge",
	};

	return merge_rows(cx, &kind, into_id, merge, company);
}
