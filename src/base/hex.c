/* Hexadecimal digits. */
#include "base/hex.h"

static const char digits[] = "0123456789abcdef";

void hex_add(struct buf *out, str bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.ptr[i];

		buf_char(out, digits[byte >> 4]);
		buf_char(out, digits[byte & 15]);
	}
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_read(struct arena *arena, str hex, str *bytes)
{
	struct buf out = buf_new(arena);

	if (hex.len % 2 != 0)
		return false;
	for (size_t i = 0; i < hex.len; i += 2) {
		int high = nibble(hex.ptr[i]);
		int low = nibble(hex.ptr[i + 1]);

		if (high < 0 || low < 0)
			return false;
		buf_char(&out, (char)(high * 16 + low));
	}
	*bytes = buf_str(&out);
	return buf_rc(&out) == OK;
}
