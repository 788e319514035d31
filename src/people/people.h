/* People: who is asking, and what they may do. Read this first; each operation is in the file of its
 * name. What a caller may do is decided in rights.c (by role) and principal_query.c (whose rows);
 * it is applied by record/scope.c on every path.
 *
 * No account has a preset password, and sign-in is never off: the first way in is a one-time link
 * (link.c), printed by `alur serve` at the first start and by `alur user link` later. */
#ifndef ALUR_PEOPLE_PEOPLE_H
#define ALUR_PEOPLE_PEOPLE_H

#include "base/ctx.h"
#include "entity/entities.h"

/* --- people.c: what the process remembers -------------------------------------------------------- */

/* Credentials seen in the last seconds, and the one place where a password is hashed. One for the
 * program, shared by its threads: cx->people. */
struct people;

MUST_USE enum rc people_open(struct ctx *cx, struct people **out);
void people_close(struct people *people); /* NULL is allowed */

/* Somebody's rights may have changed: forgets every cached credential. Right before or after the
 * commit of the change; nothing is cached anew until commits under way have settled. NULL is
 * allowed. */
void people_changed(struct people *people);

/* people_changed() when one of these committed events is of a user, team or token. */
void people_notice(struct people *people, const struct event *events);

/* Every minute or so, outside a unit of work: writes down when tokens and sessions were last used, and
 * removes sessions and links that have expired. */
MUST_USE enum rc people_housekeeping(struct ctx *cx);

/* --- rights.c ------------------------------------------------------------------------------------ */

struct right_row {
	const char *name; /* "sales.write" */
	unsigned roles;   /* bit set of enum role */
	const char *doc;
};

/* By enum right; RIGHT_COUNT rows. */
extern const struct right_row right_rows[];

/* The bit set of rights that a role gives; `listening_run` is the user's own switch. */
uint64_t rights_of(enum role role, bool listening_run);

/* --- visible_to_query.c -------------------------------------------------------------------------- */

struct json_out;

/* The items of GET /deals/{id}/visible_to, in an open array: who sees rows of this owner (0: nobody's), and
 * why: "owner", "team", "manager", "role" (an administrator) or "everybody". The owner first, then by name;
 * at most 1,000. Within an open connection. */
MUST_USE enum rc visible_to_write(struct ctx *cx, int64_t owner_id, struct json_out *out);

/* --- principal_query.c --------------------------------------------------------------------------- */

/* What a user may do and whose rows, read from the database (two indexed queries; opens a reading
 * connection by itself). `out` lives in cx->arena. E_MISSING: no such user, or one who may not sign
 * in. */
MUST_USE enum rc principal_of(struct ctx *cx, int64_t user_id, struct principal *out);

/* The program itself: sees and may do everything; events have no actor. For commands and jobs. */
extern const struct principal program_principal;

/* --- who.c --------------------------------------------------------------------------------------- */

enum credential_kind { CREDENTIAL_NONE, CREDENTIAL_TOKEN, CREDENTIAL_SESSION };

struct credential {
	enum credential_kind kind;
	str secret;
};

struct identity {
	struct principal who; /* owners in cx->arena */
	enum credential_kind kind;
	int64_t session_id; /* CREDENTIAL_SESSION */
	int64_t token_id;   /* CREDENTIAL_TOKEN */
	int64_t language;   /* enum language; UNSET: the organisation's */
	int64_t expires_at; /* of the token or session; UNSET: never */
};

/* The credential of a request: an Authorization header (Bearer) before the session cookie. Headers
 * that are absent are not set. Malformed ones give a credential that nobody has. */
struct credential credential_of(str authorization, str cookie);

/* Who has this credential. Seen in the last seconds: without a query. E_SIGNED_OUT: nobody, or
 * expired, revoked, or the user may not sign in. */
MUST_USE enum rc who_is(struct ctx *cx, struct credential credential, struct identity *out);

/* --- password.c ---------------------------------------------------------------------------------- */

enum { PASSWORD_MIN = 12, PASSWORD_MAX = 256 };

/* A password good enough for this user: PASSWORD_MIN..PASSWORD_MAX characters, not the name or
 * e-mail address, not one of the worst. E_INVALID on "password". */
MUST_USE enum rc password_check(struct ctx *cx, const struct user *user, str password);

/* The Argon2id string of a password; `out` in cx->arena. Takes about a tenth of a second and 64 MiB,
 * one at a time: never within a unit of work. E_BUSY: too many wait. */
MUST_USE enum rc password_hash(struct ctx *cx, str password, str *out);

/* Whether the password is that of `hash`. Not set (no account, or no password): the same work, and
 * false. Where and errors: as password_hash(). */
MUST_USE enum rc password_matches(struct ctx *cx, str hash, str password, bool *yes);

/* The hash is of a cheaper kind than those that are made now. */
bool password_is_outdated(str hash);

/* --- password_set.c ------------------------------------------------------------------------------ */

/* A new password, in two steps: what may wait (prepare), then what is written (in a unit of work). */
struct password_change {
	int64_t user_id;
	str password;
	int64_t keep_session_id; /* the session that goes on; 0: none */
	str hash;                /* made by the first step */
};

/* First step for an administrator or the command line: may the caller, is it good enough; hashes it.
 * E_DENIED without people.write, unless it is the caller's own; E_INVALID on "password". */
MUST_USE enum rc password_prepare(struct ctx *cx, struct password_change *change);

/* First step for the caller's own. `current` must match, unless there is none yet or the session
 * began by a one-time link in the last half hour (that is the way back for a forgotten one).
 * E_INVALID on "current" or "password". */
struct own_password {
	str current; /* not set: none was given */
	str password;
};
MUST_USE enum rc password_prepare_own(struct ctx *cx, const struct identity *identity,
				      const struct own_password *own,
				      struct password_change *change);

/* Second step: keeps the hash, and ends the user's other sessions and links. In a unit of work. */
MUST_USE enum rc password_set(struct ctx *cx, const struct password_change *change);

/* --- sign_in.c ----------------------------------------------------------------------------------- */

struct signed_in {
	str secret; /* for the cookie; kept nowhere else */
	int64_t session_id;
	int64_t user_id;
	int64_t expires_at;
};

struct sign_in {
	str email;
	str password;
	str agent; /* the browser's description, for the list of sessions */

	int64_t user_id;  /* made by the first step */
	str renewed_hash; /* likewise; not set: the hash stays */
};

/* First step of signing in by e-mail and password. E_SIGNED_OUT in the same words and after the same
 * work whatever is wrong; E_BUSY. Takes as long as password_hash(). */
MUST_USE enum rc sign_in_prepare(struct ctx *cx, struct sign_in *by);

/* Second step: begins the session. In a unit of work. */
MUST_USE enum rc sign_in(struct ctx *cx, const struct sign_in *by, struct signed_in *out);

/* Begins a session by a one-time link's secret, which is then used up, with all other links of the
 * user. In a unit of work.
 * E_SIGNED_OUT: unknown, used or expired. */
MUST_USE enum rc sign_in_by_link(struct ctx *cx, str secret, str agent, struct signed_in *out);

/* --- session.c, session_query.c ------------------------------------------------------------------- */

struct session {
	int64_t id;
	int64_t user_id;
	bool by_link;
	str agent;
	int64_t created_at;
	int64_t last_seen_at;
	int64_t expires_at; /* at the latest; earlier after SESSION_IDLE_DAYS without use */
};

enum { SESSION_DAYS = 90, SESSION_IDLE_DAYS = 14, MAX_SESSIONS = 100 };

#define SESSION_COOKIE "alur_session"

/* The value of a Set-Cookie header that keeps the session (`secure`: reached by TLS), or that
 * forgets it. */
str session_cookie(struct arena *arena, str secret, bool secure);
str session_cookie_gone(struct arena *arena, bool secure);

/* The caller's living sessions, newest first; at most MAX_SESSIONS. */
MUST_USE enum rc session_list(struct ctx *cx, struct session **out, size_t *count);

/* Ends a session of the caller (signing out, or another device). In a unit of work. E_MISSING: not
 * the caller's. */
MUST_USE enum rc session_end(struct ctx *cx, int64_t session_id);

/* Ends all sessions of a user but one (0: all). In a unit of work. No right is asked for: for
 * operations. */
MUST_USE enum rc session_end_all(struct ctx *cx, int64_t user_id, int64_t keep_session_id);

/* --- link.c, link_query.c ------------------------------------------------------------------------- */

/* A way back is used at once. An invitation, of who has never been here, lies in a mailbox for a while. */
enum { LINK_MINUTES = 30, INVITATION_MINUTES = 72 * 60 };

struct sign_in_link {
	str secret;
	int64_t minutes; /* that it lives */
	int64_t expires_at;
};

/* Makes a one-time sign-in link for a user; when one is used, the user's others stop working too. It is an
 * invitation for a user who has no password and has never come in. In a unit of work. E_DENIED without
 * people.write; E_MISSING; E_CONFLICT when the user may not sign in. */
MUST_USE enum rc link_create(struct ctx *cx, int64_t user_id, struct sign_in_link *link);

/* The URL of a link: "http://127.0.0.1:8787/sign-in#SECRET". After the '#' so that it reaches no log. */
str link_url(struct arena *arena, str base_url, str secret);

/* --- api_token.c ---------------------------------------------------------------------------------- */

struct token_order {
	int64_t user_id;
	str name;           /* not set: "command line" */
	int64_t expires_at; /* UNSET: never */
};

/* Makes a token for programs that act as the user; `secret` ("alur_...") is shown once. In a unit of
 * work. E_DENIED for another user without people.write; E_MISSING; E_CONFLICT when the user may not
 * sign in. */
MUST_USE enum rc api_token_create(struct ctx *cx, const struct token_order *order,
				  struct token *token, str *secret);

/* Archives a token: it stops working at once. In a unit of work. The caller's own, or any with
 * people.write; else E_MISSING. */
MUST_USE enum rc api_token_revoke(struct ctx *cx, int64_t token_id);

/* --- user_add.c ----------------------------------------------------------------------------------- */

struct user_order {
	str email;
	str name;
	str role;          /* "seller" */
	str language;      /* not set: the organisation's */
	int64_t team_id;   /* 0: none */
	str password_hash; /* not set: none; see password_hash() */
};

/* Adds a user. In a unit of work. E_INVALID on the field, E_CONFLICT on "email" when it is taken. */
MUST_USE enum rc user_add(struct ctx *cx, const struct user_order *order, struct user *user);

/* The user of an e-mail address, written in any case. E_MISSING in words. No scope. */
MUST_USE enum rc user_by_email(struct ctx *cx, str email, struct user *user);

/* Active, with a role, and not archived. user_check_sign_in() says so: E_CONFLICT. */
bool user_may_sign_in(const struct user *user);
MUST_USE enum rc user_check_sign_in(struct ctx *cx, const struct user *user);

/* The first active administrator; *found says whether there is one. */
MUST_USE enum rc user_first_admin(struct ctx *cx, struct user *user, bool *found);

/* E_CONFLICT unless an active administrator is left; the last step of what changes or archives a user. */
MUST_USE enum rc user_admin_remains(struct ctx *cx);

/* Nobody has ever been able to sign in: no password and no session. Then `alur serve` prints a link. */
MUST_USE enum rc user_nobody_yet(struct ctx *cx, bool *yes);

#endif
