/* The pages of forms on the web, as HTML that needs no script. Private to api/; who calls: form_api.c. */
#ifndef ALUR_API_FORM_PAGE_H
#define ALUR_API_FORM_PAGE_H

#include "codec/query_string.h"
#include "entity/entities.h"
#include "http/http.h"

struct form_page {
	const struct form *form;
	const struct query_string *values; /* what was written already; NULL: nothing */
	const struct failure *faults;      /* of the fields; NULL: none */
	const char *message;               /* above the fields; NULL: none */
};

/* The form to fill in, in cx's language, with a fresh stamp. */
MUST_USE enum rc form_page_reply(struct ctx *cx, const struct form_page *page,
				 struct http_reply *re);

/* A page with a heading and some words. `form` NULL: there is none, nobody may embed it. */
MUST_USE enum rc form_words_reply(struct ctx *cx, const struct form *form, const char *heading,
				  str words, struct http_reply *re);

/* What is agreed to: the form's words, or the usual ones. */
str form_consent(const struct ctx *cx, const struct form *form);

#endif
