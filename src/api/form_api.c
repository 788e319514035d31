/* Forms on the web: their pages, and what comes back from them. Decided here: what is taken for a machine's.
 * Nobody is asked to prove anything, and no other site is told: a field that people do not see, a signed
 * stamp that must be neither too young nor too old and makes one lead, and a limit for each address. The
 * pages: form_page.c; from entries to a lead: pipeline/form_submit.c. */
#include "api/operations.h"

#include "api/form_page.h"
#include "base/embed.h"
#include "db/db.h"
#include "http/rate_limit.h"
#include "people/stamp.h"
#include "pipeline/pipeline.h"

/* People read and write longer than the one, and do not leave a page open over the other. */
enum { LEAST_AGE_MS = 2000, GREATEST_AGE_MS = 12 * 60 * 60 * 1000 };

enum verdict {
	VERDICT_GOOD,
	VERDICT_CLOSED,   /* no such form, or not in use */
	VERDICT_TOO_MANY, /* from this address */
	VERDICT_MACHINE,  /* it is told what people are told, and nothing comes of it */
	VERDICT_AGAIN,    /* a stamp that is no good: send it once more */
	VERDICT_FAULTY,   /* something is missing or wrong */
};

/* What the first step finds out, for the unit of work. */
struct form_note {
	enum verdict verdict;
	struct form form;
	struct query_string values;
	struct form_entries entries;
	struct lead lead;
	struct failure faults;
	const char *message;
	int retry_after_s;
};

static enum rc judge(struct ctx *cx, struct http_request *rq, struct form_note *note);
static enum rc closed(struct ctx *cx, struct http_reply *re);

/* The language that the address names, else the form's own, else the visitor's. */
static enum rc speak(struct ctx *cx, struct http_request *rq, const struct form *form)
{
	const struct query_string *query = NULL;
	int64_t language = form->language;
	str named;

	TRY(http_query(cx, rq, &query));
	named = query_get(query, "lang");
	if (str_is(named, "id") || str_is(named, "en"))
		language = str_is(named, "id") ? LANGUAGE_ID : LANGUAGE_EN;
	if (language == UNSET)
		return OK;
	rq->has_language = false;
	http_speak(cx, rq, (enum language)language);
	return OK;
}

static enum rc find_form(struct ctx *cx, struct http_request *rq, struct form *form, bool *open)
{
	TRY(record_find(cx, &form_entity, &(struct where){ .field = "key", .text = rq->names[0] },
			form, open));
	if (!*open)
		return OK;
	*open = form->active;
	return speak(cx, rq, form);
}

enum rc form_get_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct form form;
	bool open = false;

	TRY(find_form(cx, rq, &form, &open));
	if (!open)
		return closed(cx, re);
	return form_page_reply(cx, &(const struct form_page){ .form = &form }, re);
}

enum rc form_thanks_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct form form;
	bool open = false;

	TRY(find_form(cx, rq, &form, &open));
	if (!open)
		return closed(cx, re);
	return form_words_reply(
		cx, &form, tr(cx, "Thank you"),
		str_is_set(form.thanks)
			? form.thanks
			: str_from(tr(cx, "We have received this and will be in touch.")),
		re);
}

enum rc form_style_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct embedded_file *file = embedded_find(STR("data/forms/form.css"));

	(void)rq;
	ensure(file);
	re->content_type = "text/css; charset=utf-8";
	re->body = file->plain;
	re->etag = str_printf(cx->arena, "\"%s\"", file->etag);
	re->cache = "public, max-age=3600";
	return OK;
}

static enum rc closed(struct ctx *cx, struct http_reply *re)
{
	re->status = 404;
	return form_words_reply(cx, NULL, tr(cx, "This form is closed"),
				str_from(tr(cx, "Nothing can be sent here at present.")), re);
}

/* --- what comes back --------------------------------------------------------------------------------- */

enum rc form_send_prepare(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct form_note *note;

	(void)re;
	TRY(ctx_alloc(cx, sizeof *note, &note));
	*note = (struct form_note){ .message = NULL };
	rq->note = note;
	return judge(cx, rq, note);
}

static enum verdict judge_stamp(struct ctx *cx, struct form_note *note)
{
	str stamp = query_get(&note->values, "stamp");
	int64_t at = 0;

	note->message = tr(cx, "This page had been open for too long. Please send it once more.");
	if (!stamp_read(note->form.secret, stamp, &at, &note->entries.nonce))
		return VERDICT_AGAIN;
	if (cx->now - at > GREATEST_AGE_MS)
		return VERDICT_AGAIN;
	note->message = tr(cx, "That was very quick. Please look it over and send it once more.");
	if (cx->now - at < LEAST_AGE_MS)
		return VERDICT_AGAIN;
	note->message = NULL;
	return VERDICT_GOOD;
}

/* What is wrong is told on the page, and is no failure of the request. */
static enum verdict keep_faults(struct ctx *cx, struct form_note *note)
{
	note->faults = cx->failure;
	note->message = tr(cx, "Something is missing or not right yet.");
	ctx_clear_failure(cx);
	return VERDICT_FAULTY;
}

static enum verdict judge_entries(struct ctx *cx, struct form_note *note)
{
	note->entries.values = &note->values;
	note->entries.agreed = str_is(query_get(&note->values, "consent"), "1");
	note->entries.consent = form_consent(cx, &note->form);
	if (form_read(cx, &note->form, &note->entries, &note->lead) == OK)
		return VERDICT_GOOD;
	return keep_faults(cx, note);
}

static bool within_limit(struct ctx *cx, const struct http_request *rq, struct form_note *note)
{
	if (!cx->submissions || rate_limit_take_peer(cx, cx->submissions, &rq->peer) == OK)
		return true;
	note->retry_after_s = cx->failure.retry_after_s;
	ctx_clear_failure(cx);
	return false;
}

static enum rc judge(struct ctx *cx, struct http_request *rq, struct form_note *note)
{
	bool open = false;

	TRY(find_form(cx, rq, &note->form, &open));
	note->verdict = open ? VERDICT_GOOD : VERDICT_CLOSED;
	if (open && !within_limit(cx, rq, note))
		note->verdict = VERDICT_TOO_MANY;
	if (note->verdict != VERDICT_GOOD)
		return OK;
	TRY(query_parse(cx, rq->body, &note->values));
	if (query_get(&note->values, "website").len > 0) {
		note->verdict = VERDICT_MACHINE;
		return OK;
	}
	note->verdict = judge_entries(cx, note);
	if (note->verdict == VERDICT_GOOD)
		note->verdict = judge_stamp(cx, note);
	return OK;
}

static enum rc thank(struct ctx *cx, const struct form *form, struct http_reply *re)
{
	re->status = 303;
	re->location = str_printf(cx->arena, "/f/%.*s/thanks?lang=%s", STR_ARG(form->key),
				  cx->language == LANGUAGE_ID ? "id" : "en");
	return OK;
}

static enum rc slow_down(struct ctx *cx, const struct form_note *note, struct http_reply *re)
{
	re->status = 429;
	TRY(http_reply_header(cx, re, "Retry-After",
			      str_printf(cx->arena, "%d", note->retry_after_s)));
	return form_words_reply(
		cx, &note->form, tr(cx, "Too many at once"),
		str_from(tr(cx,
			    "A lot has been sent from here. Please try again in a few minutes.")),
		re);
}

/* Also what only a row can be asked is told on the page. */
static enum rc make_lead(struct ctx *cx, struct form_note *note)
{
	enum rc rc;

	TRY(db_savepoint_begin(cx));
	rc = form_submit(cx, &note->form, &note->entries, &note->lead);
	if (rc == E_INVALID) {
		note->verdict = keep_faults(cx, note);
		return db_savepoint_end(cx, true);
	}
	return rc == OK ? db_savepoint_end(cx, false) : rc;
}

enum rc form_send_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct form_note *note = rq->note;

	if (note->verdict == VERDICT_GOOD)
		TRY(make_lead(cx, note));
	switch (note->verdict) {
	case VERDICT_GOOD:
	case VERDICT_MACHINE:
		return thank(cx, &note->form, re);
	case VERDICT_CLOSED:
		return closed(cx, re);
	case VERDICT_TOO_MANY:
		return slow_down(cx, note, re);
	case VERDICT_AGAIN:
	case VERDICT_FAULTY:
		break;
	}
	re->status = 422;
	return form_page_reply(cx,
			       &(const struct form_page){
				       .form = &note->form,
				       .values = &note->values,
				       .faults = &note->faults,
				       .message = note->message,
			       },
			       re);
}
