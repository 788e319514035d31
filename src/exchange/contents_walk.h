/* Private to exchange/: a walk through the folder of contents. */
#ifndef ALUR_EXCHANGE_CONTENTS_WALK_H
#define ALUR_EXCHANGE_CONTENTS_WALK_H

#include "base/ctx.h"

struct contents_entry {
	const char *shelf; /* the folder below that of contents, "ab"; "." for what is not whole */
	const char *name;
	int folder; /* the open folder that it lies in */
};

/* Calls `each` for every file below a folder of contents; none when there is no such folder. */
MUST_USE enum rc contents_walk(struct ctx *cx, str folder,
			       enum rc (*each)(struct ctx *cx, void *argument,
					       const struct contents_entry *entry),
			       void *argument);

#endif
