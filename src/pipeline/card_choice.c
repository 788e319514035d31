/* What a reader has chosen to see on cards. A board has hundreds of them and a deal may have long texts, so
 * what was not chosen is not sent, and what was is cut to what a card can show. */
#include "pipeline/card_choice.h"

#include "base/utf8.h"
#include "codec/json_in.h"
#include "codec/json_out.h"

/* --- what is chosen ---------------------------------------------------------------------------------- */

static enum rc choose(struct ctx *cx, str name, struct card_choice *out)
{
	static const str own = { "custom.", 7 };
	bool is_contact = str_is(name, "contact");

	if (!is_contact && (!str_starts(name, own) || name.len == own.len))
		return fail_code(cx, "fields", "unknown", "give one of: %s", "contact, custom.KEY");
	if (is_contact)
		out->contact = true;
	else if (out->key_count == MAX_CARD_CHOICE)
		return fail_code(cx, "fields", "count", "give at most %d fields", MAX_CARD_CHOICE);
	else
		out->keys[out->key_count++] =
			arena_str(cx->arena, str_sub(name, own.len, name.len));
	return OK;
}

enum rc card_choice_parse(struct ctx *cx, str fields, struct card_choice *out)
{
	str name;

	*out = (struct card_choice){ .contact = false };
	while (str_split(&fields, ',', &name))
		TRY(choose(cx, str_trim(name), out));
	return OK;
}

/* --- contacts ---------------------------------------------------------------------------------------- */

enum rc card_choice_read(struct ctx *cx, struct card_choice *choice, const int64_t *deal_ids,
			 size_t count)
{
	struct deal_links *links = &choice->links;
	int64_t *contacts;

	if (!choice->contact)
		return OK;
	TRY(deal_main_contacts_read(cx, deal_ids, count, links));
	TRY(ctx_alloc(cx, (links->count + 1) * sizeof *contacts, &contacts));
	for (size_t i = 0; i < links->count; i++)
		contacts[i] = links->items[i].contact_id;
	return card_names_read(cx, &contact_entity, contacts, links->count, &choice->contacts);
}

/* --- on a card --------------------------------------------------------------------------------------- */

static str cut(str text)
{
	size_t at = 0;

	for (size_t i = 0; i < LONGEST_ON_CARD && at < text.len; i++)
		at += utf8_sequence(text.ptr + at, text.len - at);
	return str_sub(text, 0, at);
}

static void write_value(struct ctx *cx, struct json_out *out, str key, const struct json_in *value)
{
	if (!value)
		return;
	json_key_str(out, key);
	if (json_kind(value) == JSON_KIND_TEXT)
		json_str(out, cut(json_text(value)));
	else
		json_raw(out, json_dump(cx->arena, value));
}

static enum rc write_custom(struct ctx *cx, struct json_out *out, const struct card_choice *choice,
			    str custom)
{
	AUTO(json_release) struct json_in *values = NULL;

	json_key(out, "custom");
	json_object_begin(out);
	if (choice->key_count > 0 && str_is_set(custom))
		TRY(json_parse(cx, custom, &values));
	for (size_t i = 0; values && i < choice->key_count; i++)
		write_value(cx, out, choice->keys[i], json_get(values, choice->keys[i].ptr));
	json_object_end(out);
	return OK;
}

enum rc card_choice_write(struct ctx *cx, struct json_out *out, const struct card_choice *choice,
			  const struct deal *deal)
{
	const struct deal_link *link = deal_links_find(&choice->links, deal->row.id);

	card_name_write(out, "contact", &choice->contacts, link ? link->contact_id : 0);
	return write_custom(cx, out, choice, deal->custom);
}
