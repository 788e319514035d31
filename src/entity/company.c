/* A customer organisation. Finding and merging duplicates: pipeline/duplicates.c, company_merge.c. */
#include "entity/entities.h"

#include "base/utf8.h"

static const struct field fields[] = {
	ROW_FIELDS(company),
	{ COL(company, name, TEXT), .flags = F_REQUIRED | F_SEARCH | F_SORT | F_FILTER | F_IMPORT,
	  .min = 1, .max = 200 },
	{ COL(company, domain, TEXT), .flags = F_SEARCH | F_FILTER | F_IMPORT, .max = 253 },
	{ COL(company, phone, PHONE), .flags = F_SEARCH | F_FILTER | F_IMPORT },
	{ COL(company, email, EMAIL), .flags = F_SEARCH | F_FILTER | F_IMPORT },
	{ COL(company, industry, TEXT), .flags = F_IMPORT | F_GROUP, .max = 200 },
	{ COL(company, address, TEXT), .flags = F_IMPORT, .max = 1000 },
	{ COL(company, city, TEXT), .flags = F_FILTER | F_SORT | F_IMPORT | F_GROUP, .max = 200 },
	{ COL(company, country, TEXT), .flags = F_IMPORT | F_GROUP, .max = 200 },
	{ COL(company, owner_id, REF), .ref = "user", .flags = F_FILTER | F_IMPORT,
	  .doc = "Null: it belongs to everybody." },
	{ COL(company, parent_id, REF), .ref = "company", .flags = F_FILTER,
	  .doc = "The company that this one is a subsidiary of." },
	{ COL(company, employees, INT), .flags = F_IMPORT | F_GROUP, .max = 100000000 },
	{ COL(company, revenue, MONEY), .flags = F_IMPORT, .doc = "In a year." },
	{ COL(company, founded, INT), .flags = F_IMPORT, .min = 1000, .max = 9999, .doc = "Year." },
	{ COL(company, merged_into_id, REF), .ref = "company", .flags = F_READONLY },
	{ COL(company, note, TEXT), .max = 20000 },
	{ COL(company, external_id, TEXT), .flags = F_FILTER | F_IMPORT, .max = 200 },
	{ COL(company, custom, JSON), .doc = "User-defined fields by key." },
	{ COL(company, match_key, TEXT), .flags = F_SECRET | F_UNTRACKED | F_READONLY, .max = 400 },
};

static const struct index indexes[] = {
	{ .columns = "name, id" },
	{ .columns = "city, id" },
	{ .columns = "match_key" },
	{ .columns = "domain" },
	{ .columns = "phone" },
	{ .columns = "email" },
	{ .columns = "owner_id, id" },
	{ .columns = "parent_id" },
	{ .columns = "external_id", .where = "external_id IS NOT NULL", .unique = true },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

/* Words that say what a company is in law, not who it is. */
static bool is_legal_form(str word)
{
	static const char *const forms[] = {
		"pt",  "cv",   "tbk",     "ud",          "pte",     "ltd",    "llc",
		"inc", "corp", "co",      "gmbh",        "ag",      "bv",     "sdn",
		"bhd", "plc",  "limited", "corporation", "company", "persero"
	};

	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (str_is(word, forms[i]))
			return true;
	return false;
}

str company_match_key(struct arena *arena, str name)
{
	str rest = utf8_fold(arena, name);
	struct buf key = buf_new(arena);
	str word;

	while (str_split(&rest, ' ', &word)) {
		if (word.len == 0 || is_legal_form(word))
			continue;
		if (key.len > 0)
			buf_char(&key, ' ');
		buf_add(&key, word);
	}
	return key.len > 0 ? buf_str(&key) : utf8_fold(arena, name);
}

static enum rc check(struct ctx *cx, void *row, const void *before)
{
	struct company *company = row;
	const struct company *old = before;

	if (company->row.id != 0 && company->parent_id == company->row.id)
		return fail_code(cx, "parent_id", "cycle", "a company cannot own itself");
	if (!old || !str_eq(old->name, company->name) || !str_is_set(company->match_key))
		company->match_key = company_match_key(cx->arena, company->name);
	return OK;
}

const struct entity company_entity = {
	.name = "company",
	.plural = "companies",
	.code = 5,
	.size = sizeof(struct company),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.flags = ENTITY_CUSTOM,
	.read = RIGHT_SALES_READ,
	.write = RIGHT_SALES_WRITE,
	.scope = SCOPE_OWNER,
	.label = "name",
	.check = check,
	.doc = "Customer organisations.",
};
