/* Routes of the caller's session, and what administrators do for others. */
#include "api/operations.h"

/* --- bodies --------------------------------------------------------------------------------------- */

static const struct member sign_in_members[] = {
	{ MEMBER("email", TEXT), .max = 254 },
	{ MEMBER("password", TEXT) },
	{ MEMBER("link", TEXT), .doc = "Secret of a one-time link, instead of the other two." },
};
static const struct shape sign_in_shape = { .name = "SignIn", SHAPE(sign_in_members) };

static const struct member profile_members[] = {
	{ MEMBER("name", TEXT), .min = 1, .max = 200 },
	{ MEMBER("language", NAMES), .names = language_names },
	{ MEMBER("default_view_id", ID), .flags = M_NULL },
	{ MEMBER("first_steps_done", BOOL), .doc = "Puts the list of first steps away." },
};
static const struct shape profile_shape = { .name = "Profile", SHAPE(profile_members) };

static const struct member password_members[] = {
	{ MEMBER("current", TEXT), .doc = "Not needed after a one-time link." },
	{ MEMBER("password", TEXT), .flags = M_REQUIRED },
};
static const struct shape password_shape = { .name = "NewPassword", SHAPE(password_members) };

static const struct member token_members[] = {
	{ MEMBER("name", TEXT), .flags = M_REQUIRED, .min = 1, .max = 200 },
	{ MEMBER("expires_at", INSTANT), .doc = "Never unless given." },
	{ MEMBER("user_id", ID), .doc = "Whose token; your own unless given." },
};
static const struct shape token_shape = { .name = "TokenOrder", SHAPE(token_members) };

/* --- answers -------------------------------------------------------------------------------------- */

static const struct member one_session_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("current", BOOL), .doc = "The one that asks." },
	{ MEMBER("by_link", BOOL), .doc = "Began by a one-time link." },
	{ MEMBER("agent", TEXT), .flags = M_NULL, .doc = "How the browser calls itself." },
	{ MEMBER("created_at", INSTANT) },
	{ MEMBER("last_seen_at", INSTANT) },
};
static const struct shape one_session_shape = {
	.name = "SignedIn",
	SHAPE(one_session_members),
	.is_answer = true,
	.doc = "A browser in which the caller is signed in.",
};

static const struct member right_members[] = {
	{ MEMBER("name", TEXT), .doc = "sales.write, ..." },
	{ MEMBER("doc", TEXT), .doc = "What it allows, in the caller's language." },
	{ MEMBER("roles", NAMES), .names = role_names, .flags = M_LIST, .doc = "Who has it." },
};
static const struct shape right_shape = { .name = "Right",
					  SHAPE(right_members),
					  .is_answer = true };

/* --- routes --------------------------------------------------------------------------------------- */

#define SESSION(verb, function) .method = verb, .pattern = "/api/v1/session", .handler = function

static const struct route routes[] = {
	{ SESSION("GET", session_get_api), .right = RIGHT_SIGNED_IN,
	  ROUTE_SPEC(.id = "session", .tag = "session", .gives = GIVES_ANSWER,
		     .answer = &session_shape),
	  .doc = "Who is signed in, and what that one may do." },
	{ SESSION("POST", session_sign_in_api), .prepare = session_sign_in_prepare,
	  .flags = ROUTE_WRITE | ROUTE_PUBLIC | ROUTE_SLOW, .body = BODY_JSON,
	  ROUTE_SPEC(.id = "sign_in", .tag = "session", .body = &sign_in_shape,
		     .gives = GIVES_ANSWER, .answer = &session_shape, .status = 201),
	  .doc = "Signs in by e-mail and password, or by a one-time link's secret." },
	{ SESSION("PATCH", session_profile_api), .flags = ROUTE_WRITE, .body = BODY_JSON,
	  .right = RIGHT_SIGNED_IN,
	  ROUTE_SPEC(.id = "profile", .tag = "session", .body = &profile_shape,
		     .gives = GIVES_ANSWER, .answer = &session_shape),
	  .doc = "Changes the caller's own name, language and first view." },
	{ SESSION("DELETE", session_sign_out_api), .flags = ROUTE_WRITE, .right = RIGHT_SIGNED_IN,
	  ROUTE_SPEC(.id = "sign_out", .tag = "session", .gives = GIVES_NOTHING, .status = 204),
	  .doc = "Signs out." },
	{ .method = "POST",
	  .pattern = "/api/v1/session/password",
	  .handler = session_password_api,
	  .prepare = session_password_prepare,
	  .flags = ROUTE_SECRET | ROUTE_WRITE | ROUTE_SLOW,
	  .body = BODY_JSON,
	  .right = RIGHT_SIGNED_IN,
	  ROUTE_SPEC(.id = "set_password", .tag = "session", .body = &password_shape,
		     .gives = GIVES_NOTHING, .status = 204),
	  .doc = "Sets the caller's own password." },
	{ .method = "GET",
	  .pattern = "/api/v1/sessions",
	  .handler = sessions_api,
	  .right = RIGHT_SIGNED_IN,
	  ROUTE_SPEC(.id = "sessions", .tag = "session", .gives = GIVES_PAGE,
		     .answer = &one_session_shape),
	  .doc = "Where the caller is signed in, newest first." },
	{ .method = "DELETE",
	  .pattern = "/api/v1/sessions",
	  .handler = sessions_end_api,
	  .flags = ROUTE_WRITE,
	  .right = RIGHT_SIGNED_IN,
	  ROUTE_SPEC(.id = "end_sessions", .tag = "session", .gives = GIVES_NOTHING, .status = 204),
	  .doc = "Signs the caller out everywhere else." },
	{ .method = "GET",
	  .pattern = "/api/v1/rights",
	  .handler = rights_api,
	  .right = RIGHT_SIGNED_IN,
	  ROUTE_SPEC(.id = "rights", .tag = "session", .gives = GIVES_PAGE, .answer = &right_shape),
	  .doc = "Which role may do what." },

	{ .method = "POST",
	  .pattern = "/api/v1/users/{id}/link",
	  .handler = user_link_api,
	  .flags = ROUTE_WRITE | ROUTE_SECRET,
	  .body = BODY_JSON,
	  .right = RIGHT_PEOPLE_WRITE,
	  .subject = &user_entity,
	  ROUTE_SPEC(.id = "user_link", .gives = GIVES_ANSWER, .answer = &link_shape,
		     .status = 201),
	  .doc = "Makes a one-time sign-in link for a user." },
	{ .method = "POST",
	  .pattern = "/api/v1/tokens",
	  .handler = token_create_api,
	  .flags = ROUTE_WRITE | ROUTE_SECRET,
	  .body = BODY_JSON,
	  .right = RIGHT_SIGNED_IN,
	  .subject = &token_entity,
	  ROUTE_SPEC(.id = "create_token", .body = &token_shape, .gives = GIVES_ANSWER,
		     .answer = &new_token_shape, .status = 201),
	  .doc = "Makes a token for programs; its secret is shown once." },
};

const struct route_table people_routes = { routes, COUNT_OF(routes) };
