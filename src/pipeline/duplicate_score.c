/* How alike two names are. Pure; where the candidates come from: duplicates.c. */
#include "pipeline/duplicate_score.h"

#include "base/convert.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_LENGTH = 64, MAX_TRIGRAMS = 2 * MAX_LENGTH };

struct trigrams {
	uint32_t items[MAX_TRIGRAMS]; /* three bytes each, sorted */
	size_t count;
};

static int64_t spelling_score(str a, str b);
static int64_t words_score(str a, str b);
static int64_t rests_score(str a, str b);

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t duplicate_score(str a, str b)
{
	a = str_sub(a, 0, MAX_LENGTH);
	b = str_sub(b, 0, MAX_LENGTH);
	if (a.len == 0 || b.len == 0)
		return 0;

	int64_t spelling = spelling_score(a, b);
	int64_t words = words_score(a, b);

	return smaller(spelling > words ? spelling : words, rests_score(a, b));
}

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters the beginnings of two texts are apart. Row i of the table is kept in rows[i % 3]; a
 * swap looks two rows back. */
struct distances {
	str a;
	str b;
	size_t rows[3][MAX_LENGTH + 1];
};

/* One cell of the table from the cells before it. */
static size_t cell(const struct distances *table, size_t i, size_t j)
{
	const size_t *two_before = table->rows[(i + 1) % 3];
	const size_t *before = table->rows[(i + 2) % 3];
	const size_t *here = table->rows[i % 3];
	str a = table->a;
	str b = table->b;
	bool same = a.ptr[i - 1] == b.ptr[j - 1];
	size_t best = min(before[j - 1] + !same, min(before[j], here[j - 1]) + 1);
	bool swapped =
		i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1];

	return swapped ? min(best, two_before[j - 2] + 1) : best;
}

static size_t distance(str a, str b)
{
	struct distances table = { .a = a, .b = b };

	for (size_t j = 0; j <= b.len; j++)
		table.rows[0][j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		table.rows[i % 3][0] = i;
		for (size_t j = 1; j <= b.len; j++)
			table.rows[i % 3][j] = cell(&table, i, j);
	}
	return table.rows[a.len % 3][b.len];
}

static int64_t spelling_score(str a, str b)
{
	size_t longer = a.len > b.len ? a.len : b.len;

	return DUPLICATE_SCORE_MAX * to_int64(longer - distance(a, b)) / to_int64(longer);
}

static int by_value(const void *a, const void *b)
{
	const uint32_t *left = a;
	const uint32_t *right = b;

	return (*left > *right) - (*left < *right);
}

static unsigned char letter(str word, size_t i)
{
	return i == 0 || i > word.len ? ' ' : (unsigned char)word.ptr[i - 1];
}

static void add_word(struct trigrams *all, str word)
{
	for (size_t i = 0; i < word.len && all->count < MAX_TRIGRAMS; i++)
		all->items[all->count++] = (uint32_t)letter(word, i) << 16 |
					   (uint32_t)letter(word, i + 1) << 8 | letter(word, i + 2);
}

static struct trigrams trigrams_of(str name)
{
	struct trigrams all = { .count = 0 };
	str word;

	while (str_split(&name, ' ', &word))
		add_word(&all, word);
	qsort(all.items, all.count, sizeof all.items[0], by_value);
	return all;
}

static int64_t words_score(str a, str b)
{
	struct trigrams left = trigrams_of(a);
	struct trigrams right = trigrams_of(b);
	size_t i = 0;
	size_t j = 0;
	size_t common = 0;

	if (left.count + right.count == 0)
		return 0;
	while (i < left.count && j < right.count) {
		bool same = left.items[i] == right.items[j];
		bool less = left.items[i] < right.items[j];

		common += same;
		i += same || less;
		j += same || !less;
	}
	return DUPLICATE_SCORE_MAX * 2 * to_int64(common) / to_int64(left.count + right.count);
}

/* --- what two names do not share ---------------------------------------------------------------------------- */

struct words {
	str items[MAX_LENGTH / 2];
	size_t count;
};

static struct words words_of(str name)
{
	struct words all = { .count = 0 };
	str word;

	while (str_split(&name, ' ', &word))
		if (word.len > 0)
			all.items[all.count++] = word;
	return all;
}

static void leave_out(struct words *words, size_t at)
{
	words->count--;
	memmove(&words->items[at], &words->items[at + 1],
		(words->count - at) * sizeof words->items[0]);
}

static bool take_away(struct words *words, str word)
{
	for (size_t i = 0; i < words->count; i++)
		if (str_eq(words->items[i], word)) {
			leave_out(words, i);
			return true;
		}
	return false;
}

/* Takes the words that both have from both. Says whether there were any. */
static bool take_shared(struct words *left, struct words *right)
{
	size_t before = left->count;

	for (size_t i = left->count; i > 0; i--)
		if (take_away(right, left->items[i - 1]))
			leave_out(left, i - 1);
	return left->count < before;
}

struct joined {
	char bytes[MAX_LENGTH + 1];
	size_t len;
};

static str join(const struct words *words, struct joined *out)
{
	out->len = 0;
	for (size_t i = 0; i < words->count; i++) {
		if (i > 0)
			out->bytes[out->len++] = ' ';
		memcpy(out->bytes + out->len, words->items[i].ptr, words->items[i].len);
		out->len += words->items[i].len;
	}
	return (str){ out->bytes, out->len };
}

static int64_t rests_as_written(str a, str b)
{
	struct words left = words_of(a);
	struct words right = words_of(b);
	struct joined of_left;
	struct joined of_right;

	if (!take_shared(&left, &right) || left.count == 0 || right.count == 0)
		return DUPLICATE_SCORE_MAX;
	a = join(&left, &of_left);
	b = join(&right, &of_right);
	if (str_starts(a, b) || str_starts(b, a))
		return DUPLICATE_SCORE_MAX;
	return a.ptr[0] == b.ptr[0] ? spelling_score(a, b) : 0;
}

/* Indonesian spelling before 1972, which names keep: Djoko, Tjandra, Soesilo. */
static const struct old_letter {
	const char *old;
	char now;
} old_letters[] = { { "dj", 'j' }, { "tj", 'c' }, { "oe", 'u' } };

static char letter_now(str rest, size_t *length)
{
	for (size_t i = 0; i < COUNT_OF(old_letters); i++)
		if (str_starts(rest, str_from(old_letters[i].old))) {
			*length = strlen(old_letters[i].old);
			return old_letters[i].now;
		}
	*length = 1;
	return rest.ptr[0];
}

/* Jusuf is Yusuf, Catherine Katherine; a soft c is no k: Cici is not Kiki. */
static char first_letter(char first, char second)
{
	bool is_soft = second == 'e' || second == 'i' || second == 'y';

	return first == 'j' ? 'y' : first == 'c' && !is_soft ? 'k' : first;
}

static str fold_spelling(str name, struct joined *out)
{
	size_t length;

	out->len = 0;
	for (size_t i = 0; i < name.len; i += length)
		out->bytes[out->len++] = letter_now(str_sub(name, i, name.len), &length);
	for (size_t i = 0; i + 1 < out->len; i++)
		if (i == 0 || out->bytes[i - 1] == ' ')
			out->bytes[i] = first_letter(out->bytes[i], out->bytes[i + 1]);
	return (str){ out->bytes, out->len };
}

/* As they are written or in one spelling, whichever is more alike. */
static int64_t rests_score(str a, str b)
{
	struct joined of_a;
	struct joined of_b;
	int64_t written = rests_as_written(a, b);
	int64_t folded = rests_as_written(fold_spelling(a, &of_a), fold_spelling(b, &of_b));

	return written > folded ? written : folded;
}
