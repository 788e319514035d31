/* Whose rows a user sees: people/principal_query.c. */
#include "people_support.h"

/* A tree of teams:
 *	north (managed by nina, shares its deals)       south (managed by sam)
 *	  city (managed by nobody)
 * nina is of no team; noor and ali are sellers of north, citra one of city, sari and surya of south;
 * vera is a viewer of north, vito one of south. */
struct tree {
	struct people_world people;
	struct team north, city, south;
	struct user nina, sam, noor, ali, citra, sari, surya, vera, vito;
};

static void make_team(struct tree *tree, struct team *team, const char *name, int64_t parent_id,
		      int64_t manager_id)
{
	assert_rc(tree->people.cx, record_new(tree->people.cx, &team_entity, team), OK);
	team->name = str_from(name);
	team->parent_id = parent_id;
	team->manager_id = manager_id;
	must_save(&tree->people.world, &team_entity, team);
}

static void make_user(struct tree *tree, struct user *user, const char *name, enum role role,
		      int64_t team_id)
{
	assert_rc(tree->people.cx, record_new(tree->people.cx, &user_entity, user), OK);
	user->name = str_from(name);
	user->email = str_printf(tree->people.cx->arena, "%s@example.com", name);
	user->role = role;
	user->team_id = team_id;
	must_save(&tree->people.world, &user_entity, user);
}

static void make_tree(struct tree *tree, struct db_fixture *fixture)
{
	people_world_make(&tree->people, fixture);
	make_user(tree, &tree->nina, "nina", ROLE_MANAGER, 0);
	make_user(tree, &tree->sam, "sam", ROLE_MANAGER, 0);
	make_team(tree, &tree->north, "north", 0, tree->nina.row.id);
	make_team(tree, &tree->city, "city", tree->north.row.id, 0);
	make_team(tree, &tree->south, "south", 0, tree->sam.row.id);
	tree->north.shares_deals = true;
	must_save(&tree->people.world, &team_entity, &tree->north);
	make_user(tree, &tree->noor, "noor", ROLE_SELLER, tree->north.row.id);
	make_user(tree, &tree->ali, "ali", ROLE_SELLER, tree->north.row.id);
	make_user(tree, &tree->citra, "citra", ROLE_SELLER, tree->city.row.id);
	make_user(tree, &tree->sari, "sari", ROLE_SELLER, tree->south.row.id);
	make_user(tree, &tree->surya, "surya", ROLE_SELLER, tree->south.row.id);
	make_user(tree, &tree->vera, "vera", ROLE_VIEWER, tree->north.row.id);
	make_user(tree, &tree->vito, "vito", ROLE_VIEWER, tree->south.row.id);
}

static bool sees(const struct principal *who, const struct user *user)
{
	for (size_t i = 0; i < who->owner_count; i++)
		if (who->owners[i] == user->row.id)
			return true;
	return who->sees_all;
}

static struct principal principal(struct tree *tree, const struct user *user)
{
	struct principal who;

	assert_rc(tree->people.cx, principal_of(tree->people.cx, user->row.id, &who), OK);
	for (size_t i = 1; i < who.owner_count; i++)
		assert_true(who.owners[i - 1] < who.owners[i]); /* sorted, nobody twice */
	return who;
}

static void manager_sees_the_subtree(struct db_fixture *fixture)
{
	struct tree tree;
	struct principal who;

	make_tree(&tree, fixture);
	who = principal(&tree, &tree.nina);
	assert_false(who.sees_all);
	assert_true(sees(&who, &tree.nina));
	assert_true(sees(&who, &tree.noor));
	assert_true(sees(&who, &tree.citra));
	assert_false(sees(&who, &tree.sari));
	assert_false(sees(&who, &tree.sam));
	assert_int_equal(who.owner_count, 5); /* nina, noor, ali, citra, vera */
	people_world_free(&tree.people);
}

static void seller_sees_a_team_that_shares(struct db_fixture *fixture)
{
	struct tree tree;
	struct principal noor, sari, citra;

	make_tree(&tree, fixture);
	noor = principal(&tree, &tree.noor);
	assert_true(sees(&noor, &tree.ali));
	assert_false(sees(&noor, &tree.citra));
	sari = principal(&tree, &tree.sari);
	assert_false(sees(&sari, &tree.surya));
	assert_int_equal(sari.owner_count, 1);
	/* A team below does not share because the one above does. */
	citra = principal(&tree, &tree.citra);
	assert_int_equal(citra.owner_count, 1);
	people_world_free(&tree.people);
}

static void viewer_sees_as_a_seller(struct db_fixture *fixture)
{
	struct tree tree;
	struct principal vera, vito;

	make_tree(&tree, fixture);
	vera = principal(&tree, &tree.vera);
	assert_true(sees(&vera, &tree.noor));
	assert_false((vera.rights & RIGHT_BIT(RIGHT_SALES_WRITE)) != 0);
	vito = principal(&tree, &tree.vito);
	assert_false(sees(&vito, &tree.sari));
	people_world_free(&tree.people);
}

static void seller_who_leads_a_team_stays_a_seller(struct db_fixture *fixture)
{
	struct tree tree;
	struct principal who;

	make_tree(&tree, fixture);
	tree.city.manager_id = tree.sari.row.id;
	must_save(&tree.people.world, &team_entity, &tree.city);
	who = principal(&tree, &tree.sari);
	assert_false(sees(&who, &tree.citra));
	people_world_free(&tree.people);
}

static void admin_sees_all(struct db_fixture *fixture)
{
	struct tree tree;
	struct principal who;

	make_tree(&tree, fixture);
	who = principal(&tree, &tree.people.world.admin);
	assert_true(who.sees_all);
	people_world_free(&tree.people);
}

static void a_circle_of_teams_ends(struct db_fixture *fixture)
{
	struct tree tree;
	struct principal who;

	make_tree(&tree, fixture);
	must_execute(tree.people.cx, "UPDATE teams SET parent_id = "
				     "(SELECT id FROM teams WHERE name = 'city') "
				     "WHERE name = 'north'");
	who = principal(&tree, &tree.nina);
	assert_true(sees(&who, &tree.citra));
	assert_int_equal(who.owner_count, 5);
	people_world_free(&tree.people);
}

static void archived_team_shares_nothing(struct db_fixture *fixture)
{
	struct tree tree;
	struct principal noor, nina;

	make_tree(&tree, fixture);
	must_execute(tree.people.cx, "UPDATE teams SET archived_at = 1 WHERE name = 'north'");
	noor = principal(&tree, &tree.noor);
	assert_int_equal(noor.owner_count, 1);
	nina = principal(&tree, &tree.nina);
	assert_int_equal(nina.owner_count, 1);
	people_world_free(&tree.people);
}

static void archived_members_still_count(struct db_fixture *fixture)
{
	struct tree tree;
	struct principal who;

	make_tree(&tree, fixture);
	must_execute(tree.people.cx, "UPDATE users SET archived_at = 1 WHERE name = 'ali'");
	who = principal(&tree, &tree.nina);
	assert_true(sees(&who, &tree.ali));
	people_world_free(&tree.people);
}

static void who_may_not_sign_in_is_nobody(struct db_fixture *fixture)
{
	static const char *const reasons[] = {
		"UPDATE users SET active = 0 WHERE name = 'ali'",
		"UPDATE users SET active = 1, role = 'none' WHERE name = 'ali'",
		"UPDATE users SET role = 'seller', archived_at = 1 WHERE name = 'ali'",
	};
	struct tree tree;
	struct principal who;

	make_tree(&tree, fixture);
	for (size_t i = 0; i < COUNT_OF(reasons); i++) {
		must_execute(tree.people.cx, reasons[i]);
		assert_rc(tree.people.cx, principal_of(tree.people.cx, tree.ali.row.id, &who),
			  E_MISSING);
	}
	assert_rc(tree.people.cx, principal_of(tree.people.cx, 987654, &who), E_MISSING);
	people_world_free(&tree.people);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a manager sees the teams managed and all below", manager_sees_the_subtree },
		{ "a seller sees the team where it shares", seller_sees_a_team_that_shares },
		{ "a viewer sees what a seller would, and writes nothing",
		  viewer_sees_as_a_seller },
		{ "a seller who leads a team stays a seller",
		  seller_who_leads_a_team_stays_a_seller },
		{ "an administrator sees all", admin_sees_all },
		{ "a circle of teams ends", a_circle_of_teams_ends },
		{ "an archived team shares nothing", archived_team_shares_nothing },
		{ "what archived members own is still the team's", archived_members_still_count },
		{ "who may not sign in is nobody", who_may_not_sign_in_is_nobody },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
