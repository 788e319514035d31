/* A live stream as an answer of the library. event_reply() for handlers is in event_stream.h. */
#ifndef ALUR_HTTP_EVENT_REPLY_H
#define ALUR_HTTP_EVENT_REPLY_H

#include "http/exchange.h"

struct MHD_Response;

void event_stream_free(struct event_stream *stream);

/* The library's response; it owns the stream from now on. NULL: memory is out. */
struct MHD_Response *event_answer(struct exchange *exchange);

#endif
