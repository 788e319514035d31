/* Writes how each field of a lead is asked for. Those that every lead has are named in the visitor's language
 * and filled in by browsers that know the answer; the organisation's own have one name, and a control for
 * their kind. Everything that people wrote goes through html_text(). */
#include "api/form_controls.h"

#include "codec/html_out.h"
#include "codec/json_in.h"
#include "pipeline/form_fields.h"

enum {
	LONGEST_OWN = 1000, /* characters: leads keep 4,000 bytes of a text */
	LONGEST_NUMBER = 40,
};

/* How a field is asked for. */
struct control {
	const char *name;
	const char *type; /* of an input; NULL: several lines */
	const char *autocomplete;
	str label;
	int longest;
	bool required;
	bool is_number; /* the phone shows its figures */
};

static enum rc write_field(struct ctx *cx, const struct form_page *page,
			   const struct form_field *asked, struct buf *out);

enum rc form_controls_write(struct ctx *cx, const struct form_page *page, struct buf *out)
{
	struct form_field fields[MAX_FORM_FIELDS];
	size_t count;

	TRY(form_fields_read(cx, page->form->fields, fields, &count));
	for (size_t i = 0; i < count; i++) {
		buf_text(out, "<div class=\"field\">\n");
		TRY(write_field(cx, page, &fields[i], out));
		form_fault_write(form_fault_of(page, fields[i].name), fields[i].name, out);
		buf_text(out, "</div>\n");
	}
	return OK;
}

/* --- which control ---------------------------------------------------------------------------------- */

static struct control control_of_lead(struct ctx *cx, const char *name)
{
	const struct control controls[] = {
		{ "name", "text", "name", str_from(tr(cx, "Your name")), 200, false, false },
		{ "company_name", "text", "organization", str_from(tr(cx, "Company")), 200, false,
		  false },
		{ "job_title", "text", "organization-title", str_from(tr(cx, "Your position")), 200,
		  false, false },
		{ "email", "email", "email", str_from(tr(cx, "E-mail")), 254, false, false },
		{ "phone", "tel", "tel", str_from(tr(cx, "Phone or WhatsApp")), 40, false, false },
		{ "note", NULL, "off", str_from(tr(cx, "What can we do for you?")), 5000, false,
		  false },
	};

	for (size_t i = 0; i < COUNT_OF(controls); i++)
		if (str_is(str_from(name), controls[i].name))
			return controls[i];
	return controls[COUNT_OF(controls) - 1];
}

static struct control control_of_own(struct ctx *cx, const struct form_field *asked)
{
	const struct custom_field *own = asked->own;
	bool is_money = own->kind == CUSTOM_MONEY;
	bool is_number = is_money || own->kind == CUSTOM_NUMBER;
	struct control control = {
		.name = asked->name,
		.type = own->kind == CUSTOM_DAY ? "date" : "text",
		.autocomplete = "off",
		.label = own->name,
		.longest = is_number ? LONGEST_NUMBER : LONGEST_OWN,
		.is_number = is_number,
	};

	if (is_money)
		control.label = str_printf(cx->arena, "%.*s (%s)", STR_ARG(own->name),
					   cx->organisation.currency);
	return control;
}

/* --- writing ---------------------------------------------------------------------------------------- */

static void write_label(struct ctx *cx, const struct control *control, struct buf *out)
{
	buf_printf(out, "<label for=\"%s\">", control->name);
	html_text(out, control->label);
	if (!control->required) {
		buf_text(out, " <span>");
		html_text(out, str_from(tr(cx, "optional")));
		buf_text(out, "</span>");
	}
	buf_text(out, "</label>\n");
}

/* What every control has; without the end of its tag. */
static void write_state(const struct form_page *page, const char *name, bool required,
			struct buf *out)
{
	buf_printf(out, " id=\"%s\" name=\"%s\"%s", name, name, required ? " required" : "");
	if (form_fault_of(page, name))
		buf_printf(out, " aria-invalid=\"true\" aria-describedby=\"%s-error\"", name);
}

static void write_text(struct ctx *cx, const struct form_page *page, const struct control *control,
		       struct buf *out)
{
	write_label(cx, control, out);
	if (control->type)
		buf_printf(out, "<input type=\"%s\"", control->type);
	else
		buf_text(out, "<textarea rows=\"4\"");
	write_state(page, control->name, control->required, out);
	buf_printf(out, " maxlength=\"%d\" autocomplete=\"%s\"%s", control->longest,
		   control->autocomplete, control->is_number ? " inputmode=\"decimal\"" : "");
	buf_text(out, control->type ? " value=\"" : ">\n");
	html_text(out, form_value_of(page, control->name));
	buf_text(out, control->type ? "\">\n" : "</textarea>\n");
}

/* The label beside the box is its question. */
static void write_box(const struct form_page *page, const struct form_field *asked, struct buf *out)
{
	buf_text(out, "<label class=\"consent\"><input type=\"checkbox\" value=\"1\"");
	write_state(page, asked->name, asked->required, out);
	if (str_is(form_value_of(page, asked->name), "1"))
		buf_text(out, " checked");
	buf_text(out, "><span>");
	html_text(out, asked->own->name);
	buf_text(out, "</span></label>\n");
}

static void write_option(str option, str chosen, struct buf *out)
{
	buf_text(out, "<option value=\"");
	html_text(out, option);
	buf_text(out, str_eq(option, chosen) ? "\" selected>" : "\">");
	html_text(out, option);
	buf_text(out, "</option>\n");
}

static enum rc write_choice(struct ctx *cx, const struct form_page *page,
			    const struct form_field *asked, struct buf *out)
{
	AUTO(json_release) struct json_in *options = NULL;
	struct control control = control_of_own(cx, asked);

	if (str_is_set(asked->own->options))
		TRY(json_parse(cx, asked->own->options, &options));
	control.required = asked->required;
	write_label(cx, &control, out);
	buf_text(out, "<select");
	write_state(page, asked->name, asked->required, out);
	buf_text(out, ">\n<option value=\"\"></option>\n");
	for (size_t i = 0; i < json_count(options); i++)
		write_option(json_text(json_at(options, i)), form_value_of(page, asked->name), out);
	buf_text(out, "</select>\n");
	return OK;
}

static enum rc write_field(struct ctx *cx, const struct form_page *page,
			   const struct form_field *asked, struct buf *out)
{
	struct control control;

	if (asked->own && asked->own->kind == CUSTOM_CHOICE)
		return write_choice(cx, page, asked, out);
	if (asked->own && asked->own->kind == CUSTOM_YES_NO) {
		write_box(page, asked, out);
		return OK;
	}
	control = asked->own ? control_of_own(cx, asked) : control_of_lead(cx, asked->name);
	control.required = asked->required;
	write_text(cx, page, &control, out);
	return OK;
}

/* --- faults ------------------------------------------------------------------------------------------ */

const struct field_error *form_fault_of(const struct form_page *page, const char *name)
{
	for (int i = 0; page->faults && i < page->faults->error_count; i++)
		if (str_is(page->faults->errors[i].field, name))
			return &page->faults->errors[i];
	return NULL;
}

str form_value_of(const struct form_page *page, const char *name)
{
	return page->values ? query_get(page->values, name) : (str){ NULL, 0 };
}

/* Messages begin small, as parts of a sentence; alone they are one. */
static void write_sentence(str message, struct buf *out)
{
	char first = message.len > 0 ? message.ptr[0] : ' ';

	if (first >= 'a' && first <= 'z') {
		buf_char(out, (char)(first - 'a' + 'A'));
		message = str_sub(message, 1, message.len);
	}
	html_text(out, message);
}

void form_fault_write(const struct field_error *fault, const char *name, struct buf *out)
{
	if (!fault)
		return;
	buf_printf(out, "<p class=\"error\" id=\"%s-error\">", name);
	write_sentence(fault->message, out);
	buf_text(out, "</p>\n");
}
