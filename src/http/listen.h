/* The listening socket of a server. */
#ifndef ALUR_HTTP_LISTEN_H
#define ALUR_HTTP_LISTEN_H

#include "base/ctx.h"

struct listening {
	int fd;
	int port;
	bool on_loopback;
};

/* "HOST:PORT"; HOST may be a name, an address, [IPv6] or empty (all addresses). E_INVALID: cannot be
 * read; E_IO with words: no such host, port in use, not allowed. */
MUST_USE enum rc listen_open(struct ctx *cx, const char *where, struct listening *out);

#endif
