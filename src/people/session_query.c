/* The rows of sessions. When a session begins and ends: session.c. */
#include "people/credential.h"

#include "base/convert.h"
#include "base/day.h"
#include "db/db.h"

#define COLUMNS "id, user_id, by_link, agent, created_at, last_seen_at, expires_at"

enum rc session_insert(struct ctx *cx, struct session *session, const struct digest *digest)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	str hash;
	bool row = false;

	TRY(digest_hex(cx, digest, &hash));
	TRY(db_prepare(cx,
		       STR("INSERT INTO sessions (user_id, hash, by_link, agent, created_at,"
			   " last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"),
		       &stmt));
	db_bind_int(stmt, 1, session->user_id);
	db_bind_text(stmt, 2, hash);
	db_bind_int(stmt, 3, session->by_link);
	db_bind_text(stmt, 4, session->agent);
	db_bind_int(stmt, 5, session->created_at);
	db_bind_int(stmt, 6, session->last_seen_at);
	db_bind_int(stmt, 7, session->expires_at);
	TRY(db_step(cx, stmt, &row));
	ensure(row);
	session->id = db_int(stmt, 0);
	return OK;
}

static enum rc session_of(struct ctx *cx, const struct db_stmt *stmt, struct session *out)
{
	*out = (struct session){
		.id = db_int(stmt, 0),
		.user_id = db_int(stmt, 1),
		.by_link = db_int(stmt, 2) != 0,
		.agent = arena_str(cx->arena, db_text(stmt, 3)),
		.created_at = db_int(stmt, 4),
		.last_seen_at = db_int(stmt, 5),
		.expires_at = db_int(stmt, 6),
	};
	return OK;
}

/* Sessions that have expired but are not removed yet are no sessions. */
#define LIVING "expires_at > ? AND last_seen_at > ?"

static void bind_living(struct ctx *cx, struct db_stmt *stmt, int first)
{
	db_bind_int(stmt, first, cx->now);
	db_bind_int(stmt, first + 1, cx->now - SESSION_IDLE_DAYS * (int64_t)MS_PER_DAY);
}

enum rc session_read(struct ctx *cx, int64_t user_id, int64_t id, struct session *out, bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(
		cx,
		STR("SELECT " COLUMNS " FROM sessions WHERE id = ? AND user_id = ? AND " LIVING),
		&stmt));
	db_bind_int(stmt, 1, id);
	db_bind_int(stmt, 2, user_id);
	bind_living(cx, stmt, 3);
	TRY(db_step(cx, stmt, found));
	return *found ? session_of(cx, stmt, out) : OK;
}

enum rc sessions_read(struct ctx *cx, int64_t user_id, struct session **out, size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row = false;

	*count = 0;
	TRY(ctx_alloc(cx, MAX_SESSIONS * sizeof **out, out));
	TRY(db_prepare(cx,
		       STR("SELECT " COLUMNS " FROM sessions WHERE user_id = ? AND " LIVING
			   " ORDER BY id DESC LIMIT ?"),
		       &stmt));
	db_bind_int(stmt, 1, user_id);
	bind_living(cx, stmt, 2);
	db_bind_int(stmt, 4, MAX_SESSIONS);
	TRY(db_step(cx, stmt, &row));
	while (row && *count < MAX_SESSIONS) {
		TRY(session_of(cx, stmt, &(*out)[(*count)++]));
		TRY(db_step(cx, stmt, &row));
	}
	return OK;
}

enum rc session_delete(struct ctx *cx, int64_t user_id, int64_t id, int64_t *gone)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("DELETE FROM sessions WHERE id = ? AND user_id = ?"), &stmt));
	db_bind_int(stmt, 1, id);
	db_bind_int(stmt, 2, user_id);
	return db_run(cx, stmt, gone);
}

enum rc sessions_delete_but(struct ctx *cx, int64_t user_id, int64_t keep_id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("DELETE FROM sessions WHERE user_id = ? AND id <> ?"), &stmt));
	db_bind_int(stmt, 1, user_id);
	db_bind_int(stmt, 2, keep_id);
	return db_run(cx, stmt, NULL);
}
