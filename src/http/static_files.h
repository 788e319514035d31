/* The files of the web app, which are part of the program. */
#ifndef ALUR_HTTP_STATIC_FILES_H
#define ALUR_HTTP_STATIC_FILES_H

#include "http/http.h"

/* Is this a path of pages, not of the API? */
bool static_is_page(str path);

/* The file of a path; for a path of the app (no dot in its last part) the page index.html, which
 * finds the screen by itself. `prefix` is that of the embedded files ("web/"). E_MISSING. */
MUST_USE enum rc static_reply(struct ctx *cx, const struct http_request *rq, const char *prefix,
			      struct http_reply *re);

#endif
