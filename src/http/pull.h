/* Bodies that a handler makes piece by piece (http_reply.pull). */
#ifndef ALUR_HTTP_PULL_H
#define ALUR_HTTP_PULL_H

#include "http/exchange.h"

struct MHD_Response;

/* The library's response for the exchange's reply; NULL: memory is out. */
struct MHD_Response *pull_answer(struct exchange *exchange);
void pull_free(struct pull_body *pull); /* NULL is allowed */

#endif
