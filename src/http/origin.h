/* For whom a request is and from where it comes. http_origin_ok() is in http.h. */
#ifndef ALUR_HTTP_ORIGIN_H
#define ALUR_HTTP_ORIGIN_H

#include "http/exchange.h"

/* Is Host one of our names? Any is, unless we listen on loopback only. */
bool origin_host_ok(const struct http_request *rq);

/* Believes a proxy that we trust about peer and TLS. */
void origin_read_proxy(struct http_request *rq);

#endif
