/* The JSON writer. Reading JSON: json_in.c. */
#include "codec/json_out.h"

#include "base/day.h"
#include "base/utf8.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct json_out json_out_new(struct buf *buf)
{
	return (struct json_out){ .buf = buf };
}

static void before_value(struct json_out *out)
{
	if (out->comma)
		buf_char(out->buf, ',');
	out->comma = true;
}

static void open(struct json_out *out, char bracket)
{
	before_value(out);
	buf_char(out->buf, bracket);
	out->comma = false;
}

static void close(struct json_out *out, char bracket)
{
	buf_char(out->buf, bracket);
	out->comma = true;
}

void json_object_begin(struct json_out *out)
{
	open(out, '{');
}

void json_object_end(struct json_out *out)
{
	close(out, '}');
}

void json_array_begin(struct json_out *out)
{
	open(out, '[');
}

void json_array_end(struct json_out *out)
{
	close(out, ']');
}

/* memcpy() of up to 16 bytes without a call: most keys and many values are that short. */
static inline void copy_text(char *to, str from)
{
	if (from.len > 16) {
		memcpy(to, from.ptr, from.len);
	} else if (from.len >= 8) { /* the two halves may overlap */
		memcpy(to, from.ptr, 8);
		memcpy(to + from.len - 8, from.ptr + from.len - 8, 8);
	} else if (from.len >= 4) {
		memcpy(to, from.ptr, 4);
		memcpy(to + from.len - 4, from.ptr + from.len - 4, 4);
	} else {
		for (size_t i = 0; i < from.len; i++)
			to[i] = from.ptr[i];
	}
}

/* Writes `text`, which needs no escaping, between quotes, and a colon behind them when it is a key. */
static void add_quoted(struct json_out *out, str text, bool is_key)
{
	char *at = buf_reserve(out->buf, text.len + sizeof ",\"\":" - 1);
	char *end = at;

	if (!at)
		return;
	if (out->comma)
		*end++ = ',';
	*end++ = '"';
	copy_text(end, text);
	end += text.len;
	*end++ = '"';
	if (is_key)
		*end++ = ':';
	out->buf->len += (size_t)(end - at);
	out->comma = !is_key;
}

void json_key_plain(struct json_out *out, str key)
{
	add_quoted(out, key, true);
}

/* Bytes that stand for themselves in a JSON text: printable ASCII but for quote and backslash. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* Whether eight bytes hold one that is not plain; DEL is taken for plain here, as JSON may. */
static bool has_special(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t quote = word ^ (ones * '"');
	uint64_t backslash = word ^ (ones * '\\');
	/* A byte below n borrows into its high bit when n is taken off. A borrow may run on into the
	 * next byte, but only out of one that is special itself. */
	uint64_t found = word | (word - ones * 0x20) | (quote - ones) | (backslash - ones);

	return (found & (ones * 0x80)) != 0;
}

/* Number of plain bytes at the beginning. */
static size_t plain_prefix(str text)
{
	size_t at = 0;

	uint64_t word;

	for (; at + sizeof word <= text.len; at += sizeof word) {
		memcpy(&word, text.ptr + at, sizeof word);
		if (has_special(word))
			break;
	}
	if (at < text.len && text.len - at < sizeof word && at > 0) {
		/* The last word overlaps the one before. */
		memcpy(&word, text.ptr + text.len - sizeof word, sizeof word);
		if (!has_special(word))
			return text.len;
	}
	while (at < text.len && is_plain((unsigned char)text.ptr[at]))
		at++;
	return at;
}

static void escape(struct buf *buf, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	char code[] = { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] };

	switch (c) {
	case '"':
		buf_add(buf, STR("\\\""));
		return;
	case '\\':
		buf_add(buf, STR("\\\\"));
		return;
	case '\n':
		buf_add(buf, STR("\\n"));
		return;
	case '\t':
		buf_add(buf, STR("\\t"));
		return;
	case '\r':
		buf_add(buf, STR("\\r"));
		return;
	default:
		buf_add(buf, (str){ code, sizeof code });
	}
}

/* One character that is not plain; returns how many bytes of the text it is. */
static size_t add_special(struct buf *buf, str rest)
{
	unsigned char c = (unsigned char)rest.ptr[0];
	size_t length = utf8_sequence(rest.ptr, rest.len);

	if (c < 0x80) {
		escape(buf, c);
		return 1;
	}
	if (length == 0) {
		buf_add(buf, STR("\xef\xbf\xbd")); /* U+FFFD */
		return 1;
	}
	buf_add(buf, str_sub(rest, 0, length));
	return length;
}

static void add_escaped(struct buf *buf, str text)
{
	while (text.len > 0) {
		size_t plain = plain_prefix(text);

		buf_add(buf, str_sub(text, 0, plain));
		if (plain < text.len)
			plain += add_special(buf, str_sub(text, plain, text.len));
		text = str_sub(text, plain, text.len);
	}
}

static void add_text(struct json_out *out, str text, bool is_key)
{
	if (text.len > 0 && plain_prefix(text) < text.len) {
		before_value(out);
		buf_char(out->buf, '"');
		add_escaped(out->buf, text);
		buf_add(out->buf, is_key ? STR("\":") : STR("\""));
		out->comma = !is_key;
		return;
	}
	add_quoted(out, text.len > 0 ? text : STR(""), is_key);
}

void json_key_str(struct json_out *out, str key)
{
	add_text(out, key, true);
}

void json_str(struct json_out *out, str text)
{
	if (str_is_set(text))
		add_text(out, text, false);
	else
		json_none(out);
}

void json_int(struct json_out *out, int64_t number)
{
	before_value(out);
	buf_int(out->buf, number);
}

void json_bool(struct json_out *out, bool yes)
{
	before_value(out);
	buf_add(out->buf, yes ? STR("true") : STR("false"));
}

void json_none(struct json_out *out)
{
	before_value(out);
	buf_add(out->buf, STR("null"));
}

/* Numbers with up to six decimals, as nearly all of ours are: as digits, where they read back to just
 * this number. n / 10^6 is rounded correctly, so that equality means that. */
static bool add_short_number(struct buf *buf, double number)
{
	const double scale = 1e6;
	double scaled = rint(number * scale);
	char digits[] = ".000000";
	size_t used = sizeof digits - 1;
	int64_t millionths;

	if (!(fabs(scaled) < 1e15) || scaled / scale != number)
		return false;
	millionths = (int64_t)fabs(scaled);
	if (number < 0)
		buf_char(buf, '-');
	buf_int(buf, millionths / 1000000);
	millionths %= 1000000;
	for (size_t i = used - 1; i > 0; i--) {
		digits[i] = (char)('0' + millionths % 10);
		millionths /= 10;
	}
	while (digits[used - 1] == '0')
		used--;
	buf_add(buf, (str){ digits, used > 1 ? used : 0 });
	return true;
}

void json_number(struct json_out *out, double number)
{
	char text[32];

	if (!isfinite(number)) {
		json_none(out);
		return;
	}
	before_value(out);
	if (add_short_number(out->buf, number))
		return;
	for (int precision = fabs(number) < DBL_MIN ? 1 : DBL_DIG; precision <= 17; precision++) {
		snprintf(text, sizeof text, "%.*g", precision, number);
		if (strtod(text, NULL) == number)
			break;
	}
	buf_text(out->buf, text);
}

void json_print_begin(struct json_out *out)
{
	before_value(out);
}

void json_quote_begin(struct json_out *out)
{
	before_value(out);
	buf_char(out->buf, '"');
}

void json_quote_end(struct json_out *out)
{
	buf_char(out->buf, '"');
}

void json_instant(struct json_out *out, int64_t instant)
{
	char text[INSTANT_CHARS];

	instant_write(text, instant);
	add_quoted(out, (str){ text, sizeof text }, false);
}

void json_day(struct json_out *out, int64_t day)
{
	json_quote_begin(out);
	day_print(out->buf, day);
	json_quote_end(out);
}

void json_raw(struct json_out *out, str json)
{
	before_value(out);
	buf_add(out->buf, str_is_set(json) ? json : STR("null"));
}

void json_items_begin(struct json_out *out)
{
	json_key(out, "items");
	json_array_begin(out);
}

void json_items_end(struct json_out *out, str next)
{
	json_array_end(out);
	json_key(out, "next");
	json_str(out, next);
}
