/* What somebody has written into a form for one of the organisation's own fields. Private to pipeline/. */
#ifndef ALUR_PIPELINE_FORM_OWN_H
#define ALUR_PIPELINE_FORM_OWN_H

#include "codec/json_out.h"
#include "pipeline/form_fields.h"

/* Adds it to an open object, as leads keep it. E_INVALID on the field's name: it is of another kind. Whether
 * it is one of the choices, and what else holds for leads, is looked at when the lead is saved. */
MUST_USE enum rc form_own_read(struct ctx *cx, const struct form_field *asked, str value,
			       struct json_out *out);

#endif
