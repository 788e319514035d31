/* Text that grows in an arena. */
#include "base/buf.h"

#include <stdio.h>

enum { FIRST_ROOM = 128 };

struct buf buf_new(struct arena *arena)
{
	return (struct buf){ .arena = arena };
}

/* Twice the room, or just what is needed where the arena's limit leaves no more. */
static bool grow(struct buf *b, size_t need)
{
	size_t room = b->room * 2 > need ? b->room * 2 : need;
	char *ptr;

	if (room < FIRST_ROOM)
		room = FIRST_ROOM;
	ptr = arena_grow(b->arena, b->ptr, b->room, room);
	if (!ptr && room > need) {
		room = need;
		ptr = arena_grow(b->arena, b->ptr, b->room, room);
	}
	if (!ptr)
		return false;
	b->ptr = ptr;
	b->room = room;
	return true;
}

char *buf_grow(struct buf *b, size_t size)
{
	if (b->rc != OK)
		return NULL;
	if (size > SIZE_MAX / 4 || !grow(b, b->len + size + 1)) {
		b->rc = E_MEMORY;
		b->room = b->len; /* so that each later append comes here again */
		return NULL;
	}
	return b->ptr + b->len;
}

void buf_text(struct buf *b, const char *text)
{
	buf_add(b, str_from(text));
}

/* "00" to "99": two digits are found with one division. */
static const char pairs[] =
	"00010203040506070809101112131415161718192021222324252627282930313233343536"
	"37383940414243444546474849505152535455565758596061626364656667686970717273"
	"7475767778798081828384858687888990919293949596979899";

void buf_int(struct buf *b, int64_t number)
{
	char digits[24];
	size_t at = sizeof digits;
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	for (; rest >= 100; rest /= 100) {
		at -= 2;
		memcpy(digits + at, pairs + rest % 100 * 2, 2);
	}
	at -= 2;
	memcpy(digits + at, pairs + rest * 2, 2);
	at += rest < 10;
	if (number < 0)
		digits[--at] = '-';
	buf_add(b, (str){ digits + at, sizeof digits - at });
}

void buf_vprintf(struct buf *b, const char *format, va_list args)
{
	va_list again;

	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, again);

	va_end(again);
	char *end = length > 0 ? buf_reserve(b, (size_t)length) : NULL;

	if (!end)
		return;
	vsnprintf(end, (size_t)length + 1, format, args);
	b->len += (size_t)length;
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(b, format, args);
	va_end(args);
}

enum rc buf_rc(const struct buf *b)
{
	return b->rc;
}

str buf_str(struct buf *b)
{
	if (b->rc != OK)
		return (str){ NULL, 0 };
	if (!buf_reserve(b, 0))
		return (str){ NULL, 0 };
	b->ptr[b->len] = '\0';
	return (str){ b->ptr, b->len };
}

str str_printf(struct arena *arena, const char *format, ...)
{
	struct buf b = buf_new(arena);
	va_list args;

	va_start(args, format);
	buf_vprintf(&b, format, args);
	va_end(args);
	return buf_str(&b);
}
