/* The controls of a form's page: a label, what was written already, what is wrong with it. Private to api/. */
#ifndef ALUR_API_FORM_CONTROLS_H
#define ALUR_API_FORM_CONTROLS_H

#include "api/form_page.h"
#include "base/buf.h"

/* What the form asks for, in its order. */
MUST_USE enum rc form_controls_write(struct ctx *cx, const struct form_page *page, struct buf *out);

/* What is wrong with a field; NULL: nothing. */
const struct field_error *form_fault_of(const struct form_page *page, const char *name);
/* Says it, under the id to which the field points. `fault` NULL: nothing. */
void form_fault_write(const struct field_error *fault, const char *name, struct buf *out);

/* What was written already. */
str form_value_of(const struct form_page *page, const char *name);

#endif
