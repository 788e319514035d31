/* A row of a file becomes a row of its entity, where there is nothing more to it: companies, contacts,
 * products, leads, activities. Users: import_user.c; deals: import_deal.c. */
#include "exchange/importing.h"

#include "base/zone.h"
#include "exchange/row_key.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* --- recognising ---------------------------------------------------------------------------------------- */

/* What a row without an external id is recognised by, best first. The texts are compared as they are
 * stored, so they go through their fields. */
static const struct natural_key {
	enum kind_id kind;
	const char *fields[3];
} natural_keys[] = {
	{ KIND_USERS, { "email", "name" } }, { KIND_COMPANIES, { "match_key" } },
	{ KIND_CONTACTS, { "email" } },      { KIND_PRODUCTS, { "code", "name" } },
	{ KIND_LEADS, { "email" } },
};

static enum rc natural_value(struct ctx *cx, struct importer *im, const char *field, str *value)
{
	bool is_match_key = str_is(str_from(field), "match_key");
	int column = column_of_field(&im->columns, is_match_key ? "name" : field);
	str text = column >= 0 ? im->in->texts.values[column] : (str){ NULL, 0 };
	void *scratch = NULL;

	*value = (str){ NULL, 0 };
	if (!str_is_set(text))
		return OK;
	if (is_match_key) {
		*value = company_match_key(cx->arena, text);
		return OK;
	}
	TRY(ctx_alloc(cx, im->kind->entity->size, &scratch));
	TRY(import_value(cx, im, column, text, scratch));
	*value = field_get_str(im->columns.list[column].field, scratch);
	return OK;
}

/* Two people of one name with two addresses, two products of one name with two codes. */
static bool is_namesake(const struct importer *im, const struct natural_key *key, size_t found_by,
			const void *row)
{
	for (size_t k = 0; k < found_by; k++)
		if (str_is_set(import_field_text(im, key->fields[k])) &&
		    field_is_set(entity_field(im->kind->entity, str_from(key->fields[k])), row))
			return true;
	return false;
}

static enum rc find_naturally(struct ctx *cx, struct importer *im, void *row, bool *found)
{
	for (size_t i = 0; i < COUNT_OF(natural_keys); i++) {
		const struct natural_key *key = &natural_keys[i];

		for (size_t k = 0; key->kind == kind_id(im->kind) && k < COUNT_OF(key->fields) &&
				   key->fields[k] && !*found;
		     k++) {
			struct where same = { .field = key->fields[k] };

			TRY(natural_value(cx, im, same.field, &same.text));
			if (same.text.len > 0)
				TRY(record_find(cx, im->kind->entity, &same, row, found));
			*found = *found && !is_namesake(im, key, k, row);
		}
	}
	return OK;
}

static bool has_natural_key(const struct importer *im)
{
	for (size_t i = 0; i < COUNT_OF(natural_keys); i++)
		for (size_t k = 0;
		     natural_keys[i].kind == kind_id(im->kind) &&
		     k < COUNT_OF(natural_keys[i].fields) && natural_keys[i].fields[k];
		     k++)
			if (str_is(str_from(natural_keys[i].fields[k]), "match_key") ||
			    str_is_set(import_field_text(im, natural_keys[i].fields[k])))
				return true;
	return false;
}

enum rc import_content_key(struct ctx *cx, const struct importer *im, str *key)
{
	unsigned char hash[16];
	crypto_generichash_state state;
	struct buf hex = buf_new(cx->arena);

	if (str_is_set(im->in->content_key)) {
		*key = im->in->content_key;
		return OK;
	}
	crypto_generichash_init(&state, NULL, 0, sizeof hash);
	for (int i = 0; i < im->columns.count; i++) {
		str value = im->in->texts.values[i];
		char length[24];

		/* Length before text: "ab","c" and "a","bc" are two rows. */
		snprintf(length, sizeof length,
			 "%lld:", str_is_set(value) ? (long long)value.len : -1LL);
		crypto_generichash_update(&state, (const unsigned char *)length, strlen(length));
		if (value.len > 0)
			crypto_generichash_update(&state, (const unsigned char *)value.ptr,
						  value.len);
	}
	crypto_generichash_final(&state, hash, sizeof hash);
	buf_text(&hex, "row-");
	for (size_t i = 0; i < sizeof hash; i++)
		buf_printf(&hex, "%02x", hash[i]);
	im->in->content_key = buf_str(&hex);
	*key = im->in->content_key;
	return buf_rc(&hex);
}

/* The key by which a row is known that has no external id here: the one of another database, or one made of
 * its contents where nothing names it. Not set: it needs none. */
static enum rc other_key(struct ctx *cx, const struct importer *im, str *key)
{
	str name;

	if (row_key_split(import_text(im, COLUMN_KEY), key, &name))
		return OK;
	*key = (str){ NULL, 0 };
	if (str_is_set(import_field_text(im, "external_id")) || has_natural_key(im))
		return OK;
	return import_content_key(cx, im, key);
}

static enum rc find_by_key(struct ctx *cx, const struct importer *im, void *row, bool *found)
{
	const struct entity *entity = im->kind->entity;
	str external = import_field_text(im, "external_id");
	const struct where known = { .field = "external_id", .text = external, .unique = true };
	int64_t id = 0;

	TRY(row_key_find(cx, entity, import_text(im, COLUMN_KEY), row, found));
	if (!*found && str_is_set(external))
		TRY(record_find(cx, entity, &known, row, found));
	if (*found)
		return OK;
	TRY(other_key(cx, im, &im->in->other_key));
	if (str_is_set(im->in->other_key))
		TRY(import_key_find(cx, entity, im->in->other_key, &id));
	*(int64_t *)row = id;
	*found = id != 0;
	return OK;
}

/* Another database tells apart two rows of one name: what is known as one of them is not the other. */
static enum rc refuse_other(struct ctx *cx, const struct importer *im, const void *row, bool *found)
{
	bool is_other = false;

	if (*found && str_is_set(im->in->other_key))
		TRY(import_key_is_known(cx, im->kind->entity, *(const int64_t *)row, &is_other));
	*found = *found && !is_other;
	return OK;
}

enum rc import_existing(struct ctx *cx, struct importer *im, void *row, bool *found)
{
	const struct entity *entity = im->kind->entity;

	im->in->other_key = (str){ NULL, 0 };
	TRY(find_by_key(cx, im, row, found));
	if (!*found) {
		TRY(find_naturally(cx, im, row, found));
		TRY(refuse_other(cx, im, row, found));
	}
	if (!*found)
		return OK;
	if (record_load(cx, entity, *(const int64_t *)row, row) == E_MISSING) {
		ctx_clear_failure(cx);
		return fail_code(cx, "external_id", "hidden",
				 "there is such a row already, and it is not yours to see");
	}
	return cx->failure.rc;
}

enum rc import_remember(struct ctx *cx, const struct importer *im, const void *row)
{
	if (!str_is_set(im->in->other_key))
		return OK;
	return import_key_keep(cx, im->kind->entity, im->in->other_key, *(const int64_t *)row);
}

/* --- writing --------------------------------------------------------------------------------------------- */

enum { MS_PER_MINUTE = 60 * 1000 };

/* A day alone means the whole of it, and spreadsheets cut off seconds. */
static bool is_same_time(const struct ctx *cx, int64_t told, int64_t known)
{
	const struct zone *zone = cx->organisation.zone;
	int64_t apart = told > known ? told - known : known - told;

	return apart < MS_PER_MINUTE || (told == zone_day_start(zone, zone_day(zone, told)) &&
					 zone_day(zone, told) == zone_day(zone, known));
}

enum rc import_note_beginning(struct ctx *cx, const struct importer *im, const struct row *row)
{
	int64_t told;

	TRY(import_instant(cx, im, COLUMN_CREATED_ON, &told));
	im->in->kept_date = told != UNSET && !is_same_time(cx, told, row->created_at);
	return OK;
}

static enum rc change(struct ctx *cx, struct importer *im, void *row, enum row_result *result)
{
	struct row *head = row;
	int64_t revision = head->revision;

	*result = ROW_UNCHANGED;
	if (head->archived_at != UNSET)
		return OK; /* somebody has put it away: a file does not bring it back */
	TRY(import_note_beginning(cx, im, head));
	TRY(import_values(cx, im, 0, row));
	TRY(record_save(cx, im->kind->entity, row));
	TRY(any_row_follow(cx, im->kind->entity, row, row));
	if (head->revision != revision)
		*result = ROW_UPDATED;
	return OK;
}

/* Names in two columns make one. */
static enum rc whole_name(struct ctx *cx, const struct importer *im)
{
	str first = import_text(im, COLUMN_FIRST_NAME);
	str last = import_text(im, COLUMN_LAST_NAME);
	int name = column_of_field(&im->columns, "name");

	if (name < 0 || str_is_set(im->in->texts.values[name]) ||
	    (!str_is_set(first) && !str_is_set(last)))
		return OK;
	im->in->texts.values[name] =
		str_trim(str_printf(cx->arena, "%.*s %.*s", STR_ARG(first), STR_ARG(last)));
	return str_is_set(im->in->texts.values[name]) ? OK : fail_memory(cx);
}

/* A list of people without a column of names: each is called by what else tells them apart. */
static void call_them(const struct importer *im, str *name)
{
	static const char *const others[] = { "company_name", "email", "phone", "external_id" };

	for (size_t i = 0; i < COUNT_OF(others) && !str_is_set(*name); i++)
		*name = import_field_text(im, others[i]);
}

/* What a new row must have, where no column of the file gives it. */
static void fill_in(struct importer *im)
{
	enum kind_id kind = kind_id(im->kind);
	int name = column_of_field(&im->columns, "name");
	int role = column_of_field(&im->columns, "role");

	if ((kind == KIND_LEADS || kind == KIND_CONTACTS) && !import_has_column(im, name))
		call_them(im, &im->in->texts.values[name]);
	if (kind == KIND_USERS && !import_has_column(im, role))
		im->in->texts.values[role] = str_from(role_names[ROLE_SELLER]);
}

static enum rc create(struct ctx *cx, struct importer *im, void *row)
{
	const struct entity *entity = im->kind->entity;
	int64_t at;

	TRY(import_instant(cx, im, COLUMN_CREATED_ON, &at));
	TRY(record_new(cx, entity, row));
	fill_in(im);
	TRY(import_values(cx, im, 0, row));
	return record_save_at(cx, entity, row, at == UNSET ? cx->now : at);
}

enum rc import_record(struct ctx *cx, struct importer *im, enum row_result *result)
{
	void *row = NULL;
	bool found = false;

	TRY(ctx_alloc(cx, im->kind->entity->size, &row));
	TRY(map_row_rest(cx, &im->map, -1, &im->in->texts));
	TRY(whole_name(cx, im));
	TRY(import_existing(cx, im, row, &found));
	*result = ROW_CREATED;
	if (found)
		TRY(change(cx, im, row, result));
	else
		TRY(create(cx, im, row));
	return import_remember(cx, im, row);
}
