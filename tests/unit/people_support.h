/* The small organisation of the tests with what people/ needs: sign-ins can be tried. */
#ifndef ALUR_TESTS_PEOPLE_SUPPORT_H
#define ALUR_TESTS_PEOPLE_SUPPORT_H

#include "support.h"

#include "people/people.h"

struct people_world {
	struct world world;
	struct ctx *cx; /* of the world; has cx->people */
};

void people_world_make(struct people_world *people, struct db_fixture *fixture);
void people_world_free(struct people_world *people);

/* Acts as this user from here on, as the database says; NULL: as the program. */
void act_as(struct people_world *people, const struct user *user);

/* A token of the user; *id may be NULL. */
str must_create_token(struct people_world *people, const struct user *user, int64_t *id);

/* Begins a session by a fresh link. */
struct signed_in must_sign_in_by_link(struct people_world *people, const struct user *user);

struct credential session_of(const struct signed_in *signed_in);

#endif
