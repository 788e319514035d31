/* How many contacts and lines some deals have, and who the main contact is, at one look. Private to pipeline/. */
#ifndef ALUR_PIPELINE_DEAL_LINKS_QUERY_H
#define ALUR_PIPELINE_DEAL_LINKS_QUERY_H

#include "base/ctx.h"

struct deal_link {
	int64_t deal_id;
	int64_t contacts;   /* that are not archived */
	int64_t lines;      /* 0 unless they were asked for */
	int64_t contact_id; /* the main contact; 0: none, or not asked for */
};

struct deal_links {
	struct deal_link *items; /* by id */
	size_t count;
};

/* Ids may be in any order, and more than once. */
MUST_USE enum rc deal_links_read(struct ctx *cx, const int64_t *deal_ids, size_t count,
				 bool with_lines, struct deal_links *out);

/* The main contact of each, and nothing else: the one that is marked so, or the one that was added first; whoever is
 * archived is none. */
MUST_USE enum rc deal_main_contacts_read(struct ctx *cx, const int64_t *deal_ids, size_t count,
					 struct deal_links *out);

/* NULL: nobody asked for this deal. */
const struct deal_link *deal_links_find(const struct deal_links *links, int64_t deal_id);

/* The planned activity of the deal that is due first, which is its next step; 0: none. */
MUST_USE enum rc deal_next_activity(struct ctx *cx, int64_t deal_id, int64_t *activity_id);

#endif
