/* From a request's headers to who is asking. A credential seen in the last seconds costs no query
 * (known.c); a new one costs the two of credential_query.c and principal_query.c. What the caller may
 * do then is applied in record/scope.c. */
#include "people/credential.h"
#include "people/known.h"

#include "base/day.h"
#include "db/db.h"

#include <string.h>

/* How old the noted last use may get before it is written anew. */
enum { TOKEN_USE_MS = 60 * 60 * 1000, SESSION_USE_MS = 10 * 60 * 1000 };

#define TOKEN_PREFIX "alur_"

/* --- reading the headers ------------------------------------------------------------------------- */

static struct credential bearer_of(str authorization)
{
	size_t space = str_find(authorization, ' ', 0);
	str scheme = str_sub(authorization, 0, space);

	if (space == SIZE_MAX || !str_eq_nocase(scheme, STR("Bearer")))
		return (struct credential){ CREDENTIAL_TOKEN, STR("") };
	return (struct credential){ CREDENTIAL_TOKEN,
				    str_trim(str_sub(authorization, space, authorization.len)) };
}

struct credential credential_of(str authorization, str cookie)
{
	str part;

	if (str_is_set(authorization))
		return bearer_of(authorization);
	while (str_split(&cookie, ';', &part)) {
		part = str_trim(part);
		if (str_starts(part, STR(SESSION_COOKIE "=")))
			return (struct credential){
				CREDENTIAL_SESSION,
				str_sub(part, sizeof SESSION_COOKIE, part.len),
			};
	}
	return (struct credential){ CREDENTIAL_NONE, { NULL, 0 } };
}

/* --- asking -------------------------------------------------------------------------------------- */

static enum rc signed_out(struct ctx *cx)
{
	return fail(cx, E_SIGNED_OUT,
		    "sign in first: the session or token is missing, expired or revoked");
}

/* Living until then; a session also ends when it is not used. */
static int64_t end_of(enum credential_kind kind, const struct credential_row *row)
{
	int64_t idle_end;

	if (kind == CREDENTIAL_TOKEN)
		return row->expires_at;
	idle_end = row->used_at + SESSION_IDLE_DAYS * (int64_t)MS_PER_DAY;
	return row->expires_at < idle_end ? row->expires_at : idle_end;
}

static bool is_over(int64_t end, int64_t now)
{
	return end != UNSET && end <= now;
}

static enum rc read_identity(struct ctx *cx, enum credential_kind kind,
			     const struct credential_row *row, struct identity *out)
{
	*out = (struct identity){
		.kind = kind,
		.session_id = kind == CREDENTIAL_SESSION ? row->id : 0,
		.token_id = kind == CREDENTIAL_TOKEN ? row->id : 0,
		.language = row->user.language,
		.expires_at = end_of(kind, row),
	};
	return principal_from_columns(cx, &row->user, &out->who);
}

static enum rc look_up(struct ctx *cx, enum credential_kind kind, const struct digest *digest,
		       struct credential_row *row, struct identity *out)
{
	bool found = false;

	TRY(credential_read(cx, kind, digest, row, &found));
	if (!found || row->user.role == ROLE_NONE || is_over(end_of(kind, row), cx->now))
		return signed_out(cx);
	return read_identity(cx, kind, row, out);
}

static void note_use(struct ctx *cx, enum credential_kind kind, const struct credential_row *row)
{
	int64_t interval = kind == CREDENTIAL_TOKEN ? TOKEN_USE_MS : SESSION_USE_MS;

	if (row->used_at == UNSET || cx->now - row->used_at > interval)
		use_note(cx->people, (struct use){ kind, row->id, cx->now });
}

enum rc who_is(struct ctx *cx, struct credential credential, struct identity *out)
{
	struct credential_row row;
	struct known entry = { 0 };

	if (credential.kind == CREDENTIAL_NONE || credential.secret.len < SECRET_BYTES ||
	    (credential.kind == CREDENTIAL_TOKEN &&
	     !str_starts(credential.secret, STR(TOKEN_PREFIX))))
		return signed_out(cx);
	entry.digest = secret_digest(credential.secret);
	if (known_find(cx, &entry.digest, out))
		return out->kind != credential.kind || is_over(out->expires_at, cx->now)
			       ? signed_out(cx)
			       : OK;

	entry.generation = known_generation(cx->people);
	TRY(db_read_begin(cx));

	enum rc rc = look_up(cx, credential.kind, &entry.digest, &row, out);

	db_read_end(cx);
	if (rc != OK)
		return rc;
	entry.identity = *out;
	known_put(cx, &entry);
	note_use(cx, credential.kind, &row);
	return OK;
}
