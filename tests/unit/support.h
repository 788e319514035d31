/* An organisation in a database of its own, for tests of record/ and of everything above it: schema
 * made, Jakarta time, rupiah, one admin, a pipeline of three open stages. */
#ifndef ALUR_TESTS_SUPPORT_H
#define ALUR_TESTS_SUPPORT_H

#include "db_fixture.h"

#include "entity/entities.h"
#include "record/record.h"

/* 2026-03-02T03:00:00Z, a Monday morning in Jakarta; cx->now starts here. */
#define WORLD_NOW INT64_C(1772420400000)

struct world {
	struct db_fixture *base;
	struct ctx *cx; /* acts as the program: sees and may do everything */
	struct zone *zone;
	struct user admin, seller, other_seller;
	struct principal as_admin, as_seller, as_other;
	int64_t seller_owns[1], other_owns[1];
	struct pipeline pipeline;
	struct stage first, second, third, won, lost;
};

void world_make(struct world *world, struct db_fixture *fixture);
void world_free(struct world *world);

/* Runs `work` as a unit of work; what it returns must be `expected`. Failures are forgotten first. */
void unit(struct world *world, enum rc (*work)(struct ctx *cx, void *argument), void *argument,
	  enum rc expected);

/* Saves a row in a unit of work. */
void must_save(struct world *world, const struct entity *entity, void *row);
void save_as(struct world *world, const struct entity *entity, void *row, enum rc expected);

/* Loads, in a read transaction of its own. */
void must_load(struct world *world, const struct entity *entity, int64_t id, void *row);

/* A new deal in the first stage, saved, owned by `owner_id`. */
struct deal make_deal(struct world *world, const char *title, int64_t owner_id);

/* `alur check` has nothing to say. */
void assert_sound(struct world *world);

#endif
