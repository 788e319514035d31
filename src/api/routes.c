/* The tables of routes that are not the same for every resource, by subject. Those that every resource
 * has: resource_routes.c. */
#include "api/resource.h"

const struct route_table *const route_tables[] = {
	&sales_routes,  &nurture_routes,  &pipeline_routes, &review_routes, &insight_routes,
	&people_routes, &exchange_routes, &form_routes,     &common_routes,
};
const size_t route_table_count = COUNT_OF(route_tables);
