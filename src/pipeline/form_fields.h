/* What a form asks for, and which sites may embed it, as they stand in its row. Private to pipeline/ and
 * the pages of forms. */
#ifndef ALUR_PIPELINE_FORM_FIELDS_H
#define ALUR_PIPELINE_FORM_FIELDS_H

#include "base/ctx.h"
#include "entity/entities.h"

enum { MAX_FORM_FIELDS = 16, MAX_FORM_HOSTS = 20 };

/* A field of a lead that a form asks for: one of every lead, or one of the organisation's own. */
struct form_field {
	const char *name;               /* "email", "custom.region" */
	const struct field *field;      /* NULL: one of the organisation's own */
	const struct custom_field *own; /* its definition */
	bool required;
};

/* The list of a form as it is to be saved: 1 to MAX_FORM_FIELDS, the name among them and required, each of
 * them in use. E_INVALID on "fields", "fields[2].name" and the like. */
MUST_USE enum rc form_fields_check(struct ctx *cx, str json);

/* The list of a saved form, `fields` with room for MAX_FORM_FIELDS. Own fields that were archived since are
 * left out. */
MUST_USE enum rc form_fields_read(struct ctx *cx, str json, struct form_field *fields,
				  size_t *count);

/* The sites as a policy names them: "https://a.example http://b.example:8080". E_INVALID on "hosts[1]": not
 * scheme and host alone. */
MUST_USE enum rc form_hosts_read(struct ctx *cx, str json, str *hosts);

#endif
