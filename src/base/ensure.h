/* Promises of our own code. A broken one stops the program, with the place on stderr: going on with
 * wrong state could write it to disk. Never used for what a user, file or network can cause. */
#ifndef ALUR_BASE_ENSURE_H
#define ALUR_BASE_ENSURE_H

#include "base/attr.h"

#define ensure(condition) ((condition) ? (void)0 : ensure_failed(#condition, __FILE__, __LINE__))

NORETURN void ensure_failed(const char *condition, const char *file, int line);

#endif
