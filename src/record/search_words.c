/* Search words: folding rows and questions into the same form. Finding: search.c. */
#include "record/search_words.h"

#include "base/utf8.h"
#include "db/db.h"

#include <string.h>

static void add_words(struct buf *words, str folded)
{
	str rest = folded;
	str word;

	while (str_split(&rest, ' ', &word)) {
		if (word.len == 0)
			continue;
		buf_text(words, "  ");
		buf_add(words, word);
	}
}

str search_words_of(struct arena *arena, const struct entity *entity, const void *row)
{
	struct buf words = buf_new(arena);

	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];

		if ((field->flags & F_SEARCH) && field_is_set(field, row))
			add_words(&words, utf8_fold(arena, field_get_str(field, row)));
	}
	return words.len > 0 ? buf_str(&words) : (str){ NULL, 0 };
}

/* "0812-3456 78" is a phone number: its digits, without the 0 that stands for the country. Not set
 * when the question has anything else in it. */
static str phone_digits(struct ctx *cx, str question)
{
	struct buf digits = buf_new(cx->arena);

	for (size_t i = 0; i < question.len; i++) {
		char c = question.ptr[i];

		if (c >= '0' && c <= '9')
			buf_char(&digits, c);
		else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '+' && c != '.')
			return (str){ NULL, 0 };
	}
	if (digits.len < 5)
		return (str){ NULL, 0 };

	str all = buf_str(&digits);

	return all.ptr[0] == '0' ? str_sub(all, 1, all.len) : all;
}

static str folded_question(struct ctx *cx, str question)
{
	str phone = phone_digits(cx, question);

	return str_is_set(phone) ? phone : utf8_fold(cx->arena, question);
}

/* Up to three characters before a short word, so that it has a whole trigram. */
static const char *padding(str word)
{
	size_t length = utf8_length(word);

	return length == 1 ? "  " : length == 2 ? " " : "";
}

/* The words of a question as patterns that the index can look for: "  a", " ab", "abc". */
enum rc search_patterns(struct ctx *cx, str question, str *patterns, size_t *count)
{
	str rest = folded_question(cx, question);
	str word;

	*count = 0;
	while (*count < MAX_SEARCH_WORDS && str_split(&rest, ' ', &word)) {
		if (word.len == 0)
			continue;
		patterns[*count] = str_printf(cx->arena, "%s%.*s", padding(word), STR_ARG(word));
		if (!str_is_set(patterns[(*count)++]))
			return fail_memory(cx);
	}
	return OK;
}

/* --- what the index of SQLite is asked ------------------------------------------------------------------ */

static void add_phrase(struct buf *match, str phrase)
{
	buf_text(match, match->len > 0 ? " AND \"" : "\"");
	for (size_t i = 0; i < phrase.len; i++) {
		if (phrase.ptr[i] == '"')
			buf_char(match, '"');
		buf_char(match, phrase.ptr[i]);
	}
	buf_char(match, '"');
}

/* The byte at which a character begins. */
static size_t place_of(str text, size_t character)
{
	size_t at = 0;

	while (character-- > 0 && at < text.len)
		at += utf8_sequence(text.ptr + at, text.len - at);
	return at;
}

static void add_trigram(struct buf *match, str pattern, size_t first)
{
	add_phrase(match, str_sub(pattern, place_of(pattern, first), place_of(pattern, first + 3)));
}

/* Of "printers": "pri", "nte" and "ers". That they stand in this order is not asked. */
static void add_trigrams(struct buf *match, str pattern, size_t most)
{
	size_t length = utf8_length(pattern);
	size_t count = 0;

	for (size_t i = 0; i + 3 <= length && count < most; i += 3, count++)
		add_trigram(match, pattern, i);
	if (length > 3 && length % 3 != 0 && count < most)
		add_trigram(match, pattern, length - 3);
}

static enum rc match_sql(struct buf *match, struct search_sql *out)
{
	out->text = STR("search MATCH ?");
	out->parameters[0] = buf_str(match);
	out->count = match->len > 0;
	return buf_rc(match);
}

/* --- what PostgreSQL is asked --------------------------------------------------------------------------- */

static str like_pattern(struct ctx *cx, str pattern)
{
	struct buf like = buf_new(cx->arena);

	buf_char(&like, '%');
	for (size_t i = 0; i < pattern.len; i++) {
		char c = pattern.ptr[i];

		if (c == '%' || c == '_' || c == '\\')
			buf_char(&like, '\\');
		buf_char(&like, c);
	}
	buf_char(&like, '%');
	return buf_str(&like);
}

static enum rc like_sql(struct ctx *cx, const str *patterns, size_t count, struct search_sql *out)
{
	struct buf sql = buf_new(cx->arena);

	out->count = count;
	for (size_t i = 0; i < count; i++) {
		buf_text(&sql, i > 0 ? " AND words LIKE ?" : "words LIKE ?");
		out->parameters[i] = like_pattern(cx, patterns[i]);
	}
	out->text = buf_str(&sql);
	return buf_rc(&sql);
}

/* --- questions ------------------------------------------------------------------------------------------- */

enum rc search_sql(struct ctx *cx, str question, struct search_sql *out)
{
	str patterns[MAX_SEARCH_WORDS];
	struct buf match = buf_new(cx->arena);
	size_t count;

	TRY(search_patterns(cx, question, patterns, &count));
	if (db_dialect(cx->db) != DB_SQLITE)
		return like_sql(cx, patterns, count, out);
	for (size_t i = 0; i < count; i++)
		add_phrase(&match, patterns[i]);
	return match_sql(&match, out);
}

enum rc search_near_sql(struct ctx *cx, const str *patterns, size_t count, size_t most_trigrams,
			struct search_sql *out)
{
	struct buf match = buf_new(cx->arena);

	if (db_dialect(cx->db) != DB_SQLITE)
		return like_sql(cx, patterns, count, out);
	for (size_t i = 0; i < count; i++)
		add_trigrams(&match, patterns[i], most_trigrams);
	return match_sql(&match, out);
}

bool search_has(str words, const str *patterns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!memmem(words.ptr, words.len, patterns[i].ptr, patterns[i].len))
			return false;
	return true;
}
