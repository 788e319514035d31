/* Writes the page of a form: labels in the visitor's language, what was written and what is wrong with it, a
 * stamp, and a field that only machines see. Everything that people wrote goes through html_text(). */
#include "api/form_page.h"

#include "codec/html_out.h"
#include "people/stamp.h"
#include "pipeline/form_fields.h"

/* How a field of a lead is asked for. */
struct control {
	const char *name;
	const char *type; /* NULL: several lines */
	const char *autocomplete;
	const char *label;
	int longest;
};

static const struct control *control_of(struct ctx *cx, const char *name);
static void write_head(struct ctx *cx, struct buf *out, str heading);
static void write_fields(struct ctx *cx, const struct form_page *page,
			 const struct form_field *fields, size_t count, struct buf *out);
static enum rc write_end(struct ctx *cx, const struct form_page *page, struct buf *out);
static enum rc finish(struct ctx *cx, const struct form *form, struct buf *out,
		      struct http_reply *re);

static const char *code_of(const struct ctx *cx)
{
	return cx->language == LANGUAGE_ID ? "id" : "en";
}

static str title_of(const struct ctx *cx, const struct form *form)
{
	return str_is_set(form->title) ? form->title : str_from(tr(cx, "Write to us"));
}

str form_consent(const struct ctx *cx, const struct form *form)
{
	return str_is_set(form->consent)
		       ? form->consent
		       : str_from(
				 tr(cx,
				    "I agree that my details are kept so that I can be answered."));
}

enum rc form_page_reply(struct ctx *cx, const struct form_page *page, struct http_reply *re)
{
	struct form_field fields[MAX_FORM_FIELDS];
	struct buf out = buf_new(cx->arena);
	size_t count;

	TRY(form_fields_read(cx, page->form->fields, fields, &count));
	write_head(cx, &out, title_of(cx, page->form));
	if (str_is_set(page->form->intro)) {
		buf_text(&out, "<p class=\"intro\">");
		html_text(&out, page->form->intro);
		buf_text(&out, "</p>\n");
	}
	if (page->message) {
		buf_text(&out, "<p class=\"message\" role=\"alert\">");
		html_text(&out, str_from(page->message));
		buf_text(&out, "</p>\n");
	}
	buf_printf(&out, "<form method=\"post\" action=\"/f/%.*s?lang=%s\">\n",
		   STR_ARG(page->form->key), code_of(cx));
	write_fields(cx, page, fields, count, &out);
	TRY(write_end(cx, page, &out));
	return finish(cx, page->form, &out, re);
}

enum rc form_words_reply(struct ctx *cx, const struct form *form, const char *heading, str words,
			 struct http_reply *re)
{
	struct buf out = buf_new(cx->arena);

	write_head(cx, &out, str_from(heading));
	buf_text(&out, "<p class=\"intro\" role=\"status\">");
	html_text(&out, words);
	buf_text(&out, "</p>\n");
	return finish(cx, form, &out, re);
}

static void write_head(struct ctx *cx, struct buf *out, str heading)
{
	buf_printf(out,
		   "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		   "<meta name=\"robots\" content=\"noindex\">\n<title>",
		   code_of(cx));
	html_text(out, heading);
	buf_text(out, "</title>\n<link rel=\"stylesheet\" href=\"/f/form.css\">\n</head>\n"
		      "<body>\n<main>\n<h1>");
	html_text(out, heading);
	buf_text(out, "</h1>\n");
}

/* --- fields ----------------------------------------------------------------------------------------- */

static const struct control *control_of(struct ctx *cx, const char *name)
{
	const struct control controls[] = {
		{ "name", "text", "name", tr(cx, "Your name"), 200 },
		{ "company_name", "text", "organization", tr(cx, "Company"), 200 },
		{ "job_title", "text", "organization-title", tr(cx, "Your position"), 200 },
		{ "email", "email", "email", tr(cx, "E-mail"), 254 },
		{ "phone", "tel", "tel", tr(cx, "Phone or WhatsApp"), 40 },
		{ "note", NULL, "off", tr(cx, "What can we do for you?"), 5000 },
	};

	for (size_t i = 0; i < COUNT_OF(controls); i++) {
		struct control *copy;

		if (!str_is(str_from(name), controls[i].name))
			continue;
		copy = arena_alloc(cx->arena, sizeof *copy);
		if (copy)
			*copy = controls[i];
		return copy;
	}
	return NULL;
}

static const struct field_error *fault_of(const struct form_page *page, const char *name)
{
	for (int i = 0; page->faults && i < page->faults->error_count; i++)
		if (str_is(page->faults->errors[i].field, name))
			return &page->faults->errors[i];
	return NULL;
}

static str value_of(const struct form_page *page, const char *name)
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

static void write_fault(const struct field_error *fault, const char *name, struct buf *out)
{
	if (!fault)
		return;
	buf_printf(out, "<p class=\"error\" id=\"%s-error\">", name);
	write_sentence(fault->message, out);
	buf_text(out, "</p>\n");
}

static void write_attributes(const struct control *control, bool required, bool at_fault,
			     struct buf *out)
{
	buf_printf(out, " id=\"%s\" name=\"%s\" maxlength=\"%d\" autocomplete=\"%s\"%s",
		   control->name, control->name, control->longest, control->autocomplete,
		   required ? " required" : "");
	if (at_fault)
		buf_printf(out, " aria-invalid=\"true\" aria-describedby=\"%s-error\"",
			   control->name);
}

static void write_field(struct ctx *cx, const struct form_page *page,
			const struct form_field *asked, struct buf *out)
{
	const struct control *control = control_of(cx, asked->field->name);
	const struct field_error *fault = fault_of(page, asked->field->name);
	str value = value_of(page, asked->field->name);

	if (!control) {
		out->rc = E_MEMORY;
		return;
	}
	buf_printf(out, "<div class=\"field\">\n<label for=\"%s\">", control->name);
	html_text(out, str_from(control->label));
	if (!asked->required) {
		buf_text(out, " <span>");
		html_text(out, str_from(tr(cx, "optional")));
		buf_text(out, "</span>");
	}
	buf_text(out, "</label>\n");
	if (control->type)
		buf_printf(out, "<input type=\"%s\"", control->type);
	else
		buf_text(out, "<textarea rows=\"4\"");
	write_attributes(control, asked->required, fault != NULL, out);
	buf_text(out, control->type ? " value=\"" : ">\n");
	html_text(out, value);
	buf_text(out, control->type ? "\">\n" : "</textarea>\n");
	write_fault(fault, control->name, out);
	buf_text(out, "</div>\n");
}

static void write_fields(struct ctx *cx, const struct form_page *page,
			 const struct form_field *fields, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++)
		write_field(cx, page, &fields[i], out);
}

/* --- the rest ----------------------------------------------------------------------------------------- */

/* People neither see nor reach it: whoever fills it in is a machine. */
static const char trap[] =
	"<div class=\"trap\" aria-hidden=\"true\"><label for=\"website\">Website</label>"
	"<input type=\"text\" id=\"website\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\">"
	"</div>\n";

static enum rc write_end(struct ctx *cx, const struct form_page *page, struct buf *out)
{
	const struct field_error *fault = fault_of(page, "consent");
	const char *other = cx->language == LANGUAGE_ID ? "en" : "id";
	str stamp;

	TRY(stamp_make(cx, page->form->secret, &stamp));
	buf_text(out, trap);
	buf_printf(out, "<input type=\"hidden\" name=\"stamp\" value=\"%.*s\">\n", STR_ARG(stamp));
	buf_printf(out,
		   "<div class=\"field\">\n<label class=\"consent\"><input type=\"checkbox\" "
		   "name=\"consent\" value=\"1\" required%s%s><span>",
		   str_is(value_of(page, "consent"), "1") ? " checked" : "",
		   fault ? " aria-invalid=\"true\" aria-describedby=\"consent-error\"" : "");
	html_text(out, form_consent(cx, page->form));
	buf_text(out, "</span></label>\n");
	write_fault(fault, "consent", out);
	buf_text(out, "</div>\n<button type=\"submit\">");
	html_text(out, str_from(tr(cx, "Send")));
	buf_text(out, "</button>\n</form>\n");
	if (page->form->language == UNSET)
		buf_printf(out,
			   "<p class=\"languages\"><a href=\"/f/%.*s?lang=%s\" lang=\"%s\" "
			   "hreflang=\"%s\">%s</a></p>\n",
			   STR_ARG(page->form->key), other, other, other,
			   cx->language == LANGUAGE_ID ? "English" : "Bahasa Indonesia");
	return OK;
}

static enum rc finish(struct ctx *cx, const struct form *form, struct buf *out,
		      struct http_reply *re)
{
	str hosts = STR("");

	buf_text(out, "</main>\n</body>\n</html>\n");
	if (form)
		TRY(form_hosts_read(cx, form->hosts, &hosts));
	re->content_type = "text/html; charset=utf-8";
	re->policy = str_printf(cx->arena,
				"default-src 'none'; style-src 'self'; form-action 'self'; "
				"base-uri 'none'; frame-ancestors 'self' %.*s",
				STR_ARG(hosts));
	re->body = buf_str(out);
	return buf_rc(out);
}
