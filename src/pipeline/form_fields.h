/* What a form asks for, and which sites may embed it, as they stand in its row. Private to pipeline/ and
 * the pages of forms. */
#ifndef ALUR_PIPELINE_FORM_FIELDS_H
#define ALUR_PIPELINE_FORM_FIELDS_H

#include "base/ctx.h"
#include "entity/entities.h"

enum { MAX_FORM_FIELDS = 6, MAX_FORM_HOSTS = 20 };

/* A field of a lead that a form asks for. */
struct form_field {
	const struct field *field;
	bool required;
};

/* The list of a form: 1 to MAX_FORM_FIELDS, the name among them and required. E_INVALID on "fields",
 * "fields[2].name" and the like. */
MUST_USE enum rc form_fields_read(struct ctx *cx, str json, struct form_field *fields,
				  size_t *count);

/* The sites as a policy names them: "https://a.example http://b.example:8080". E_INVALID on "hosts[1]": not
 * scheme and host alone. */
MUST_USE enum rc form_hosts_read(struct ctx *cx, str json, str *hosts);

#endif
