/* The pages of forms on the web, which anybody may open. Forms themselves are a resource like others. */
#include "api/operations.h"

static const struct member form_field_members[] = {
	{ MEMBER("name", TEXT), .flags = M_REQUIRED,
	  .doc = "Field of the lead: name, company_name, job_title, email, phone, note, or custom.KEY of "
		 "one of your own." },
	{ MEMBER("required", BOOL), .doc = "Whether it must be filled in; the name always." },
};
const struct shape form_field_shape = { .name = "FormField", SHAPE(form_field_members) };

static const struct member language_members[] = {
	{ MEMBER("lang", TEXT), .doc = "id or en; otherwise the form's, or the visitor's." },
};
static const struct shape language_query = { SHAPE(language_members) };

static const struct route routes[] = {
	{ .method = "GET",
	  .pattern = "/f/{name}",
	  .handler = form_get_api,
	  .flags = ROUTE_PUBLIC,
	  ROUTE_SPEC(.id = "form_page", .tag = "forms", .query = &language_query,
		     .gives = GIVES_TEXT, .media = "text/html"),
	  .doc = "The page of a form, to be filled in without a script." },
	{ .method = "POST",
	  .pattern = "/f/{name}",
	  .handler = form_send_api,
	  .prepare = form_send_prepare,
	  .flags = ROUTE_PUBLIC | ROUTE_WRITE,
	  .body = BODY_FORM,
	  ROUTE_SPEC(.id = "form_send", .tag = "forms", .query = &language_query,
		     .gives = GIVES_NOTHING, .status = 303),
	  .doc = "What was filled in becomes a lead; leads to the page of thanks." },
	{ .method = "GET",
	  .pattern = "/f/{name}/thanks",
	  .handler = form_thanks_api,
	  .flags = ROUTE_PUBLIC,
	  ROUTE_SPEC(.id = "form_thanks", .tag = "forms", .query = &language_query,
		     .gives = GIVES_TEXT, .media = "text/html"),
	  .doc = "What is said when a form was sent." },
	{ .method = "GET",
	  .pattern = "/f/form.css",
	  .handler = form_style_api,
	  .flags = ROUTE_PUBLIC | ROUTE_NO_DB,
	  ROUTE_SPEC(.id = "form_style", .tag = "forms", .gives = GIVES_TEXT, .media = "text/css"),
	  .doc = "The style of those pages." },
};

const struct route_table form_routes = { routes, COUNT_OF(routes) };
