/* Text as HTML. The few pages that the program itself writes: api/form_page.c. */
#ifndef ALUR_CODEC_HTML_OUT_H
#define ALUR_CODEC_HTML_OUT_H

#include "base/buf.h"

/* A text as it may stand between tags and in quoted attributes: & < > " ' as entities. Not set: nothing. */
void html_text(struct buf *out, str text);

#endif
