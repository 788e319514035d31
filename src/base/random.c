/* Unguessable bytes, from libsodium (getrandom). */
#include "base/random.h"

#include <sodium.h>

void random_bytes(void *bytes, size_t count)
{
	randombytes_buf(bytes, count);
}
