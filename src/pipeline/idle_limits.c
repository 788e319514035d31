/* The idle limits of a pipeline's stages as people read them, and learning them once a day, or after an
 * import. The formula: idle_limit.c; what is read and kept: idle_facts_query.c. */
#include "pipeline/idle_limits.h"

#include "codec/json_out.h"
#include "db/db.h"
#include "pipeline/operation.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

enum { DAY_MS = 86400000, STAGES_AT_ONCE = 20 };

/* --- learning ---------------------------------------------------------------------------------------- */

struct lesson {
	struct idle_fact facts[STAGES_AT_ONCE];
	size_t count;
};

static enum rc learn(struct ctx *cx, struct lesson *lesson)
{
	int64_t due[STAGES_AT_ONCE];

	TRY(idle_facts_due(cx, cx->now - DAY_MS, due, STAGES_AT_ONCE, &lesson->count));
	for (size_t i = 0; i < lesson->count; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		TRY(idle_fact_learn(cx, due[i], &lesson->facts[i]));
		arena_rewind(cx->arena, mark);
	}
	return OK;
}

static enum rc keep(struct ctx *cx, void *argument)
{
	const struct lesson *lesson = argument;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	for (size_t i = 0; i < lesson->count; i++)
		TRY(idle_fact_keep(cx, &lesson->facts[i]));
	return tx_commit(&tx);
}

/* Read beside the writer, so that nobody's change waits for it. */
enum rc idle_limits_learn(struct ctx *cx)
{
	struct lesson lesson = { .count = 0 };
	enum rc rc;

	TRY(db_read_begin(cx));
	rc = learn(cx, &lesson);
	db_read_end(cx);
	if (rc != OK || lesson.count == 0)
		return rc;
	return db_write(cx, keep, &lesson);
}

/* --- reading ------------------------------------------------------------------------------------------- */

static void write_days(struct json_out *out, const char *key, bool is_set, int64_t days)
{
	json_key(out, key);
	if (is_set)
		json_int(out, days);
	else
		json_none(out);
}

void idle_limit_write(struct json_out *out, const struct idle_fact *fact)
{
	write_days(out, "days", fact->limit.source != IDLE_NONE, fact->limit.days);
	json_key(out, "source");
	json_str(out, str_from(idle_source_names[fact->limit.source]));
	json_key(out, "n");
	json_int(out, fact->history.left);
	json_key(out, "weight");
	json_scaled(out, fact->limit.weight, 4);
	write_days(out, "learned_days", fact->history.is_learned, fact->history.learned_days);
	write_days(out, "template_days", fact->history.has_given, fact->history.given_days);
	json_key(out, "learned_at");
	if (fact->learned_at == UNSET)
		json_none(out);
	else
		json_instant(out, fact->learned_at);
}

static void write_limit(struct json_out *out, const struct stage *stage,
			const struct idle_fact *fact)
{
	json_object_begin(out);
	json_key(out, "stage_id");
	json_int(out, stage->row.id);
	json_key(out, "name");
	json_str(out, stage->name);
	idle_limit_write(out, fact);
	json_object_end(out);
}

enum rc idle_limits_to_json(struct ctx *cx, int64_t pipeline_id, struct json_out *out)
{
	struct pipeline pipeline;
	struct stage *stages;
	struct idle_fact *facts;
	size_t count;

	TRY(record_load(cx, &pipeline_entity, pipeline_id, &pipeline));
	TRY(stages_of(cx, pipeline_id, false, &stages, &count));
	TRY(idle_facts_read(cx, stages, count, &facts));
	json_object_begin(out);
	json_items_begin(out);
	for (size_t i = 0; i < count; i++)
		if (stages[i].kind == STAGE_OPEN)
			write_limit(out, &stages[i], &facts[i]);
	json_items_end(out, str_from(NULL));
	json_object_end(out);
	return OK;
}
