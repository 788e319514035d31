/* Fills the placeholders of texts. The short ones are for people who write plans, the long ones are
 * those of the templates' files. */
#include "pipeline/text_fill.h"

#include "base/attr.h"
#include "base/buf.h"
#include "base/url.h"
#include "base/utf8.h"

enum value { NAME, FIRST_NAME, COMPANY, OWNER, TITLE };

static const struct {
	str text;
	enum value value;
} placeholders[] = {
	{ STR_INIT("{name}"), NAME },
	{ STR_INIT("{company}"), COMPANY },
	{ STR_INIT("{owner}"), OWNER },
	{ STR_INIT("{title}"), TITLE },
	{ STR_INIT("{{contact.first_name}}"), FIRST_NAME },
	{ STR_INIT("{{company.name}}"), COMPANY },
	{ STR_INIT("{{owner.name}}"), OWNER },
	{ STR_INIT("{{deal.title}}"), TITLE },
};

/* "Siti Rahayu" → "Siti". */
static str first_word(str name)
{
	str rest = str_trim(name);
	str word = rest;

	return str_split(&rest, ' ', &word) ? word : name;
}

static str value_of(const struct fill_values *values, enum value value)
{
	switch (value) {
	case NAME:
		return values->name;
	case FIRST_NAME:
		return first_word(values->name);
	case COMPANY:
		return values->company;
	case OWNER:
		return values->owner;
	case TITLE:
		return values->title;
	}
	return (str){ NULL, 0 };
}

/* Appends the value of a placeholder at the beginning of `rest` and returns its length; 0: there is
 * none. */
static size_t fill_one(struct buf *out, str rest, const struct fill_values *values)
{
	for (size_t i = 0; i < COUNT_OF(placeholders); i++)
		if (str_starts(rest, placeholders[i].text)) {
			buf_add(out, value_of(values, placeholders[i].value));
			return placeholders[i].text.len;
		}
	return 0;
}

static str cut(str text, size_t longest)
{
	size_t at = 0;

	for (size_t count = 0; at < text.len && count < longest; count++) {
		size_t step = utf8_sequence(text.ptr + at, text.len - at);

		at += step > 0 ? step : 1;
	}
	return str_sub(text, 0, at);
}

str text_fill(struct arena *arena, str text, const struct fill_values *values, size_t longest)
{
	struct buf out = buf_new(arena);
	str filled;

	if (!str_is_set(text))
		return text;
	for (size_t at = 0; at < text.len;) {
		size_t length = text.ptr[at] == '{'
					? fill_one(&out, str_sub(text, at, text.len), values)
					: 0;

		if (length == 0)
			buf_char(&out, text.ptr[at]);
		at += length == 0 ? 1 : length;
	}
	filled = buf_str(&out);
	return buf_rc(&out) == OK ? cut(filled, longest) : (str){ NULL, 0 };
}

str whatsapp_link(struct arena *arena, str phone, str text)
{
	struct buf out = buf_new(arena);

	if (phone.len == 0)
		return (str){ NULL, 0 };
	buf_text(&out, "https://wa.me/");
	for (size_t i = 0; i < phone.len; i++)
		if (phone.ptr[i] >= '0' && phone.ptr[i] <= '9')
			buf_char(&out, phone.ptr[i]);
	if (text.len > 0) {
		buf_text(&out, "?text=");
		url_escape(&out, text);
	}
	return buf_rc(&out) == OK ? buf_str(&out) : (str){ NULL, 0 };
}
