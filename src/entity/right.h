/* The rights that a caller may have. Which role has which: people/rights.c. Which right an entity or
 * a route asks for: its row. */
#ifndef ALUR_ENTITY_RIGHT_H
#define ALUR_ENTITY_RIGHT_H

#include <stdint.h>

enum right {
	RIGHT_NONE,       /* nobody: only the program itself */
	RIGHT_SIGNED_IN,  /* everybody who is signed in */
	RIGHT_SALES_READ, /* see deals, leads, companies, contacts, activities within one's scope */
	RIGHT_SALES_WRITE,    /* and change them */
	RIGHT_PIPELINE_WRITE, /* change pipelines, stages, lost reasons, products, custom fields */
	RIGHT_OVERRIDE,       /* move a deal although exit criteria are unmet */
	RIGHT_IMPORT,         /* import and export files, bulk changes */
	RIGHT_PEOPLE_WRITE,   /* change users and teams */
	RIGHT_SETTINGS_WRITE, /* change the organisation's settings */
	RIGHT_LISTENING_RUN,  /* run surveys; given to a user by itself */
	RIGHT_COUNT
};

#define RIGHT_BIT(right) (UINT64_C(1) << (right))

#endif
