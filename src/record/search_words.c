/* Search words: folding rows and questions into the same form. Finding: search.c. */
#include "record/search_words.h"

#include "base/utf8.h"
#include "db/db.h"

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

static enum rc fts_expression(struct ctx *cx, const str *patterns, size_t count, str *out)
{
	struct buf match = buf_new(cx->arena);

	for (size_t i = 0; i < count; i++) {
		buf_text(&match, i > 0 ? " AND \"" : "\"");
		for (size_t k = 0; k < patterns[i].len; k++)
			if (patterns[i].ptr[k] != '"')
				buf_char(&match, patterns[i].ptr[k]);
		buf_char(&match, '"');
	}
	*out = buf_str(&match);
	return buf_rc(&match);
}

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

enum rc search_sql(struct ctx *cx, str question, struct search_sql *out)
{
	str patterns[MAX_SEARCH_WORDS];
	struct buf sql = buf_new(cx->arena);

	TRY(search_patterns(cx, question, patterns, &out->count));
	if (db_dialect(cx->db) == DB_SQLITE) {
		buf_text(&sql, "SELECT rowid AS row_key FROM search WHERE search MATCH ?");
		TRY(fts_expression(cx, patterns, out->count, &out->parameters[0]));
		out->count = out->count > 0;
	} else {
		buf_text(&sql, "SELECT row_key FROM search WHERE 1 = 1");
		for (size_t i = 0; i < out->count; i++) {
			buf_text(&sql, " AND words LIKE ?");
			out->parameters[i] = like_pattern(cx, patterns[i]);
		}
	}
	out->text = buf_str(&sql);
	return buf_rc(&sql);
}
