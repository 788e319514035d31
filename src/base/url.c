/* Percent-encoding. */
#include "base/url.h"

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

void url_escape(struct buf *out, str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_plain(text.ptr[i]))
			buf_char(out, text.ptr[i]);
		else
			buf_printf(out, "%%%02X", (unsigned char)text.ptr[i]);
}
