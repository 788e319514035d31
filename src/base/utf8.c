/* UTF-8: validity, unsafe characters, and the folded form for searching and comparing (over
 * libunistring; plain ASCII, which is most text, takes a short way). */
#include "base/utf8.h"

#include "base/buf.h"
#include "base/convert.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

static const uint8_t *bytes_of(str s)
{
	return (const uint8_t *)s.ptr;
}

/* The ASCII bytes at the beginning, counted eight at a time. */
static size_t ascii_words(str s)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	size_t at = 0;

	for (uint64_t word; at + sizeof word <= s.len; at += sizeof word) {
		memcpy(&word, s.ptr + at, sizeof word);
		if (word & high)
			break;
	}
	return at;
}

size_t utf8_valid_prefix(str s)
{
	size_t at = ascii_words(s);

	while (at < s.len) {
		size_t length = utf8_sequence(s.ptr + at, s.len - at);

		if (length == 0)
			break;
		at += length;
		if (length == 1)
			at += ascii_words(str_sub(s, at, s.len));
	}
	return at;
}

bool utf8_is_valid(str s)
{
	return str_find(s, '\0', 0) == SIZE_MAX && utf8_valid_prefix(s) == s.len;
}

static bool is_continuation(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/* RFC 3629 section 4: the second byte's range depends on the first. */
size_t utf8_sequence(const char *at, size_t left)
{
	const unsigned char *s = (const unsigned char *)at;

	if (left == 0)
		return 0;
	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4 || left < 2 || !is_continuation(s[1]))
		return 0;
	if (s[0] < 0xe0)
		return 2;
	if (left < 3 || !is_continuation(s[2]))
		return 0;
	if (s[0] < 0xf0) {
		bool overlong = s[0] == 0xe0 && s[1] < 0xa0;
		bool surrogate = s[0] == 0xed && s[1] > 0x9f;

		return overlong || surrogate ? 0 : 3;
	}
	if (left < 4 || !is_continuation(s[3]))
		return 0;
	return (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f) ? 0 : 4;
}

size_t utf8_length(str s)
{
	size_t length = 0;

	for (size_t i = 0; i < s.len; i++)
		length += !is_continuation((unsigned char)s.ptr[i]);
	return length;
}

str utf8_start(str s, size_t count)
{
	size_t end = 0;

	while (end < s.len && (count > 0 || is_continuation((unsigned char)s.ptr[end])))
		count -= !is_continuation((unsigned char)s.ptr[end++]);
	return str_sub(s, 0, end);
}

static bool is_unsafe(ucs4_t c)
{
	if (c < 0x20)
		return c != '\t' && c != '\n' && c != '\r';
	return (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

bool utf8_has_unsafe(str s)
{
	for (size_t at = 0; at < s.len;) {
		ucs4_t c;
		int length = u8_mbtoucr(&c, bytes_of(s) + at, s.len - at);

		if (length <= 0 || is_unsafe(c))
			return true;
		at += to_size(length);
	}
	return false;
}

/* --- folding ------------------------------------------------------------------------------------- */

enum part { WORD, DROPPED, BETWEEN };

/* What a character of folded text is. Accents are told from marks that make another letter by their
 * combining class (Unicode 4.3): 1 overlays, 10-36 the points of Hebrew and Arabic, 200 and more what
 * is set above, below or beside; the rest (nukta 7, kana voicing 8, virama 9, vowel signs) stay. */
static enum part part_of(ucs4_t c)
{
	int class;

	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? WORD : BETWEEN;
	if (uc_is_general_category(c, UC_FORMAT))
		return DROPPED; /* soft hyphens, joiners */
	class = uc_combining_class(c);
	if (class == 1 || (class >= 10 && class <= 36) || class >= 200)
		return DROPPED;
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N |
							   UC_CATEGORY_MASK_M)
		       ? WORD
		       : BETWEEN;
}

/* The words of folded text, one space between them. */
static str keep_words(struct arena *arena, const uint8_t *text, size_t length)
{
	struct buf out = buf_new(arena);
	bool gap = false;

	for (size_t at = 0; at < length;) {
		ucs4_t c;
		size_t size = to_size(u8_mbtouc(&c, text + at, length - at));
		enum part part = part_of(c);

		if (part == WORD) {
			if (gap && out.len > 0)
				buf_char(&out, ' ');
			buf_add(&out, (str){ (const char *)text + at, size });
		}
		if (part != DROPPED)
			gap = part == BETWEEN;
		at += size;
	}
	return buf_str(&out);
}

/* The same for ASCII, in place: the result is never longer. */
static str fold_ascii(struct arena *arena, str s)
{
	char *out = arena_alloc(arena, s.len + 1);
	size_t used = 0;
	bool gap = false;

	if (!out)
		return (str){ NULL, 0 };
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] | 0x20) : s.ptr[i];

		if (part_of((unsigned char)c) == BETWEEN) {
			gap = true;
			continue;
		}
		if (gap && used > 0)
			out[used++] = ' ';
		gap = false;
		out[used++] = c;
	}
	return (str){ out, used };
}

static bool is_ascii(str s)
{
	unsigned char all = 0;

	for (size_t i = 0; i < s.len; i++)
		all |= (unsigned char)s.ptr[i];
	return all < 0x80;
}

str utf8_fold(struct arena *arena, str s)
{
	size_t length = 0;
	uint8_t *folded;
	str words;

	if (is_ascii(s))
		return fold_ascii(arena, s);
	folded = u8_casefold(bytes_of(s), s.len, NULL, UNINORM_NFKD, NULL, &length);
	if (!folded)
		return (str){ NULL, 0 };
	words = keep_words(arena, folded, length);
	free(folded);
	return words;
}
