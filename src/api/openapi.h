/* Private to api/: the parts of the OpenAPI document. openapi.c puts it together, openapi_paths.c tells
 * of the routes, openapi_lists.c of the parameters of lists, openapi_entity.c and openapi_shape.c write
 * the schemas. */
#ifndef ALUR_API_OPENAPI_H
#define ALUR_API_OPENAPI_H

#include "api/resource.h"
#include "codec/json_schema.h"

enum { MAX_SHAPES = 100 };

struct openapi {
	struct ctx *cx;
	struct json_out *out;
	const struct route *routes;
	size_t route_count;
	const struct shape *shapes[MAX_SHAPES]; /* referred to so far */
	size_t shape_count;
};

/* --- openapi_paths.c: "paths" -------------------------------------------------------------------- */

void openapi_paths(struct openapi *doc);

/* One error that a route may answer, with its name among the components. */
struct openapi_error {
	int status;
	const char *name;
	const char *doc;
	bool retry_after;
};
extern const struct openapi_error openapi_errors[];
extern const size_t openapi_error_count;

/* --- openapi_lists.c ------------------------------------------------------------------------------ */

/* Parameters of an entity's list, into an open array; and those that all lists share, by name. */
void openapi_list_parameters(struct openapi *doc, const struct entity *entity);
/* The filters of a route that takes those of a list, but for its own parameters. */
void openapi_filters(struct openapi *doc, const struct route_spec *spec);
void openapi_shared_parameters(struct openapi *doc);
void openapi_parameter_ref(struct openapi *doc, const char *name);

/* --- openapi_entity.c ------------------------------------------------------------------------------ */

/* What the schemas of an entity are called: "Deal" and a suffix. */
#define ROW_SCHEMA ""
#define NEW_SCHEMA "New"
#define PATCH_SCHEMA "Patch"
#define LIST_SCHEMA "List"
#define BATCH_SCHEMA "Batch"
void openapi_entity_ref(struct openapi *doc, const struct entity *entity, const char *suffix);

/* The schemas themselves, as members of "schemas". */
void openapi_entity_schemas(struct openapi *doc, const struct entity *entity);

/* The properties of a row, and their names: into "properties" and "required". */
void openapi_row_properties(struct openapi *doc, const struct entity *entity);
void openapi_row_required(struct openapi *doc, const struct entity *entity);

/* --- openapi_shape.c ------------------------------------------------------------------------------- */

/* {"$ref": ...} to a shape; its schema then is part of the document. */
void openapi_shape_ref(struct openapi *doc, const struct shape *shape);

/* The schemas of all shapes that were referred to, as members of "schemas". */
void openapi_shape_schemas(struct openapi *doc);

/* The schema of a member, as an object. */
void openapi_member_schema(struct openapi *doc, const struct member *member, bool or_null);

#endif
