/* The end of the program after a broken promise of its own code. */
#include "base/ensure.h"

#include <stdio.h>
#include <stdlib.h>

void ensure_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "alur: broken promise at %s:%d: %s\n", file, line, condition);
	abort();
}
