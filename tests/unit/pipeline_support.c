/* Operations of pipeline/ as units of work, for their tests. */
#include "pipeline_support.h"

#include "codec/json_out.h"

#include <string.h>

struct moving {
	int64_t deal_id;
	const struct move *move;
	struct deal deal;
};

static enum rc run_move(struct ctx *cx, void *argument)
{
	struct moving *moving = argument;

	return deal_move(cx, moving->deal_id, moving->move, &moving->deal);
}

struct deal move_deal(struct world *world, int64_t deal_id, const struct move *move,
		      enum rc expected)
{
	struct moving moving = { .deal_id = deal_id, .move = move };

	unit(world, run_move, &moving, expected);
	return moving.deal;
}

struct deal move_to(struct world *world, int64_t deal_id, const struct stage *stage)
{
	struct move move = { .stage_id = stage->row.id, .closed_on = UNSET, .amount = UNSET };

	return move_deal(world, deal_id, &move, OK);
}

void new_row(struct world *world, const struct entity *entity, void *row)
{
	assert_rc(world->cx, record_new(world->cx, entity, row), OK);
}

struct company make_company(struct world *world, const char *name, int64_t owner_id)
{
	struct company company;

	new_row(world, &company_entity, &company);
	company.name = str_from(name);
	company.owner_id = owner_id;
	must_save(world, &company_entity, &company);
	return company;
}

struct contact make_contact(struct world *world, const char *name, const char *email,
			    int64_t owner_id)
{
	struct contact contact;

	new_row(world, &contact_entity, &contact);
	contact.name = str_from(name);
	contact.email = str_from(email);
	contact.owner_id = owner_id;
	must_save(world, &contact_entity, &contact);
	return contact;
}

struct lead make_lead(struct world *world, const char *name, const char *company_name,
		      const char *email)
{
	struct lead lead;

	new_row(world, &lead_entity, &lead);
	lead.name = str_from(name);
	lead.company_name = str_from(company_name);
	lead.email = str_from(email);
	lead.owner_id = world->seller.row.id;
	must_save(world, &lead_entity, &lead);
	return lead;
}

struct lost_reason make_lost_reason(struct world *world, const char *name)
{
	struct lost_reason reason;

	new_row(world, &lost_reason_entity, &reason);
	reason.pipeline_id = world->pipeline.row.id;
	reason.name = str_from(name);
	must_save(world, &lost_reason_entity, &reason);
	return reason;
}

void assert_last_kind(struct world *world, const char *kind)
{
	assert_non_null(world->cx->events);
	assert_string_equal(world->cx->events->kind, kind);
}

static enum rc run_undo(struct ctx *cx, void *argument)
{
	return pipeline_undo(cx, argument);
}

void undo_last(struct world *world, enum rc expected)
{
	struct undo undo = { 0 };

	unit(world, run_undo, &undo, expected);
}

static enum rc say(struct ctx *cx, void *argument, str finding)
{
	(void)cx;
	++*(int *)argument;
	print_error("# %.*s\n", STR_ARG(finding));
	return OK;
}

void assert_all_sound(struct world *world)
{
	const struct principal *who = world->cx->who;
	int findings = 0;

	ctx_clear_failure(world->cx);
	assert_sound(world);
	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, pipeline_verify(world->cx, say, &findings), OK);
	db_read_end(world->cx);
	world->cx->who = who;
	assert_int_equal(findings, 0);
}

str json_of(struct world *world, json_writer *write, void *argument)
{
	struct buf text = buf_new(world->cx->arena);
	struct json_out out = json_out_new(&text);

	ctx_clear_failure(world->cx);
	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, write(world->cx, argument, &out), OK);
	db_read_end(world->cx);
	return buf_str(&text);
}

static bool has(str text, const char *part)
{
	return memmem(text.ptr, text.len, part, strlen(part)) != NULL;
}

void assert_has(str text, const char *part)
{
	if (!has(text, part))
		fail_msg("no %s in %.*s\n", part, STR_ARG(text));
}

void assert_lacks(str text, const char *part)
{
	if (has(text, part))
		fail_msg("%s in %.*s\n", part, STR_ARG(text));
}
