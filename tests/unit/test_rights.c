/* Which role has which right: people/rights.c. */
#include "table.h"

#include "people/people.h"

struct right_case {
	const char *name;
	enum role role;
	bool listening_run;
	enum right right;
	bool allowed;
};

static const struct right_case cases[] = {
	{ "an administrator changes users", ROLE_ADMIN, false, RIGHT_PEOPLE_WRITE, true },
	{ "an administrator changes pipelines", ROLE_ADMIN, false, RIGHT_PIPELINE_WRITE, true },
	{ "an administrator runs surveys", ROLE_ADMIN, false, RIGHT_LISTENING_RUN, true },
	{ "a manager overrides exit criteria", ROLE_MANAGER, false, RIGHT_OVERRIDE, true },
	{ "a manager imports", ROLE_MANAGER, false, RIGHT_IMPORT, true },
	{ "a manager does not change users", ROLE_MANAGER, false, RIGHT_PEOPLE_WRITE, false },
	{ "a manager does not change pipelines", ROLE_MANAGER, false, RIGHT_PIPELINE_WRITE, false },
	{ "a manager does not run surveys", ROLE_MANAGER, false, RIGHT_LISTENING_RUN, false },
	{ "a seller writes sales rows", ROLE_SELLER, false, RIGHT_SALES_WRITE, true },
	{ "a seller does not override", ROLE_SELLER, false, RIGHT_OVERRIDE, false },
	{ "a seller does not import", ROLE_SELLER, false, RIGHT_IMPORT, false },
	{ "a viewer reads sales rows", ROLE_VIEWER, false, RIGHT_SALES_READ, true },
	{ "a viewer writes nothing", ROLE_VIEWER, false, RIGHT_SALES_WRITE, false },
	{ "a viewer is signed in", ROLE_VIEWER, false, RIGHT_SIGNED_IN, true },
	{ "a viewer may be given surveys", ROLE_VIEWER, true, RIGHT_LISTENING_RUN, true },
	{ "the switch for surveys gives nothing else", ROLE_VIEWER, true, RIGHT_SALES_WRITE,
	  false },
	{ "who has no role is not signed in", ROLE_NONE, false, RIGHT_SIGNED_IN, false },
	{ "who has no role runs no surveys", ROLE_NONE, true, RIGHT_LISTENING_RUN, false },
	{ "nobody has the program's own right", ROLE_ADMIN, true, RIGHT_NONE, false },
};

static void role_has_right(void **row)
{
	const struct right_case *c = *row;
	uint64_t rights = rights_of(c->role, c->listening_run);

	assert_int_equal((rights & RIGHT_BIT(c->right)) != 0, c->allowed);
}

static void every_right_is_explained(void)
{
	for (size_t right = 0; right < RIGHT_COUNT; right++) {
		assert_non_null(right_rows[right].name);
		assert_non_null(right_rows[right].doc);
	}
}

int main(void)
{
	static const struct plain_row plain[] = {
		{ "every right has a name and is explained", every_right_is_explained },
	};
	static const struct table tables[] = { TABLE(cases, role_has_right), PLAIN(plain) };

	return tables_run("rights", tables, COUNT_OF(tables));
}
