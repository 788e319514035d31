/* Making and hashing the secrets of tokens, sessions and links. Passwords, which people choose, need
 * more: password.c. */
#include "people/secret.h"

#include <sodium.h>

enum {
	ENCODED = sodium_base64_ENCODED_LEN(SECRET_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)
};

enum rc secret_make(struct ctx *cx, const char *prefix, str *secret)
{
	unsigned char bytes[SECRET_BYTES];
	char text[ENCODED];

	cx->random(bytes, sizeof bytes);
	sodium_bin2base64(text, sizeof text, bytes, sizeof bytes,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	*secret = str_printf(cx->arena, "%s%s", prefix, text);
	sodium_memzero(bytes, sizeof bytes);
	sodium_memzero(text, sizeof text);
	return str_is_set(*secret) ? OK : fail_memory(cx);
}

struct digest secret_digest(str secret)
{
	struct digest digest;

	_Static_assert(sizeof digest.bytes == crypto_hash_sha256_BYTES, "a digest is a SHA-256");
	crypto_hash_sha256(digest.bytes, (const unsigned char *)secret.ptr, secret.len);
	return digest;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return sodium_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

enum rc digest_hex(struct ctx *cx, const struct digest *digest, str *hex)
{
	char text[2 * sizeof digest->bytes + 1];

	sodium_bin2hex(text, sizeof text, digest->bytes, sizeof digest->bytes);
	*hex = arena_str(cx->arena, str_from(text));
	return str_is_set(*hex) ? OK : fail_memory(cx);
}
