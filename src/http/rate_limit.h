/* Slows down those who try again and again: token buckets in fixed memory, for sign-in and public
 * forms. What is limited, and by which keys, the caller says. */
#ifndef ALUR_HTTP_RATE_LIMIT_H
#define ALUR_HTTP_RATE_LIMIT_H

#include "base/ctx.h"

#include <netinet/in.h>

struct rate_limit;

struct rate_options {
	int burst;      /* attempts that are free at once, e.g. 10 */
	int per_minute; /* attempts that come back in a minute, e.g. 5 */
	int keys;       /* remembered at once; 0: 4,096 (some 100 KiB) */
};

/* NULL: memory is out. Keys are hashed with a secret of this limit, so that nobody can choose keys
 * that push out others. */
struct rate_limit *rate_limit_new(const struct rate_options *options);
void rate_limit_free(struct rate_limit *limit);

/* Takes an attempt of this key. E_TOO_MANY with words and cx->failure.retry_after_s when there is
 * none left; the failed attempt costs nothing. */
MUST_USE enum rc rate_limit_take(struct ctx *cx, struct rate_limit *limit, str key);

/* The same for an address: IPv4 whole, IPv6 by its /64. */
MUST_USE enum rc rate_limit_take_peer(struct ctx *cx, struct rate_limit *limit,
				      const struct in6_addr *peer);

/* Gives an attempt back (a successful sign-in). */
void rate_limit_give(struct ctx *cx, struct rate_limit *limit, str key);

#endif
