/* Operations of pipeline/ as units of work, and rows that their tests need. The organisation itself:
 * support.h. */
#ifndef ALUR_TESTS_PIPELINE_SUPPORT_H
#define ALUR_TESTS_PIPELINE_SUPPORT_H

#include "support.h"

#include "people/people.h"
#include "pipeline/pipeline.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

/* A move of the caller cx->who; the deal as it then is. */
struct deal move_deal(struct world *world, int64_t deal_id, const struct move *move,
		      enum rc expected);

/* The same with nothing but a stage, which must work. */
struct deal move_to(struct world *world, int64_t deal_id, const struct stage *stage);

/* A row with its defaults; fill it in and must_save() it. */
void new_row(struct world *world, const struct entity *entity, void *row);

struct company make_company(struct world *world, const char *name, int64_t owner_id);
struct contact make_contact(struct world *world, const char *name, const char *email,
			    int64_t owner_id);
struct lead make_lead(struct world *world, const char *name, const char *company_name,
		      const char *email);
struct lost_reason make_lost_reason(struct world *world, const char *name);

/* The newest event: its kind. */
void assert_last_kind(struct world *world, const char *kind);

/* Undoes the newest batch, or event, of the caller. */
void undo_last(struct world *world, enum rc expected);

/* Neither record/ nor pipeline/ finds a broken promise. */
void assert_all_sound(struct world *world);

/* Runs something that writes JSON, in a read transaction. */
typedef enum rc json_writer(struct ctx *cx, void *argument, struct json_out *out);
str json_of(struct world *world, json_writer *write, void *argument);

/* The text has this part. */
void assert_has(str text, const char *part);
void assert_lacks(str text, const char *part);

#endif
