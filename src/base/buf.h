/* Builds text of unknown length in an arena. Errors stick: append freely, ask buf_rc() once. */
#ifndef ALUR_BASE_BUF_H
#define ALUR_BASE_BUF_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/rc.h"
#include "base/str.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

struct buf {
	struct arena *arena;
	char *ptr;
	size_t len;
	size_t room;
	enum rc rc; /* OK, or E_MEMORY from the first append that did not fit */
};

struct buf buf_new(struct arena *arena);

/* Makes room for `size` more bytes and a NUL; NULL when there is none. Behind buf_reserve(). */
char *buf_grow(struct buf *b, size_t size);

/* Room for `size` more bytes, written by the caller, who then adds what was used to b->len. NULL
 * when there is none. This one and the next two are inline because every answer is written with
 * them, a few bytes at a time. */
static inline char *buf_reserve(struct buf *b, size_t size)
{
	return b->room - b->len > size ? b->ptr + b->len : buf_grow(b, size);
}

static inline void buf_add(struct buf *b, str s)
{
	char *end = s.len > 0 ? buf_reserve(b, s.len) : NULL;

	if (!end)
		return;
	memcpy(end, s.ptr, s.len);
	b->len += s.len;
}

static inline void buf_char(struct buf *b, char c)
{
	char *end = buf_reserve(b, 1);

	if (!end)
		return;
	*end = c;
	b->len++;
}

void buf_text(struct buf *b, const char *text);
void buf_int(struct buf *b, int64_t number);
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *format, va_list args) PRINTF_LIKE(2, 0);

MUST_USE enum rc buf_rc(const struct buf *b);

/* What was built so far, NUL behind it; valid until the next append. */
str buf_str(struct buf *b);

/* A formatted text in the arena; the not-set str when memory is out. */
str str_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
