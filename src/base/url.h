/* Text in URLs. What comes in one is decoded by codec/query_string.h. */
#ifndef ALUR_BASE_URL_H
#define ALUR_BASE_URL_H

#include "base/buf.h"

/* Appends the text as it may stand in any part of a URL: all but letters, digits and -._~ is
 * percent-encoded (RFC 3986). */
void url_escape(struct buf *out, str text);

#endif
