/* Which role has which right: one table. Whose rows a role may see and change is principal_query.c;
 * which right an entity or route asks for stands in its row. */
#include "people/people.h"

enum {
	VIEWER = 1 << ROLE_VIEWER,
	SELLER = 1 << ROLE_SELLER,
	MANAGER = 1 << ROLE_MANAGER,
	ADMIN = 1 << ROLE_ADMIN,
	SELLERS = SELLER | MANAGER | ADMIN,
	EVERYBODY = VIEWER | SELLERS,
};

const struct right_row right_rows[] = {
	[RIGHT_NONE] = { "none", 0, "Only the program itself." },
	[RIGHT_SIGNED_IN] = { "signed_in", EVERYBODY, "Everybody who is signed in." },
	[RIGHT_SALES_READ] = { "sales.read", EVERYBODY,
			       "See deals, leads, companies, contacts and activities in scope." },
	[RIGHT_SALES_WRITE] = { "sales.write", SELLERS,
				"Change deals, leads, companies, contacts and activities." },
	[RIGHT_PIPELINE_WRITE] = { "pipeline.write", ADMIN,
				   "Change pipelines, stages, lost reasons, products and custom fields." },
	[RIGHT_OVERRIDE] = { "override", MANAGER | ADMIN,
			     "Move a deal although exit criteria are unmet." },
	[RIGHT_IMPORT] = { "import", MANAGER | ADMIN,
			   "Import files and change many rows at once." },
	[RIGHT_PEOPLE_WRITE] = { "people.write", ADMIN, "Change users and teams." },
	[RIGHT_SETTINGS_WRITE] = { "settings.write", ADMIN, "Change the organisation's settings." },
	[RIGHT_LISTENING_RUN] = { "listening.run", ADMIN,
				  "Run surveys; can be given to any user by itself." },
};

_Static_assert(COUNT_OF(right_rows) == RIGHT_COUNT, "every right has a row");

uint64_t rights_of(enum role role, bool listening_run)
{
	uint64_t rights = 0;

	for (unsigned right = 0; right < RIGHT_COUNT; right++)
		if (right_rows[right].roles & (1u << role))
			rights |= RIGHT_BIT(right);
	/* Whoever may not sign in has no rights, whatever the switch says. */
	if (listening_run && role != ROLE_NONE)
		rights |= RIGHT_BIT(RIGHT_LISTENING_RUN);
	return rights;
}
