/* Everything that `alur check` looks at: the database's own structure, its tables against the entity
 * tables, and every invariant of the data. */
#include "app/app.h"

#include "pipeline/pipeline.h"
#include "record/record.h"

static enum rc check_all(struct ctx *cx,
			 enum rc (*each)(struct ctx *cx, void *argument, str finding),
			 void *argument)
{
	bool complete = false;

	TRY(db_check(cx, each, argument));
	TRY(schema_check(cx, each, argument));
	TRY(schema_is_complete(cx, &complete));
	if (!complete)
		return OK; /* what is lacking is told; the rest cannot be asked */
	TRY(record_verify(cx, each, argument));
	return pipeline_verify(cx, each, argument);
}

enum rc app_check(struct ctx *cx, enum rc (*each)(struct ctx *cx, void *argument, str finding),
		  void *argument)
{
	TRY(db_read_begin(cx));

	enum rc rc = check_all(cx, each, argument);

	db_read_end(cx);
	return rc;
}
