/* Encodings: detection and conversion. The rows of what comes out: csv_in.c. */
#include "codec/charset.h"

#include "base/attr.h"
#include "base/utf8.h"

#include <string.h>

static const char *const names[CHARSET_COUNT] = {
	[CHARSET_UTF8] = "utf-8",
	[CHARSET_UTF16LE] = "utf-16le",
	[CHARSET_UTF16BE] = "utf-16be",
	[CHARSET_WINDOWS_1252] = "windows-1252",
};

static const str utf8_mark = STR_INIT("\xef\xbb\xbf");
static const str replacement = STR_INIT("\xef\xbf\xbd"); /* U+FFFD */

const char *charset_name(enum charset charset)
{
	return names[charset];
}

bool charset_named(str name, enum charset *charset)
{
	for (enum charset c = CHARSET_UTF8; c < CHARSET_COUNT; c++)
		if (str_eq_nocase(name, str_from(names[c]))) {
			*charset = c;
			return true;
		}
	return false;
}

/* --- detection ----------------------------------------------------------------------------------- */

/* Whether the bytes at the end may be the beginning of a character. */
static bool is_cut_character(str rest)
{
	unsigned char first = (unsigned char)rest.ptr[0];
	size_t whole = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;

	if (first < 0xc2 || first > 0xf4 || rest.len >= whole)
		return false;
	/* With the lowest or the highest continuations behind it, it must be valid. */
	for (int filler = 0x80; filler <= 0xbf; filler += 0x3f) {
		char bytes[4];

		memset(bytes, filler, sizeof bytes);
		memcpy(bytes, rest.ptr, rest.len);
		if (utf8_sequence(bytes, whole) == whole)
			return true;
	}
	return false;
}

static bool looks_like_utf8(str sample, bool is_whole)
{
	size_t valid = utf8_valid_prefix(sample);

	return valid == sample.len ||
	       (!is_whole && is_cut_character(str_sub(sample, valid, sample.len)));
}

/* Texts of European languages in UTF-16 are zeros in every other place. */
static bool has_zeros(str sample, size_t parity)
{
	size_t zeros[2] = { 0, 0 };
	size_t pairs = sample.len / 2;

	for (size_t i = 0; i < pairs * 2; i++)
		zeros[i % 2] += sample.ptr[i] == '\0';
	return pairs > 0 && zeros[parity] * 10 >= pairs * 3 && zeros[1 - parity] * 20 <= pairs;
}

enum charset charset_detect(str sample, bool is_whole)
{
	str beginning = str_sub(sample, 0, 4096);

	if (str_starts(sample, utf8_mark))
		return CHARSET_UTF8;
	if (str_starts(sample, STR("\xff\xfe")))
		return CHARSET_UTF16LE;
	if (str_starts(sample, STR("\xfe\xff")))
		return CHARSET_UTF16BE;
	if (has_zeros(beginning, 1))
		return CHARSET_UTF16LE;
	if (has_zeros(beginning, 0))
		return CHARSET_UTF16BE;
	return looks_like_utf8(sample, is_whole) ? CHARSET_UTF8 : CHARSET_WINDOWS_1252;
}

/* --- conversion ---------------------------------------------------------------------------------- */

/* Windows-1252 differs from Latin-1 from 0x80 to 0x9f; 0: no character has this byte. */
static const uint16_t windows_1252[] = {
	0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static void add_code_point(struct buf *out, uint32_t c)
{
	char bytes[4];
	size_t count = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = count - 1; i > 0; i--) {
		bytes[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	bytes[0] = (char)(first[count] | c);
	buf_add(out, (str){ bytes, count });
}

static void replace(struct charset_in *in, struct buf *out)
{
	in->replaced++;
	buf_add(out, replacement);
}

static void convert_windows_1252(struct charset_in *in, str bytes, struct buf *out)
{
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.ptr[i];
		uint32_t code = c >= 0x80 && c < 0xa0 ? windows_1252[c - 0x80] : c;

		if (c < 0x80)
			buf_char(out, bytes.ptr[i]);
		else if (code == 0)
			replace(in, out);
		else
			add_code_point(out, code);
	}
}

static void keep(struct charset_in *in, str rest)
{
	memcpy(in->kept, rest.ptr, rest.len);
	in->kept_count = rest.len;
}

static uint32_t unit_at(const struct charset_in *in, str bytes, size_t at)
{
	unsigned char a = (unsigned char)bytes.ptr[at];
	unsigned char b = (unsigned char)bytes.ptr[at + 1];

	return in->from == CHARSET_UTF16LE ? a | (uint32_t)b << 8 : b | (uint32_t)a << 8;
}

/* One character of UTF-16 at the beginning; returns its bytes, 0 when some are still to come. */
static size_t convert_utf16_character(struct charset_in *in, str bytes, struct buf *out)
{
	uint32_t high, low;

	if (bytes.len < 2)
		return 0;
	high = unit_at(in, bytes, 0);
	if (high < 0xd800 || high > 0xdfff) {
		add_code_point(out, high);
		return 2;
	}
	if (high <= 0xdbff && bytes.len < 4)
		return 0;
	low = high <= 0xdbff ? unit_at(in, bytes, 2) : 0;
	if (low < 0xdc00 || low > 0xdfff) {
		replace(in, out);
		return 2;
	}
	add_code_point(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
	return 4;
}

/* A run of UTF-8, or one byte that is not of any; 0 when some are still to come. */
static size_t convert_utf8_run(struct charset_in *in, str bytes, struct buf *out)
{
	size_t length = utf8_valid_prefix(bytes);

	if (length == 0 && is_cut_character(bytes))
		return 0;
	if (length == 0) {
		replace(in, out);
		return 1;
	}
	buf_add(out, str_sub(bytes, 0, length));
	return length;
}

static size_t convert_some(struct charset_in *in, str bytes, struct buf *out)
{
	return in->from == CHARSET_UTF8 ? convert_utf8_run(in, bytes, out)
					: convert_utf16_character(in, bytes, out);
}

/* Completes what the last piece began, with the next few bytes; returns how many of them it took. */
static size_t complete(struct charset_in *in, str bytes, struct buf *out)
{
	size_t old = in->kept_count;
	size_t new = bytes.len < 4 ? bytes.len : 4; /* no character is longer */
	char window[2 * sizeof in->kept];
	size_t at = 0;

	memcpy(window, in->kept, old);
	memcpy(window + old, bytes.ptr, new);
	while (at < old) {
		str rest = { window + at, old + new - at };
		size_t used = convert_some(in, rest, out);

		if (used == 0) { /* then the window holds all of the piece */
			keep(in, rest);
			return bytes.len;
		}
		at += used;
	}
	in->kept_count = 0;
	return at - old;
}

static void convert_all(struct charset_in *in, str bytes, struct buf *out)
{
	size_t at = 0;

	while (at < bytes.len) {
		size_t used = convert_some(in, str_sub(bytes, at, bytes.len), out);

		if (used == 0)
			break;
		at += used;
	}
	keep(in, str_sub(bytes, at, bytes.len));
}

/* Drops the mark from the first text that comes out; U+FEFF is EF BB BF in UTF-8. */
static str without_mark(struct charset_in *in, str text)
{
	if (in->begun || text.len == 0)
		return text;
	in->begun = true;
	return str_starts(text, utf8_mark) ? str_sub(text, utf8_mark.len, text.len) : text;
}

str charset_convert(struct charset_in *in, str bytes, bool is_last, struct buf *out)
{
	out->len = 0;
	if (in->from == CHARSET_WINDOWS_1252) {
		convert_windows_1252(in, bytes, out);
		return buf_str(out);
	}
	/* Nearly always: valid UTF-8, which is passed on as it is. */
	if (in->from == CHARSET_UTF8 && in->kept_count == 0 &&
	    utf8_valid_prefix(bytes) == bytes.len)
		return without_mark(in, bytes);
	if (in->kept_count > 0 && bytes.len > 0)
		bytes = str_sub(bytes, complete(in, bytes, out), bytes.len);
	if (bytes.len > 0)
		convert_all(in, bytes, out);
	if (is_last && in->kept_count > 0) {
		replace(in, out);
		in->kept_count = 0;
	}
	return without_mark(in, buf_str(out));
}
