/* The names of the rows that a page of cards points to, by one query for all. Private to pipeline/. */
#ifndef ALUR_PIPELINE_CARD_NAMES_QUERY_H
#define ALUR_PIPELINE_CARD_NAMES_QUERY_H

#include "base/ctx.h"
#include "entity/entity.h"

struct json_out;

struct card_name {
	int64_t id;
	str name;
};

/* Sorted by id. */
struct card_names {
	struct card_name *items;
	size_t count;
};

/* The names of those of `ids` that the caller may see; archived rows too. `ids` is sorted in place; zeros
 * in it do not matter. */
MUST_USE enum rc card_names_read(struct ctx *cx, const struct entity *entity, int64_t *ids,
				 size_t count, struct card_names *out);

/* NULL: not there, or not to be seen. */
const struct card_name *card_names_find(const struct card_names *names, int64_t id);

/* The member `key`: {"id","name"}, or null where there is no such name. */
void card_name_write(struct json_out *out, const char *key, const struct card_names *names,
		     int64_t id);

#endif
