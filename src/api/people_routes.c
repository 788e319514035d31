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
