/* Random bytes and numbers that cannot be guessed, from the system (libsodium). */
#ifndef ALUR_BASE_RANDOM_H
#define ALUR_BASE_RANDOM_H

#include <stddef.h>

void random_bytes(void *bytes, size_t count);

#endif
