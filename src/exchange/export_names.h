/* What stands in an exported file for a reference: the first text by which an import would find the same
 * row again - an e-mail address, a name, an external id - or else its key with a name behind it. Private
 * to exchange/. */
#ifndef ALUR_EXCHANGE_EXPORT_NAMES_H
#define ALUR_EXCHANGE_EXPORT_NAMES_H

#include "exchange/names.h"

struct export_names;

/* Reads the small spaces; needs an open connection. */
MUST_USE enum rc export_names_open(struct ctx *cx, struct export_names **out);
void export_names_close(struct export_names **names); /* NULL inside is allowed */

/* The text of a row, in cx->arena; `parent_id` is the pipeline of stages and lost reasons, else 0. Not set
 * when there is no such row, or the caller may not see it. */
struct export_reference {
	enum name_space space;
	int64_t parent_id;
	int64_t id;
};
MUST_USE enum rc export_name(struct ctx *cx, struct export_names *names,
			     const struct export_reference *reference, str *text);

#endif
