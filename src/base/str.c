/* Text as pointer and length: comparing, cutting and reading numbers. Building text: buf.c. */
#include "base/str.h"

#include <string.h>

str str_from(const char *text)
{
	return (str){ text, text ? strlen(text) : 0 };
}

bool str_is_set(str s)
{
	return s.ptr != NULL;
}

bool str_eq(str a, str b)
{
	if (!a.ptr || !b.ptr)
		return !a.ptr && !b.ptr;
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* Most comparisons end at the first byte: rows look up their fields and choices by name. */
bool str_is(str s, const char *text)
{
	if (text && s.len > 0 && *s.ptr != *text)
		return false;
	return str_eq(s, str_from(text));
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_eq_nocase(str a, str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return false;
	return true;
}

int str_cmp(str a, str b)
{
	if (!a.ptr || !b.ptr)
		return (a.ptr != NULL) - (b.ptr != NULL);

	size_t shared = a.len < b.len ? a.len : b.len;
	int order = memcmp(a.ptr, b.ptr, shared);

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(str s, str prefix)
{
	return s.len >= prefix.len &&
	       (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool str_ends(str s, str suffix)
{
	return s.len >= suffix.len &&
	       (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

str str_sub(str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return (str){ s.ptr ? s.ptr + from : NULL, to - from };
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s)
{
	size_t from = 0;
	size_t to = s.len;

	while (from < to && is_space(s.ptr[from]))
		from++;
	while (to > from && is_space(s.ptr[to - 1]))
		to--;
	return str_sub(s, from, to);
}

size_t str_find(str s, char c, size_t from)
{
	const char *found = from < s.len ? memchr(s.ptr + from, c, s.len - from) : NULL;

	return found ? (size_t)(found - s.ptr) : SIZE_MAX;
}

bool str_split(str *rest, char separator, str *part)
{
	if (!rest->ptr)
		return false;

	size_t at = str_find(*rest, separator, 0);

	if (at == SIZE_MAX) {
		*part = *rest;
		*rest = (str){ NULL, 0 };
		return true;
	}
	*part = str_sub(*rest, 0, at);
	*rest = str_sub(*rest, at + 1, rest->len);
	return true;
}

bool str_to_int(str s, int64_t *out)
{
	bool negative = s.len > 0 && s.ptr[0] == '-';
	size_t i = s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+');
	int64_t value = 0;

	if (i == s.len)
		return false;
	for (; i < s.len; i++) {
		int digit = s.ptr[i] - '0';

		if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, digit, &value))
			return false;
	}
	/* Gathered as a negative number, so that INT64_MIN can be read. */
	if (!negative && __builtin_sub_overflow(0, value, &value))
		return false;
	*out = value;
	return true;
}

uint64_t str_hash(str s)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < s.len; i++) {
		hash ^= (unsigned char)s.ptr[i];
		hash *= 1099511628211u;
	}
	return hash;
}
