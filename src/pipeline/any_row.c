/* Writes rows of any entity by the rules of this folder: which operation stands for which way to write
 * which entity. The rules themselves: pipeline_rules.c, deal_create.c, deal_restore.c, subject_archive.c,
 * activity_save.c, cadence_save.c, form_save.c, rate_save.c, organisation_save.c. */
#include "pipeline/pipeline.h"

#include "people/people.h"
#include "pipeline/enrollment.h"
#include "record/record.h"

/* NULL: no rules beyond those of record/. */
struct row_rules {
	const struct entity *entity;
	enum rc (*create)(struct ctx *cx, void *row);
	enum rc (*update)(struct ctx *cx, void *row);
	enum rc (*archive)(struct ctx *cx, int64_t id, void *row);
	enum rc (*restore)(struct ctx *cx, int64_t id, void *row);
};

static enum rc create_deal(struct ctx *cx, void *row)
{
	return deal_create(cx, row);
}

static enum rc restore_deal(struct ctx *cx, int64_t id, void *row)
{
	return deal_restore(cx, id, row);
}

static enum rc create_pipeline(struct ctx *cx, void *row)
{
	return pipeline_create(cx, row);
}

static enum rc archive_pipeline(struct ctx *cx, int64_t id, void *row)
{
	return pipeline_archive(cx, id, row);
}

static enum rc restore_pipeline(struct ctx *cx, int64_t id, void *row)
{
	return pipeline_restore(cx, id, row);
}

static enum rc create_stage(struct ctx *cx, void *row)
{
	return stage_create(cx, row);
}

static enum rc update_stage(struct ctx *cx, void *row)
{
	return stage_update(cx, row);
}

static enum rc archive_stage(struct ctx *cx, int64_t id, void *row)
{
	return stage_archive(cx, id, row);
}

static enum rc restore_stage(struct ctx *cx, int64_t id, void *row)
{
	return stage_restore(cx, id, row);
}

static enum rc archive_deal(struct ctx *cx, int64_t id, void *row)
{
	return deal_archive(cx, id, row);
}

static enum rc archive_lead(struct ctx *cx, int64_t id, void *row)
{
	return lead_archive(cx, id, row);
}

static enum rc save_activity(struct ctx *cx, void *row)
{
	return activity_save(cx, row);
}

static enum rc archive_activity(struct ctx *cx, int64_t id, void *row)
{
	return activity_archive(cx, id, row);
}

static enum rc save_cadence(struct ctx *cx, void *row)
{
	return cadence_save(cx, row);
}

static enum rc archive_cadence(struct ctx *cx, int64_t id, void *row)
{
	return cadence_archive(cx, id, row);
}

static enum rc restore_cadence(struct ctx *cx, int64_t id, void *row)
{
	return cadence_restore(cx, id, row);
}

static enum rc save_form(struct ctx *cx, void *row)
{
	return form_save(cx, row);
}

static enum rc save_rate(struct ctx *cx, void *row)
{
	return rate_save(cx, row);
}

static enum rc archive_rate(struct ctx *cx, int64_t id, void *row)
{
	return rate_archive(cx, id, row);
}

static enum rc restore_rate(struct ctx *cx, int64_t id, void *row)
{
	return rate_restore(cx, id, row);
}

static enum rc save_organisation(struct ctx *cx, void *row)
{
	return organisation_save(cx, row);
}

/* Somebody must remain who can sign in and change everything. */
static enum rc update_user(struct ctx *cx, void *row)
{
	TRY(record_save(cx, &user_entity, row));
	return user_admin_remains(cx);
}

static enum rc archive_user(struct ctx *cx, int64_t id, void *row)
{
	TRY(record_archive(cx, &user_entity, id, row));
	return user_admin_remains(cx);
}

/* Whoever revokes a token thinks that it is known to somebody who should not have it. */
static enum rc refuse_restore(struct ctx *cx, int64_t id, void *row)
{
	TRY(record_load(cx, &token_entity, id, row));
	return fail(cx, E_CONFLICT, "a revoked token stays revoked: make a new one");
}

/* What a merged row was stands in the one that it was merged into: it comes back by undoing that. */
static enum rc restore_unmerged(struct ctx *cx, const struct entity *entity, int64_t id, void *row)
{
	const struct field *trail = entity_field(entity, STR("merged_into_id"));

	TRY(record_load(cx, entity, id, row));
	if (trail && field_get_int(trail, row) != 0)
		return fail(cx, E_CONFLICT, "this was merged into another: undo that instead");
	return record_restore(cx, entity, id, row);
}

static const struct row_rules rules[] = {
	{ .entity = &organisation_entity, .update = save_organisation },
	{ .entity = &token_entity, .restore = refuse_restore },
	{ .entity = &user_entity, .update = update_user, .archive = archive_user },
	{ .entity = &lead_entity, .archive = archive_lead },
	{ .entity = &deal_entity,
	  .create = create_deal,
	  .archive = archive_deal,
	  .restore = restore_deal },
	{ .entity = &activity_entity,
	  .create = save_activity,
	  .update = save_activity,
	  .archive = archive_activity },
	{ .entity = &cadence_entity,
	  .create = save_cadence,
	  .update = save_cadence,
	  .archive = archive_cadence,
	  .restore = restore_cadence },
	{ .entity = &form_entity, .create = save_form, .update = save_form },
	{ .entity = &currency_rate_entity,
	  .create = save_rate,
	  .update = save_rate,
	  .archive = archive_rate,
	  .restore = restore_rate },
	{ .entity = &pipeline_entity,
	  .create = create_pipeline,
	  .archive = archive_pipeline,
	  .restore = restore_pipeline },
	{ .entity = &stage_entity,
	  .create = create_stage,
	  .update = update_stage,
	  .archive = archive_stage,
	  .restore = restore_stage },
};

static struct row_rules rules_of(const struct entity *entity)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (rules[i].entity == entity)
			return rules[i];
	return (struct row_rules){ .entity = entity };
}

enum rc any_row_create(struct ctx *cx, const struct entity *entity, void *row)
{
	struct row_rules by = rules_of(entity);

	return by.create ? by.create(cx, row) : record_save(cx, entity, row);
}

enum rc any_row_update(struct ctx *cx, const struct entity *entity, void *row)
{
	struct row_rules by = rules_of(entity);

	return by.update ? by.update(cx, row) : record_save(cx, entity, row);
}

enum rc any_row_archive(struct ctx *cx, const struct entity *entity, int64_t id, void *row)
{
	struct row_rules by = rules_of(entity);

	return by.archive ? by.archive(cx, id, row) : record_archive(cx, entity, id, row);
}

enum rc any_row_restore(struct ctx *cx, const struct entity *entity, int64_t id, void *row)
{
	struct row_rules by = rules_of(entity);

	return by.restore ? by.restore(cx, id, row) : restore_unmerged(cx, entity, id, row);
}

enum rc any_row_follow(struct ctx *cx, const struct entity *entity, const void *before, void *row)
{
	const struct deal *old_deal = before;

	if (entity == &activity_entity)
		return activity_follow(cx, before, row);
	if (entity == &deal_entity && before)
		return deal_follow(cx, old_deal->stage_id, row);
	return OK;
}
