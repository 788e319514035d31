/* Writes the page of a form: what it asks for (form_controls.c), a stamp, and a field that only machines see.
 * Everything that people wrote goes through html_text(). */
#include "api/form_page.h"

#include "api/form_controls.h"

#include "codec/html_out.h"
#include "people/stamp.h"
#include "pipeline/form_fields.h"

static void write_head(struct ctx *cx, struct buf *out, str heading);
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
	struct buf out = buf_new(cx->arena);

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
	TRY(form_controls_write(cx, page, &out));
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

/* --- the rest ----------------------------------------------------------------------------------------- */

/* People neither see nor reach it: whoever fills it in is a machine. */
static const char trap[] =
	"<div class=\"trap\" aria-hidden=\"true\"><label for=\"website\">Website</label>"
	"<input type=\"text\" id=\"website\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\">"
	"</div>\n";

static enum rc write_end(struct ctx *cx, const struct form_page *page, struct buf *out)
{
	const struct field_error *fault = form_fault_of(page, "consent");
	const char *other = cx->language == LANGUAGE_ID ? "en" : "id";
	str stamp;

	TRY(stamp_make(cx, page->form->secret, &stamp));
	buf_text(out, trap);
	buf_printf(out, "<input type=\"hidden\" name=\"stamp\" value=\"%.*s\">\n", STR_ARG(stamp));
	buf_printf(out,
		   "<div class=\"field\">\n<label class=\"consent\"><input type=\"checkbox\" "
		   "name=\"consent\" value=\"1\" required%s%s><span>",
		   str_is(form_value_of(page, "consent"), "1") ? " checked" : "",
		   fault ? " aria-invalid=\"true\" aria-describedby=\"consent-error\"" : "");
	html_text(out, form_consent(cx, page->form));
	buf_text(out, "</span></label>\n");
	form_fault_write(fault, "consent", out);
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
