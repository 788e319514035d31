/* Finds rows that may be the same company, contact or lead: by e-mail address and phone through their
 * indexes, by name through the search words, and then by likeness (duplicate_score.c). Merging them:
 * company_merge.c, contact_merge.c, lead_merge.c. */
#include "pipeline/pipeline.h"

#include "base/utf8.h"
#include "codec/json_out.h"
#include "pipeline/duplicate_score.h"
#include "pipeline/lookup.h"
#include "pipeline/operation.h"
#include "record/record.h"

#include <stdlib.h>

enum {
	SAME_VALUE = 10, /* rows looked at for one address or number */
	LIKE_NAMES = 50, /* rows looked at for one piece of a name */
	MAX_PIECES = 6,  /* of a name */
	PIECE = 4,       /* letters of a word's beginning or end that are searched */
};

/* What is being looked for, and what has been found. */
struct search {
	const struct entity *self; /* the row itself is no duplicate */
	int64_t self_id;
	struct duplicate *found;
	size_t count;
};

static enum rc by_value(struct ctx *cx, struct search *search, const struct entity *entity,
			const char *field, str value);
static enum rc by_name(struct ctx *cx, struct search *search, str name);
static int better_first(const void *a, const void *b);

static enum rc by_address(struct ctx *cx, struct search *search, const struct entity *entity,
			  str email, str phone)
{
	TRY(by_value(cx, search, entity, "email", email));
	return by_value(cx, search, entity, "phone", phone);
}

static str text_of(const struct entity *entity, const void *row, const char *field)
{
	return field_get_str(entity_field(entity, str_from(field)), row);
}

enum rc duplicates_find(struct ctx *cx, const struct entity *entity, const void *row,
			struct duplicate *found, size_t *count)
{
	const struct row *head = row;
	struct search search = { .self = entity, .self_id = head->id, .found = found };
	str email = text_of(entity, row, "email");
	str phone = text_of(entity, row, "phone");

	TRY(by_address(cx, &search, entity, email, phone));
	if (entity == &lead_entity)
		TRY(by_address(cx, &search, &contact_entity, email, phone));
	TRY(by_name(cx, &search, text_of(entity, row, "name")));
	if (search.count > 1)
		qsort(found, search.count, sizeof *found, better_first);
	*count = search.count;
	return OK;
}

static int better_first(const void *a, const void *b)
{
	const struct duplicate *left = a;
	const struct duplicate *right = b;

	if (left->score != right->score)
		return left->score > right->score ? -1 : 1;
	return (left->id > right->id) - (left->id < right->id);
}

/* The same row found in two ways counts once, with its better reason; when all places are taken, the
 * worst one goes. */
static void note(struct search *search, const struct duplicate *candidate)
{
	struct duplicate *worst = NULL;

	if (candidate->entity == search->self && candidate->id == search->self_id)
		return;
	for (size_t i = 0; i < search->count; i++) {
		struct duplicate *known = &search->found[i];

		if (known->entity == candidate->entity && known->id == candidate->id) {
			if (known->score < candidate->score)
				*known = *candidate;
			return;
		}
		if (!worst || known->score < worst->score)
			worst = known;
	}
	if (search->count < MAX_DUPLICATES)
		search->found[search->count++] = *candidate;
	else if (worst->score < candidate->score)
		*worst = *candidate;
}

static enum rc by_value(struct ctx *cx, struct search *search, const struct entity *entity,
			const char *field, str value)
{
	const struct lookup same = { .entity = entity, .field = field, .text = value };
	struct list_page page;

	TRY(lookup_page(cx, &same, SAME_VALUE, &page));
	for (size_t i = 0; i < page.count; i++) {
		const void *row = (const char *)page.rows + i * entity->size;
		const struct row *head = row;
		struct duplicate candidate = {
			.entity = entity,
			.id = head->id,
			.label = text_of(entity, row, "name"),
			.reason = field,
			.score = DUPLICATE_SCORE_MAX,
		};

		note(search, &candidate);
	}
	return OK;
}

/* --- names -------------------------------------------------------------------------------------------- */

/* What of a name is compared: companies without their legal forms. */
static str key_of(struct ctx *cx, const struct entity *entity, str name)
{
	return entity == &company_entity ? company_match_key(cx->arena, name)
					 : utf8_fold(cx->arena, name);
}

/* A letter of UTF-8 text is not cut in two. */
static size_t whole_letters(str word, size_t at)
{
	while (at < word.len && ((unsigned char)word.ptr[at] & 0xC0) == 0x80)
		at++;
	return at;
}

/* The beginning and the end of each longer word: a typing error in one leaves the other. */
static size_t pieces_of(str key, str *pieces)
{
	size_t count = 0;
	str word;

	while (count + 2 <= MAX_PIECES && str_split(&key, ' ', &word)) {
		if (word.len < 3)
			continue;
		pieces[count++] = str_sub(word, 0, whole_letters(word, PIECE));
		if (word.len > PIECE)
			pieces[count++] =
				str_sub(word, whole_letters(word, word.len - PIECE), word.len);
	}
	if (count == 0 && key.len > 0)
		pieces[count++] = key;
	return count;
}

static enum rc compare_hits(struct ctx *cx, struct search *search, str key, str piece)
{
	struct search_hit hits[LIKE_NAMES];
	struct search_query like = {
		.entity = search->self,
		.words = piece,
		.hits = hits,
		.limit = LIKE_NAMES,
	};

	TRY(record_search(cx, &like));
	for (size_t i = 0; i < like.count; i++) {
		struct duplicate candidate = {
			.entity = search->self,
			.id = hits[i].id,
			.label = hits[i].title,
			.reason = "name",
			.score = duplicate_score(key, key_of(cx, search->self, hits[i].title)),
		};

		if (candidate.score >= DUPLICATE_SCORE_LIKE)
			note(search, &candidate);
	}
	return OK;
}

static enum rc by_name(struct ctx *cx, struct search *search, str name)
{
	str key = key_of(cx, search->self, name);
	str pieces[MAX_PIECES];
	size_t count = pieces_of(key, pieces);

	if (search->self == &company_entity) {
		/* The index has the key itself: found however many like names there are. */
		size_t before = search->count;

		TRY(by_value(cx, search, search->self, "match_key", key));
		for (size_t i = before; i < search->count; i++)
			search->found[i].reason = "name";
	}
	for (size_t i = 0; i < count; i++)
		TRY(compare_hits(cx, search, key, pieces[i]));
	return OK;
}

/* --- the answer ------------------------------------------------------------------------------------------ */

static void write_items(struct json_out *out, const struct duplicate *found, size_t count)
{
	json_object_begin(out);
	json_items_begin(out);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(out);
		json_key(out, "entity");
		json_str(out, str_from(found[i].entity->name));
		json_key(out, "id");
		json_int(out, found[i].id);
		json_key(out, "title");
		json_str(out, found[i].label);
		json_key(out, "reason");
		json_str(out, str_from(found[i].reason));
		json_key(out, "score");
		json_scaled(out, found[i].score, 4);
		json_object_end(out);
	}
	json_items_end(out, str_from(NULL));
	json_object_end(out);
}

enum rc duplicates_to_json(struct ctx *cx, const struct entity *entity, int64_t id,
			   struct json_out *out)
{
	struct duplicate found[MAX_DUPLICATES];
	size_t count;
	void *row;

	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(record_load(cx, entity, id, row));
	TRY(duplicates_find(cx, entity, row, found, &count));
	write_items(out, found, count);
	return OK;
}

/* An address or number that is still being typed is none yet: it finds nothing. */
static void read_if_whole(struct ctx *cx, const struct entity *entity, const char *name, str value,
			  void *row)
{
	const struct field *field = entity_field(entity, str_from(name));

	if (str_trim(value).len == 0 || field->type->from_text(cx, field, name, value, row) == OK)
		return;
	ctx_clear_failure(cx);
	field_unset(field, row);
}

enum rc duplicates_of_draft_to_json(struct ctx *cx, const struct entity *entity,
				    const struct duplicate_draft *draft, struct json_out *out)
{
	struct duplicate found[MAX_DUPLICATES];
	size_t count;
	void *row;

	TRY(ctx_alloc(cx, entity->size, &row));
	for (size_t i = 0; i < entity->field_count; i++)
		field_unset(&entity->fields[i], row);
	((struct row *)row)->id = 0;
	read_if_whole(cx, entity, "name", draft->name, row);
	read_if_whole(cx, entity, "email", draft->email, row);
	read_if_whole(cx, entity, "phone", draft->phone, row);
	TRY(duplicates_find(cx, entity, row, found, &count));
	write_items(out, found, count);
	return OK;
}
