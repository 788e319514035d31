/* The table of kinds, and their columns. How rows of each are imported: import_record.c,
 * import_deal.c, import_history.c. */
#include "exchange/kind.h"

#include "base/convert.h"
#include "db/db.h"
#include "entity/entities.h"
#include "record/record.h"

const struct kind kinds[KIND_COUNT] = {
	[KIND_USERS] = { "users", &user_entity, true,
			 "People of the organisation, with their teams." },
	[KIND_COMPANIES] = { "companies", &company_entity, true, "Customers." },
	[KIND_CONTACTS] = { "contacts", &contact_entity, true, "People at customers." },
	[KIND_PRODUCTS] = { "products", &product_entity, true, "What is sold." },
	[KIND_LEADS] = { "leads", &lead_entity, true, "Who may become a customer." },
	[KIND_DEALS] = { "deals", &deal_entity, true, "Deals with their dates." },
	[KIND_DEAL_LINES] = { "deal-lines", &deal_line_entity, true,
			      "What is sold in deals: products, quantities, prices." },
	[KIND_DEAL_CONTACTS] = { "deal-contacts", &deal_contact_entity, true,
				 "Who takes part in deals, and as what." },
	[KIND_ACTIVITIES] = { "activities", &activity_entity, true,
			      "Calls, meetings, tasks, notes." },
	[KIND_STAGE_HISTORY] = { "stage-history", &deal_entity, false,
				 "When deals entered which stage." },
};

#define KIND_BIT(id) (1U << (id))

static const struct special_column {
	struct column column;
	unsigned kinds;
} specials[] = {
	{ { .name = "deal_external_id",
	    .special = COLUMN_DEAL_EXTERNAL_ID,
	    .space = SPACE_DEAL,
	    .doc = "Which deal." },
	  KIND_BIT(KIND_STAGE_HISTORY) },
	{ { .name = "stage",
	    .special = COLUMN_STAGE,
	    .space = SPACE_STAGE,
	    .doc = "The stage that it entered." },
	  KIND_BIT(KIND_STAGE_HISTORY) },
	{ { .name = "entered_at",
	    .special = COLUMN_ENTERED_AT,
	    .shape = SHAPE_INSTANT,
	    .doc = "When; a day means its 00:00." },
	  KIND_BIT(KIND_STAGE_HISTORY) },
	{ { .name = "user", .special = COLUMN_USER, .space = SPACE_USER, .doc = "Who moved it." },
	  KIND_BIT(KIND_STAGE_HISTORY) },
	{ { .name = "amount",
	    .special = COLUMN_AMOUNT,
	    .shape = SHAPE_NUMBER,
	    .doc = "The deal's amount from then on." },
	  KIND_BIT(KIND_STAGE_HISTORY) },
	{ { .name = "first_name",
	    .special = COLUMN_FIRST_NAME,
	    .doc = "With last_name, in place of name." },
	  KIND_BIT(KIND_CONTACTS) | KIND_BIT(KIND_LEADS) },
	{ { .name = "last_name", .special = COLUMN_LAST_NAME },
	  KIND_BIT(KIND_CONTACTS) | KIND_BIT(KIND_LEADS) },
	{ { .name = "manager",
	    .special = COLUMN_MANAGER,
	    .space = SPACE_USER,
	    .doc = "Who manages the team." },
	  KIND_BIT(KIND_USERS) },
	{ { .name = "product",
	    .special = COLUMN_PRODUCT,
	    .space = SPACE_PRODUCT,
	    .doc = "What is sold: makes a line of it." },
	  KIND_BIT(KIND_DEALS) },
	{ { .name = "line",
	    .special = COLUMN_LINE,
	    .shape = SHAPE_NUMBER,
	    .doc = "Which line of the deal: 1 is the first; without, the one of the product." },
	  KIND_BIT(KIND_DEAL_LINES) },
	{ { .name = "outcome",
	    .special = COLUMN_OUTCOME,
	    .doc = "open, won or lost: which kind of stage it is, whatever its name." },
	  KIND_BIT(KIND_DEALS) },
	{ { .name = "entry_amount",
	    .special = COLUMN_ENTRY_AMOUNT,
	    .shape = SHAPE_NUMBER,
	    .doc = "The amount with which a closed deal began; otherwise the same." },
	  KIND_BIT(KIND_DEALS) },
	{ { .name = "entry_stage",
	    .special = COLUMN_ENTRY_STAGE,
	    .space = SPACE_STAGE,
	    .doc = "The stage in which a closed deal began; otherwise the first open one." },
	  KIND_BIT(KIND_DEALS) },
	{ { .name = "won_amount",
	    .special = COLUMN_WON_AMOUNT,
	    .shape = SHAPE_NUMBER,
	    .doc = "The amount from the moment of winning on." },
	  KIND_BIT(KIND_DEALS) },
	{ { .name = "alur_key",
	    .special = COLUMN_KEY,
	    .doc = "Which row it is, as an export writes it; of another database it means nothing." },
	  ~KIND_BIT(KIND_STAGE_HISTORY) },
	{ { .name = "created_on",
	    .special = COLUMN_CREATED_ON,
	    .shape = SHAPE_INSTANT,
	    .doc = "When it began; a day means its 00:00." },
	  ~(KIND_BIT(KIND_STAGE_HISTORY) | KIND_BIT(KIND_DEAL_LINES) |
	    KIND_BIT(KIND_DEAL_CONTACTS)) },
};

/* Which name stands for a reference to which entity. */
static const struct {
	const char *entity;
	enum name_space space;
} spaces[] = {
	{ "user", SPACE_USER },
	{ "team", SPACE_TEAM },
	{ "source", SPACE_SOURCE },
	{ "product", SPACE_PRODUCT },
	{ "pipeline", SPACE_PIPELINE },
	{ "stage", SPACE_STAGE },
	{ "lost_reason", SPACE_LOST_REASON },
	{ "company", SPACE_COMPANY },
	{ "contact", SPACE_CONTACT },
	{ "lead", SPACE_LEAD },
	{ "deal", SPACE_DEAL },
};

enum rc kind_find(struct ctx *cx, str name, const struct kind **out)
{
	if (str_is(name, "stock"))
		return fail_code(cx, "kind", "unknown",
				 "stock cannot be imported yet: it comes with the stock ledger");
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (str_is(name, kinds[i].name)) {
			*out = &kinds[i];
			return OK;
		}
	}
	return fail_code(
		cx, "kind", "unknown",
		"give one of users, companies, contacts, products, leads, deals, deal-lines, "
		"deal-contacts, activities, stage-history");
}

const struct entity *entity_of_space(enum name_space space)
{
	for (size_t i = 0; i < COUNT_OF(spaces); i++)
		if (spaces[i].space == space)
			return entity_by_name(str_from(spaces[i].entity));
	return NULL;
}

static enum name_space space_of(const struct field *field)
{
	for (size_t i = 0; i < COUNT_OF(spaces); i++)
		if (str_is(str_from(field->ref), spaces[i].entity))
			return spaces[i].space;
	return SPACE_NONE;
}

static enum shape shape_of(const struct field *field)
{
	if (field->type == &field_day)
		return SHAPE_DAY;
	if (field->type == &field_instant)
		return SHAPE_INSTANT;
	if (field->type == &field_money || field->type == &field_int ||
	    field->type == &field_rate || field->type == &field_quantity)
		return SHAPE_NUMBER;
	return SHAPE_TEXT;
}

/* "owner" for owner_id, "amount" for amount. */
static enum rc column_of(struct ctx *cx, const struct field *field, struct column *out)
{
	str name = str_from(field->name);

	*out = (struct column){
		.name = field->name, .field = field, .shape = shape_of(field), .doc = field->doc
	};
	if (field->type != &field_ref)
		return OK;
	ensure(str_ends(name, STR("_id")));
	out->space = space_of(field);
	out->name = arena_str(cx->arena, str_sub(name, 0, name.len - 3)).ptr;
	ensure(out->space != SPACE_NONE);
	return out->name ? OK : fail_memory(cx);
}

static enum rc add_fields(struct ctx *cx, const struct entity *entity, struct column *list,
			  int *count)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if (entity->fields[i].flags & F_IMPORT)
			TRY(column_of(cx, &entity->fields[i], &list[(*count)++]));
	return OK;
}

enum rc kind_column(struct ctx *cx, const struct kind *kind, const struct columns *columns,
		    str name, struct column *out)
{
	const struct field *field = entity_field(kind->entity, name);
	int place = column_named(columns, name);

	if (place < 0 && field)
		place = column_of_field(columns, field->name);
	if (place >= 0) {
		*out = columns->list[place];
		return OK;
	}
	if (!field || !field_shows(field) || field->type == &field_json)
		return fail_code(cx, "columns", "unknown", "there is no column \"%.*s\" here",
				 STR_ARG(name));
	if (field->type != &field_ref || space_of(field) != SPACE_NONE)
		return column_of(cx, field, out);
	/* Rows that have no names in files are told by their ids. */
	*out = (struct column){ .name = field->name, .field = field, .doc = field->doc };
	return OK;
}

/* --- user-defined ------------------------------------------------------------------------------------------ */

enum { MAX_CUSTOM = 200 };

struct customs {
	struct columns *columns;
	struct column *list;
	int most;
};

static enum shape shape_of_custom(int64_t kind)
{
	if (kind == CUSTOM_NUMBER || kind == CUSTOM_MONEY)
		return SHAPE_NUMBER;
	return kind == CUSTOM_DAY ? SHAPE_DAY : SHAPE_TEXT;
}

static enum rc add_custom(struct ctx *cx, void *argument, const void *row)
{
	const struct custom_field *definition = row;
	struct customs *customs = argument;
	struct column *column = &customs->list[customs->columns->count];

	if (customs->columns->count == customs->most)
		return OK;
	*column = (struct column){
		.name = str_printf(cx->arena, "custom.%.*s", STR_ARG(definition->key)).ptr,
		.special = COLUMN_CUSTOM,
		.shape = shape_of_custom(definition->kind),
		.doc = definition->name.ptr,
		.key = definition->key,
		.custom = definition->kind,
	};
	customs->columns->count++;
	return column->name ? OK : fail_memory(cx);
}

static enum rc add_customs(struct ctx *cx, const struct kind *kind, struct customs *customs)
{
	const struct where of_kind = { .field = "entity", .text = str_from(kind->entity->name) };
	enum rc rc;

	if (!kind->has_fields || !(kind->entity->flags & ENTITY_CUSTOM))
		return OK;
	TRY(db_read_begin(cx));
	rc = record_each(cx, &custom_field_entity, &of_kind, add_custom, customs);
	db_read_end(cx);
	return rc;
}

enum rc kind_columns(struct ctx *cx, const struct kind *kind, struct columns *out)
{
	struct column *list = NULL;

	*out = (struct columns){ .count = 0 };
	size_t room = kind->entity->field_count + COUNT_OF(specials) + MAX_CUSTOM;

	TRY(ctx_alloc(cx, room * sizeof *list, &list));
	if (kind->has_fields)
		TRY(add_fields(cx, kind->entity, list, &out->count));
	for (int i = 0; i < SPECIAL_COUNT; i++)
		out->at[i] = -1;
	for (size_t i = 0; i < COUNT_OF(specials); i++) {
		if (!(specials[i].kinds & KIND_BIT(kind_id(kind))))
			continue;
		out->at[specials[i].column.special] = out->count;
		list[out->count++] = specials[i].column;
	}
	out->list = list;
	return add_customs(cx, kind, &(struct customs){ out, list, to_int((int64_t)room) });
}

int column_named(const struct columns *columns, str name)
{
	for (int i = 0; i < columns->count; i++)
		if (str_eq_nocase(name, str_from(columns->list[i].name)))
			return i;
	return -1;
}

int column_of_field(const struct columns *columns, const char *field)
{
	for (int i = 0; i < columns->count; i++)
		if (columns->list[i].field && str_is(str_from(columns->list[i].field->name), field))
			return i;
	return -1;
}
