/* Private to people/: the rows behind credentials, sessions and links: credential_query.c,
 * session_query.c, link_query.c. */
#ifndef ALUR_PEOPLE_CREDENTIAL_H
#define ALUR_PEOPLE_CREDENTIAL_H

#include "people/principal.h"
#include "people/secret.h"

/* --- credential_query.c -------------------------------------------------------------------------- */

struct credential_row {
	int64_t id;         /* of the session or token */
	int64_t expires_at; /* UNSET: never */
	int64_t used_at;    /* last noted use; UNSET: none */
	struct principal_columns user;
};
/* The living session or token with this digest, and its user; *found says whether there is one. */
MUST_USE enum rc credential_read(struct ctx *cx, enum credential_kind kind,
				 const struct digest *digest, struct credential_row *out,
				 bool *found);
MUST_USE enum rc credential_used(struct ctx *cx, enum credential_kind kind, int64_t id, int64_t at);

/* Removes sessions and links that have expired by `now`. */
MUST_USE enum rc credentials_expire(struct ctx *cx, int64_t now);

/* --- session_query.c ----------------------------------------------------------------------------- */

MUST_USE enum rc session_insert(struct ctx *cx, struct session *session,
				const struct digest *digest);
/* The session of this id and user; *found says whether there is one. */
MUST_USE enum rc session_read(struct ctx *cx, int64_t user_id, int64_t id, struct session *out,
			      bool *found);
MUST_USE enum rc sessions_read(struct ctx *cx, int64_t user_id, struct session **out,
			       size_t *count);
/* How many are gone. */
MUST_USE enum rc session_delete(struct ctx *cx, int64_t user_id, int64_t id, int64_t *gone);
MUST_USE enum rc sessions_delete_but(struct ctx *cx, int64_t user_id, int64_t keep_id);

/* --- link_query.c -------------------------------------------------------------------------------- */

MUST_USE enum rc link_insert(struct ctx *cx, int64_t user_id, const struct digest *digest,
			     int64_t expires_at);
/* Uses the link up; *user_id is 0 when it is unknown, used or expired. */
MUST_USE enum rc link_take(struct ctx *cx, const struct digest *digest, int64_t *user_id);
/* All unused links of a user stop working. */
MUST_USE enum rc links_delete(struct ctx *cx, int64_t user_id);

/* --- user_query.c -------------------------------------------------------------------------------- */

/* The user has a password, or came in once, whatever has become of that session. */
MUST_USE enum rc user_was_here(struct ctx *cx, const struct user *user, bool *yes);
/* The user comes in: noted the first time. */
MUST_USE enum rc user_note_visit(struct ctx *cx, int64_t user_id);

/* The same password, hashed anew: no change of the user, so no event. */
MUST_USE enum rc user_keep_hash(struct ctx *cx, int64_t user_id, str hash);

/* --- session.c ----------------------------------------------------------------------------------- */

struct session_order {
	int64_t user_id;
	bool by_link;
	str agent;
};
/* Begins a session, within a unit of work. */
MUST_USE enum rc session_begin(struct ctx *cx, const struct session_order *order,
			       struct signed_in *out);

/* The caller with the right to change users added, for operations that change one by their own
 * rules; lives as long as `room`. */
const struct principal *as_keeper(const struct ctx *cx, struct principal *room);

#endif
