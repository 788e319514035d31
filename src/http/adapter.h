/* Between libmicrohttpd and us: its daemon with our callbacks. */
#ifndef ALUR_HTTP_ADAPTER_H
#define ALUR_HTTP_ADAPTER_H

#include "http/exchange.h"

struct MHD_Daemon;

/* Starts the event loops on a listening socket; the daemon owns it then. NULL: it did not start. */
struct MHD_Daemon *adapter_start(struct http_server *server, int listen_fd);

#endif
