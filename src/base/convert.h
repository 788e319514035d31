/* The only casts between number types: each says what it assumes and stops the program otherwise. */
#ifndef ALUR_BASE_CONVERT_H
#define ALUR_BASE_CONVERT_H

#include "base/ensure.h"

#include <stddef.h>
#include <stdint.h>

static inline size_t to_size(int64_t number)
{
	ensure(number >= 0);
	return (size_t)number;
}

static inline int64_t to_int64(size_t size)
{
	ensure(size <= INT64_MAX);
	return (int64_t)size;
}

static inline int to_int(int64_t number)
{
	ensure(number >= INT32_MIN && number <= INT32_MAX);
	return (int)number;
}

#endif
