/* What to say of a name that stands for nothing: the nearest ones that there are. */
#include "exchange/names.h"

#include "pipeline/duplicate_score.h"
#include "record/record.h"

enum { MAX_NEAR = 3, NEAR_ENOUGH = 6000 };

struct near {
	str name;
	int64_t score;
};

static void keep_nearest(struct near *best, str name, int64_t score)
{
	struct near coming = { name, score };

	if (score < NEAR_ENOUGH)
		return;
	for (size_t i = 0; i < MAX_NEAR; i++) {
		struct near other = best[i];

		if (coming.score <= other.score)
			continue;
		best[i] = coming;
		coming = other;
	}
}

static enum rc near_in_large(struct ctx *cx, const struct name_asked *asked, str wanted,
			     struct near *best)
{
	struct search_hit hits[20];
	struct search_query like = {
		.entity = entity_of_space(asked->space),
		/* What is misspelt is so mostly behind the first letters. */
		.words = str_sub(name_fold(cx->arena, asked->text), 0, 4),
		.hits = hits,
		.limit = COUNT_OF(hits),
	};

	TRY(record_search(cx, &like));
	for (size_t i = 0; i < like.count; i++)
		keep_nearest(best, hits[i].title,
			     duplicate_score(
				     name_squeeze(cx->arena, name_fold(cx->arena, hits[i].title)),
				     wanted));
	return OK;
}

static void near_in_small(const struct names *names, const struct name_asked *asked, str wanted,
			  struct near *best)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct name_entry *entry = &names->entries[i];

		if (entry->space == asked->space && entry->parent_id == asked->parent_id)
			keep_nearest(best, entry->name, duplicate_score(entry->squeezed, wanted));
	}
}

str names_nearest(struct ctx *cx, const struct names *names, const struct name_asked *asked)
{
	str wanted = name_squeeze(cx->arena, name_fold(cx->arena, asked->text));
	struct near best[MAX_NEAR] = { 0 };

	near_in_small(names, asked, wanted, best);
	return best[0].name;
}

static const char *const nouns[SPACE_COUNT] = {
	[SPACE_USER] = "user",
	[SPACE_TEAM] = "team",
	[SPACE_SOURCE] = "source",
	[SPACE_PRODUCT] = "product",
	[SPACE_PIPELINE] = "pipeline",
	[SPACE_STAGE] = "stage",
	[SPACE_LOST_REASON] = "lost reason",
	[SPACE_COMPANY] = "company",
	[SPACE_CONTACT] = "contact",
	[SPACE_LEAD] = "lead",
	[SPACE_DEAL] = "deal",
};

static str nearest(struct ctx *cx, const struct near *best)
{
	struct buf list = buf_new(cx->arena);

	for (size_t i = 0; i < MAX_NEAR && best[i].score > 0; i++)
		buf_printf(&list, "%s%.*s", i > 0 ? " / " : "", STR_ARG(best[i].name));
	return buf_str(&list);
}

/* What would make it, where that was not asked for. */
static const char *allowing(const struct names *names, enum name_space space)
{
	return names->create & SPACE_BIT(space) ? NULL : create_word(space);
}

enum rc names_unknown(struct ctx *cx, const struct names *names, const struct name_asked *asked)
{
	const char *noun = tr(cx, nouns[asked->space]);
	const char *word = allowing(names, asked->space);
	str wanted = name_squeeze(cx->arena, name_fold(cx->arena, asked->text));
	struct near best[MAX_NEAR] = { 0 };
	str list;

	if (name_space_is_small(asked->space))
		near_in_small(names, asked, wanted, best);
	else
		TRY(near_in_large(cx, asked, wanted, best));
	list = nearest(cx, best);
	if (list.len > 0 && word)
		return fail_code(
			cx, asked->column, "unknown",
			"there is no %s \"%.*s\"; did you mean %.*s? (--create %s adds it)", noun,
			STR_ARG(asked->text), STR_ARG(list), word);
	if (list.len > 0)
		return fail_code(cx, asked->column, "unknown",
				 "there is no %s \"%.*s\"; did you mean %.*s?", noun,
				 STR_ARG(asked->text), STR_ARG(list));
	if (word)
		return fail_code(cx, asked->column, "unknown",
				 "there is no %s \"%.*s\" (--create %s adds it)", noun,
				 STR_ARG(asked->text), word);
	return fail_code(cx, asked->column, "unknown", "there is no %s \"%.*s\"", noun,
			 STR_ARG(asked->text));
}
