/* Signed instants: HMAC-SHA-256 over instant and nonce. */
#include "people/stamp.h"

#include "people/secret.h"

#include <sodium.h>

enum {
	NONCE_BYTES = 16,
	NONCE_TEXT =
		sodium_base64_ENCODED_LEN(NONCE_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
	MAC_TEXT = sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES,
					     sodium_base64_VARIANT_URLSAFE_NO_PADDING),
};

enum rc stamp_secret(struct ctx *cx, str *secret)
{
	return secret_make(cx, "", secret);
}

static void sign(str secret, str text, char mac[MAC_TEXT])
{
	crypto_auth_hmacsha256_state state;
	unsigned char bytes[crypto_auth_hmacsha256_BYTES];

	crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret.ptr, secret.len);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)text.ptr, text.len);
	crypto_auth_hmacsha256_final(&state, bytes);
	sodium_bin2base64(mac, MAC_TEXT, bytes, sizeof bytes,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

enum rc stamp_make(struct ctx *cx, str secret, str *stamp)
{
	unsigned char bytes[NONCE_BYTES];
	char nonce[NONCE_TEXT];
	char mac[MAC_TEXT];
	str text;

	cx->random(bytes, sizeof bytes);
	sodium_bin2base64(nonce, sizeof nonce, bytes, sizeof bytes,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	text = str_printf(cx->arena, "%lld.%s", (long long)cx->now, nonce);
	if (!str_is_set(text))
		return fail_memory(cx);
	sign(secret, text, mac);
	*stamp = str_printf(cx->arena, "%.*s.%s", STR_ARG(text), mac);
	return str_is_set(*stamp) ? OK : fail_memory(cx);
}

bool stamp_read(str secret, str stamp, int64_t *at, str *nonce)
{
	char mac[MAC_TEXT];
	size_t first = str_find(stamp, '.', 0);
	size_t second = first == SIZE_MAX ? SIZE_MAX : str_find(stamp, '.', first + 1);

	if (second == SIZE_MAX || stamp.len - second != MAC_TEXT)
		return false;
	sign(secret, str_sub(stamp, 0, second), mac);
	if (sodium_memcmp(mac, stamp.ptr + second + 1, MAC_TEXT - 1) != 0)
		return false;
	*nonce = str_sub(stamp, first + 1, second);
	return str_to_int(str_sub(stamp, 0, first), at);
}
