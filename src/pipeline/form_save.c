/* Creates and changes forms: what they ask for is well formed, and each has an address that nobody guesses
 * and a secret for the stamps of its page. */
#include "pipeline/pipeline.h"

#include "people/stamp.h"
#include "pipeline/form_fields.h"
#include "record/record.h"

#define USUAL_FIELDS                                                                               \
	"[{\"name\":\"name\",\"required\":true},{\"name\":\"company_name\"},"                      \
	"{\"name\":\"email\",\"required\":true},{\"name\":\"phone\"},{\"name\":\"note\"}]"

static enum rc begin(struct ctx *cx, struct form *form)
{
	TRY(stamp_secret(cx, &form->key));
	TRY(stamp_secret(cx, &form->secret));
	form->key = str_sub(form->key, 0, FORM_KEY_LENGTH);
	if (!str_is_set(form->fields))
		form->fields = STR(USUAL_FIELDS);
	if (!str_is_set(form->hosts))
		form->hosts = STR("[]");
	return OK;
}

enum rc form_save(struct ctx *cx, struct form *form)
{
	str hosts;

	if (form->row.id == 0)
		TRY(begin(cx, form));
	/* One that is missing is refused with the row. */
	if (str_is_set(form->fields))
		TRY(form_fields_check(cx, form->fields));
	if (str_is_set(form->hosts))
		TRY(form_hosts_read(cx, form->hosts, &hosts));
	return record_save(cx, &form_entity, form);
}
