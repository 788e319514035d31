/* The form of JSON objects that no entity's table describes: bodies and parameters of operations,
 * answers that are not rows. Constant tables, from which the members that a handler takes follow
 * (resource.c) and what OpenAPI says of them (openapi_shape.c). */
#ifndef ALUR_API_SHAPE_H
#define ALUR_API_SHAPE_H

#include "entity/entities.h"

struct shape;

enum member_type {
	MEMBER_ANY,
	MEMBER_PAIR, /* [before, after], of whatever type */
	MEMBER_TEXT,
	MEMBER_NAMES,  /* one of the texts in `names` */
	MEMBER_ENTITY, /* name of an entity: "deal" */
	MEMBER_BOOL,
	MEMBER_INT,
	MEMBER_ID,
	MEMBER_NUMBER,
	MEMBER_RATE, /* number from 0 to 1 */
	MEMBER_MONEY,
	MEMBER_DAY,
	MEMBER_INSTANT,
	MEMBER_MOMENT, /* a date or an instant */
	MEMBER_OBJECT, /* of the shape `of`; without one, whatever object */
	MEMBER_ROW,    /* of the entity `row` */
};

enum member_flag {
	M_REQUIRED = 1 << 0, /* of bodies and parameters; members of answers are always there */
	M_NULL = 1 << 1,     /* of answers; members of bodies that are not required may be null */
	M_LIST = 1 << 2,     /* an array of it */
	M_MAP = 1 << 3,      /* an object whose members are all of it */
};

struct member {
	const char *name;
	enum member_type type;
	unsigned flags;
	int64_t min, max; /* value of numbers, length of texts and lists; both 0: unbounded */
	const char *const *names; /* NULL-terminated */
	const struct shape *of;
	const struct entity *row;
	const char *doc;
};

struct shape {
	const char *name; /* in OpenAPI: "Move" */
	const struct member *members;
	size_t count;
	bool is_answer;            /* every member is always there */
	bool is_open;              /* further members are allowed */
	const struct entity *rest; /* answers: the members of a row of this entity, too */
	const char *doc;
};

/* A row of a table of members: { MEMBER("stage_id", ID), .flags = M_REQUIRED }. */
#define MEMBER(label, kind) .name = label, .type = MEMBER_##kind

/* The members of a shape: SHAPE(move_members). */
#define SHAPE(table) .members = table, .count = COUNT_OF(table)

/* --- of answers, in answers.c ------------------------------------------------------------------- */

extern const struct shape named_shape, change_shape, event_shape, board_shape, measures_shape,
	template_shape, pipeline_file_shape, criterion_shape, duplicate_shape, viewer_shape,
	hit_shape, refusal_shape, stage_idle_limit_shape, session_shape, link_shape,
	new_token_shape, undone_shape, problem_shape;

/* --- of bodies that more than one place reads ----------------------------------------------------- */

extern const struct shape move_shape;         /* sales_routes.c */
extern const struct shape cadence_step_shape; /* nurture_routes.c */
extern const struct shape form_field_shape;   /* form_routes.c */
extern const struct shape enroll_item_shape;  /* nurture_routes.c */

#endif
