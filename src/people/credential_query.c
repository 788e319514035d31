/* Sessions and tokens by the digest of their secret, with what their user may do. Looked up for every
 * request whose credential is not known yet: who.c. */
#include "people/credential.h"

#include "base/day.h"
#include "db/db.h"

#define SESSION_SQL                                                                                \
	"SELECT c.id, c.expires_at, c.last_seen_at, " PRINCIPAL_COLUMNS                            \
	" FROM sessions c JOIN users u ON u.id = c.user_id WHERE c.hash = ?"
#define TOKEN_SQL                                                                                  \
	"SELECT c.id, c.expires_at, c.last_used_at, " PRINCIPAL_COLUMNS                            \
	" FROM tokens c JOIN users u ON u.id = c.user_id WHERE c.hash = ? AND c.archived_at IS NULL"

static int64_t instant_at(const struct db_stmt *stmt, int column)
{
	return db_is_null(stmt, column) ? UNSET : db_int(stmt, column);
}

enum rc credential_read(struct ctx *cx, enum credential_kind kind, const struct digest *digest,
			struct credential_row *out, bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	str hash;

	TRY(digest_hex(cx, digest, &hash));
	TRY(db_prepare(cx, kind == CREDENTIAL_SESSION ? STR(SESSION_SQL) : STR(TOKEN_SQL), &stmt));
	db_bind_text(stmt, 1, hash);
	TRY(db_step(cx, stmt, found));
	if (!*found)
		return OK;
	*out = (struct credential_row){
		.id = db_int(stmt, 0),
		.expires_at = instant_at(stmt, 1),
		.used_at = instant_at(stmt, 2),
		.user = principal_columns_read(stmt, 3),
	};
	return OK;
}

enum rc credential_used(struct ctx *cx, enum credential_kind kind, int64_t id, int64_t at)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	str sql = kind == CREDENTIAL_SESSION
			  ? STR("UPDATE sessions SET last_seen_at = ? WHERE id = ?")
			  : STR("UPDATE tokens SET last_used_at = ? WHERE id = ?");

	TRY(db_prepare(cx, sql, &stmt));
	db_bind_int(stmt, 1, at);
	db_bind_int(stmt, 2, id);
	return db_run(cx, stmt, NULL);
}

static enum rc delete_before(struct ctx *cx, str sql, int64_t instant)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, sql, &stmt));
	db_bind_int(stmt, 1, instant);
	return db_run(cx, stmt, NULL);
}

enum rc credentials_expire(struct ctx *cx, int64_t now)
{
	TRY(delete_before(cx, STR("DELETE FROM sessions WHERE expires_at <= ?"), now));
	TRY(delete_before(cx, STR("DELETE FROM sessions WHERE last_seen_at <= ?"),
			  now - SESSION_IDLE_DAYS * (int64_t)MS_PER_DAY));
	return delete_before(cx, STR("DELETE FROM links WHERE expires_at <= ?"), now);
}
