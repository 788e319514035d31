/* The small organisation of the tests. */
#include "support.h"

#include "app/app.h"
#include "base/random.h"
#include "base/zone.h"
#include "people/people.h"

static enum rc make_schema(struct ctx *cx, void *argument)
{
	return schema_sync(cx, argument);
}

static enum rc save_unit(struct ctx *cx, void *argument)
{
	const struct saving {
		const struct entity *entity;
		void *row;
	} *saving = argument;

	return record_save(cx, saving->entity, saving->row);
}

void unit(struct world *world, enum rc (*work)(struct ctx *cx, void *argument), void *argument,
	  enum rc expected)
{
	ctx_clear_failure(world->cx);
	world->cx->events = NULL;

	enum rc rc = db_write(world->cx, work, argument);

	for (int i = 0; rc != expected && i < world->cx->failure.error_count; i++)
		print_error("# %.*s: %.*s\n", STR_ARG(world->cx->failure.errors[i].field),
			    STR_ARG(world->cx->failure.errors[i].message));
	assert_rc(world->cx, rc, expected);
}

void save_as(struct world *world, const struct entity *entity, void *row, enum rc expected)
{
	struct {
		const struct entity *entity;
		void *row;
	} saving = { entity, row };

	unit(world, save_unit, &saving, expected);
}

void must_save(struct world *world, const struct entity *entity, void *row)
{
	save_as(world, entity, row, OK);
}

void must_load(struct world *world, const struct entity *entity, int64_t id, void *row)
{
	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, record_load(world->cx, entity, id, row), OK);
	db_read_end(world->cx);
}

static void make_user(struct world *world, struct user *user, const char *name, enum role role)
{
	assert_int_equal(record_new(world->cx, &user_entity, user), OK);
	user->name = str_from(name);
	user->email = str_printf(world->cx->arena, "%s@example.com", name);
	user->role = role;
	must_save(world, &user_entity, user);
}

static void make_stage(struct world *world, struct stage *stage, const char *name,
		       enum stage_kind kind)
{
	static const int64_t probabilities[] = { 1000, 2500, 5000, 10000, 0 };
	static int64_t position;

	assert_int_equal(record_new(world->cx, &stage_entity, stage), OK);
	stage->pipeline_id = world->pipeline.row.id;
	stage->name = str_from(name);
	stage->kind = kind;
	stage->position = position % 5 + 1;
	stage->probability = probabilities[position % 5];
	position++;
	must_save(world, &stage_entity, stage);
}

static void make_organisation(struct world *world)
{
	struct organisation_row row;

	assert_int_equal(record_new(world->cx, &organisation_entity, &row), OK);
	row.name = STR("Test");
	row.time_zone = STR("Asia/Jakarta");
	row.currency = STR("IDR");
	row.calling_code = 62;
	must_save(world, &organisation_entity, &row);
}

static struct principal principal(const struct user *user, int64_t *owns)
{
	struct principal who = {
		.user_id = user->row.id,
		.role = (enum role)user->role,
		.rights = rights_of((enum role)user->role, false),
		.sees_all = user->role == ROLE_ADMIN,
	};

	if (owns) {
		*owns = user->row.id;
		who.owners = owns;
		who.owner_count = 1;
	}
	return who;
}

void world_make(struct world *world, struct db_fixture *fixture)
{
	bool changed = false;

	*world = (struct world){ .base = fixture, .cx = &fixture->cx };
	assert_int_equal(zone_load(STR("Asia/Jakarta"), &world->zone), OK);
	world->cx->who = &program_principal;
	world->cx->now = WORLD_NOW;
	world->cx->random = random_bytes;
	world->cx->organisation = (struct organisation){ "IDR", world->zone, LANGUAGE_EN, 62 };
	assert_rc(world->cx, app_upgrade(world->cx, NULL), OK);
	unit(world, make_schema, &changed, OK);
	assert_false(changed);
	make_organisation(world);
	make_user(world, &world->admin, "admin", ROLE_ADMIN);
	make_user(world, &world->seller, "seller", ROLE_SELLER);
	make_user(world, &world->other_seller, "other", ROLE_SELLER);
	world->as_admin = principal(&world->admin, NULL);
	world->as_seller = principal(&world->seller, world->seller_owns);
	world->as_other = principal(&world->other_seller, world->other_owns);
	assert_int_equal(record_new(world->cx, &pipeline_entity, &world->pipeline), OK);
	world->pipeline.name = STR("Sales");
	must_save(world, &pipeline_entity, &world->pipeline);
	make_stage(world, &world->first, "First", STAGE_OPEN);
	make_stage(world, &world->second, "Second", STAGE_OPEN);
	make_stage(world, &world->third, "Third", STAGE_OPEN);
	make_stage(world, &world->won, "Won", STAGE_WON);
	make_stage(world, &world->lost, "Lost", STAGE_LOST);
}

void world_free(struct world *world)
{
	zone_free(world->zone);
}

struct deal make_deal(struct world *world, const char *title, int64_t owner_id)
{
	struct deal deal;

	assert_int_equal(record_new(world->cx, &deal_entity, &deal), OK);
	deal.title = str_from(title);
	deal.pipeline_id = world->pipeline.row.id;
	deal.stage_id = world->first.row.id;
	deal.owner_id = owner_id;
	must_save(world, &deal_entity, &deal);
	return deal;
}

static enum rc say(struct ctx *cx, void *argument, str finding)
{
	(void)cx;
	++*(int *)argument;
	print_error("# %.*s\n", STR_ARG(finding));
	return OK;
}

void assert_sound(struct world *world)
{
	int findings = 0;

	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, schema_check(world->cx, say, &findings), OK);
	assert_rc(world->cx, record_verify(world->cx, say, &findings), OK);
	db_read_end(world->cx);
	assert_int_equal(findings, 0);
}
