/* Instants that only this program can have written, each one another: a page carries one, so that what
 * comes back with it tells when the page was made, and can be told from a second time. */
#ifndef ALUR_PEOPLE_STAMP_H
#define ALUR_PEOPLE_STAMP_H

#include "base/ctx.h"

/* 43 letters, digits, - and _ that nobody guesses; in cx->arena. */
MUST_USE enum rc stamp_secret(struct ctx *cx, str *secret);

/* "INSTANT.NONCE.MAC", now, by a secret of the caller's; in cx->arena. */
MUST_USE enum rc stamp_make(struct ctx *cx, str secret, str *stamp);

/* False: not made with this secret. `nonce` is a part of `stamp`: 22 letters, digits, - and _. */
bool stamp_read(str secret, str stamp, int64_t *at, str *nonce);

#endif
