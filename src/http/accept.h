/* What a client prefers: language and compression, by the q-values of RFC 9110. */
#ifndef ALUR_HTTP_ACCEPT_H
#define ALUR_HTTP_ACCEPT_H

#include "base/catalogue.h"
#include "base/str.h"

#include <stdbool.h>

/* The language of ours that Accept-Language likes best ("id-ID" is "id"); of two the first. False
 * when it names none of them ("*" names none). */
bool accept_language(str header, enum language *out);

enum encoding { ENCODING_PLAIN, ENCODING_GZIP, ENCODING_BROTLI };

/* The best of those that are accepted: by q-value, of two the smaller form. Plain when the header is
 * not set or names neither of the others. */
enum encoding accept_encoding(str header);

#endif
