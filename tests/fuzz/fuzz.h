/* What the fuzzers share: a context without a database, and a promise that is kept in every build. */
#ifndef ALUR_TESTS_FUZZ_H
#define ALUR_TESTS_FUZZ_H

#include "base/ctx.h"

#include <stdint.h>
#include <stdlib.h>

/* Breaks off, so that libFuzzer keeps the input. */
#define MUST(condition)                                                                            \
	do {                                                                                       \
		if (!(condition))                                                                  \
			__builtin_trap();                                                          \
	} while (0)

struct fuzz {
	struct arena arena;
	struct ctx cx;
};

static inline void fuzz_begin(struct fuzz *fuzz)
{
	*fuzz = (struct fuzz){ .cx = { .arena = &fuzz->arena, .now = INT64_C(1767225600000) } };
	arena_init(&fuzz->arena, 64 * 1024 * 1024);
	fuzz->cx.organisation.currency[0] = '\0';
	memcpy(fuzz->cx.organisation.currency, "IDR", sizeof "IDR");
	fuzz->cx.organisation.calling_code = 62;
}

static inline void fuzz_end(struct fuzz *fuzz)
{
	arena_free(&fuzz->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
