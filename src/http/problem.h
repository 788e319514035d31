/* Failures as replies: the only place that turns an rc into an HTTP status. */
#ifndef ALUR_HTTP_PROBLEM_H
#define ALUR_HTTP_PROBLEM_H

#include "http/http.h"

struct json_out;

/* The status of a result code; 200 for OK. */
int problem_status(enum rc rc);

/* Replaces the reply by application/problem+json (RFC 9457) about cx->failure, in the caller's
 * language: title, status, detail, one entry in "errors" for each field. Adds Retry-After for 429
 * and 503, WWW-Authenticate for 401. The `type` is about:blank: the status says the kind and the
 * `code` of each error what is wrong. Never fails: without memory the body is a constant text. */
void problem_reply(struct ctx *cx, struct http_reply *re);

/* The member "errors" of a problem, for answers in which several things were refused. */
void problem_errors_to_json(struct json_out *out, const struct failure *failure);

/* The same for a status that no result code has (421); `detail` is a translated text. */
void problem_reply_status(struct ctx *cx, struct http_reply *re, int status, str detail);

#endif
