/* Private to people/: secrets of tokens, sessions and links. 256 random bits each, of which the
 * database keeps only the SHA-256: nothing can be signed in with from a copy of it. No salt or slow
 * hash is needed, since there is nothing to guess. */
#ifndef ALUR_PEOPLE_SECRET_H
#define ALUR_PEOPLE_SECRET_H

#include "base/ctx.h"

enum { SECRET_BYTES = 32 };

struct digest {
	unsigned char bytes[32];
};

/* `prefix` and 43 characters of base64url, in cx->arena. */
MUST_USE enum rc secret_make(struct ctx *cx, const char *prefix, str *secret);

struct digest secret_digest(str secret);
bool digest_equal(const struct digest *a, const struct digest *b);

/* 64 hexadecimal digits, as the database keeps it. */
MUST_USE enum rc digest_hex(struct ctx *cx, const struct digest *digest, str *hex);

#endif
