/* Whose deals a board or a measure is about. What the caller may see at all: record/scope.c. */
#include "pipeline/owner_filter_query.h"

#include "db/db.h"
#include "entity/entities.h"
#include "pipeline/operation.h"

static enum rc members_of(struct ctx *cx, int64_t team_id, struct tally_owners *members);
static enum rc intersect(struct ctx *cx, struct tally_owners *owners,
			 const struct tally_owners *other);

enum rc owner_filter(struct ctx *cx, int64_t owner_id, int64_t team_id, struct tally_owners *owners)
{
	TRY(tally_scope(cx, owners));
	if (owner_id != 0) {
		struct tally_owners one = { .ids = &owner_id, .count = 1 };
		struct user user;

		TRY(load_named(cx, &user_entity, "owner_id", owner_id, &user));
		TRY(intersect(cx, owners, &one));
	}
	if (team_id != 0) {
		struct tally_owners members;
		struct team team;

		TRY(load_named(cx, &team_entity, "team_id", team_id, &team));
		TRY(members_of(cx, team_id, &members));
		TRY(intersect(cx, owners, &members));
	}
	return OK;
}

static enum rc append(struct ctx *cx, int64_t **ids, size_t *count, size_t *room, int64_t id)
{
	if (*count == *room) {
		size_t more = *room ? *room * 2 : 32;

		*ids = arena_grow(cx->arena, *ids, *room * sizeof **ids, more * sizeof **ids);
		if (!*ids)
			return fail_memory(cx);
		*room = more;
	}
	(*ids)[(*count)++] = id;
	return OK;
}

static enum rc members_of(struct ctx *cx, int64_t team_id, struct tally_owners *members)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	int64_t *ids = NULL;
	size_t count = 0;
	size_t room = 0;
	bool found = true;

	TRY(db_prepare(
		cx,
		STR("WITH RECURSIVE below (id) AS ("
		    "SELECT CAST(? AS BIGINT) UNION"
		    " SELECT team.id FROM teams team JOIN below ON team.parent_id = below.id)"
		    " SELECT DISTINCT member.id FROM below"
		    " JOIN users member ON member.team_id = below.id ORDER BY member.id"),
		&stmt));
	db_bind_int(stmt, 1, team_id);
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			break;
		TRY(append(cx, &ids, &count, &room, db_int(stmt, 0)));
	}
	*members = (struct tally_owners){ .ids = ids, .count = count };
	return OK;
}

static bool has(const struct tally_owners *owners, int64_t id)
{
	for (size_t i = 0; i < owners->count; i++)
		if (owners->ids[i] == id)
			return true;
	return owners->all;
}

static enum rc intersect(struct ctx *cx, struct tally_owners *owners,
			 const struct tally_owners *other)
{
	int64_t *ids;
	size_t count = 0;

	TRY(ctx_alloc(cx, (other->count + 1) * sizeof *ids, &ids));
	for (size_t i = 0; i < other->count; i++) {
		struct tally_owners taken = { .ids = ids, .count = count };

		if (has(owners, other->ids[i]) && !has(&taken, other->ids[i]))
			ids[count++] = other->ids[i];
	}
	*owners = (struct tally_owners){ .ids = ids, .count = count };
	return OK;
}

static bool names_owners(const struct filter *filter)
{
	bool names = filter->op == OP_EQ || filter->op == OP_IN || filter->op == OP_NULL;

	return names && !filter->left && str_is(str_from(filter->field->name), "owner_id");
}

enum rc owner_filter_take(struct ctx *cx, struct list_query *query, struct tally_owners *owners)
{
	static const int64_t nobody = 0;
	size_t kept = 0;

	for (size_t i = 0; i < query->filter_count; i++) {
		const struct filter *filter = &query->filters[i];
		struct tally_owners named = { .ids = filter->op == OP_NULL ? &nobody
									   : &filter->number,
					      .count = 1 };

		if (!names_owners(filter)) {
			query->filters[kept++] = *filter;
			continue;
		}
		if (filter->op == OP_IN)
			named = (struct tally_owners){ .ids = filter->numbers,
						       .count = filter->count };
		TRY(intersect(cx, owners, &named));
	}
	query->filter_count = kept;
	return OK;
}

void owner_filter_sql(const struct tally_owners *owners, const char *t, struct buf *sql)
{
	bool nobody = !owners->all && has(owners, 0);

	if (owners->all)
		return;
	buf_printf(sql, " AND (%s%s%s.owner_id IN (", nobody ? t : "",
		   nobody ? ".owner_id IS NULL OR " : "", t);
	for (size_t i = 0; i < owners->count; i++)
		buf_printf(sql, "%s%lld", i == 0 ? "" : ",", (long long)owners->ids[i]);
	buf_text(sql, owners->count > 0 ? "))" : "NULL))");
}
