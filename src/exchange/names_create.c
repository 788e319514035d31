/* Makes what a file names and the database lacks, where the caller allowed it. */
#include "exchange/names.h"

#include "entity/entities.h"
#include "record/record.h"

/* --- which may be made ------------------------------------------------------------------------------ */

static const struct {
	const char *word;
	enum name_space space;
} creatable[] = {
	{ "pipelines", SPACE_PIPELINE }, { "stages", SPACE_STAGE },     { "users", SPACE_USER },
	{ "companies", SPACE_COMPANY },  { "products", SPACE_PRODUCT }, { "teams", SPACE_TEAM },
};

enum rc create_parse(struct ctx *cx, str list, unsigned *spaces)
{
	str word;

	/* Sources and lost reasons are no more than words: they come with the rows. */
	*spaces = SPACE_BIT(SPACE_SOURCE) | SPACE_BIT(SPACE_LOST_REASON);
	while (str_split(&list, ',', &word)) {
		size_t i = 0;

		word = str_trim(word);
		while (i < COUNT_OF(creatable) && !str_is(word, creatable[i].word))
			i++;
		if (i < COUNT_OF(creatable))
			*spaces |= SPACE_BIT(creatable[i].space);
		else if (word.len > 0)
			return fail_code(
				cx, "create", "unknown",
				"what can be created is pipelines, stages, users, companies, "
				"products, teams");
	}
	return OK;
}

const char *create_word(enum name_space space)
{
	for (size_t i = 0; i < COUNT_OF(creatable); i++)
		if (creatable[i].space == space)
			return creatable[i].word;
	return NULL;
}

/* --- making ------------------------------------------------------------------------------------------- */

int64_t stage_kind_named(str folded)
{
	static const char *const won[] = { "won", "menang", "closed won", "closedwon" };
	static const char *const lost[] = { "lost", "kalah", "closed lost", "closedlost" };

	for (size_t i = 0; i < COUNT_OF(won); i++)
		if (str_is(folded, won[i]))
			return STAGE_WON;
	for (size_t i = 0; i < COUNT_OF(lost); i++)
		if (str_is(folded, lost[i]))
			return STAGE_LOST;
	return STAGE_OPEN;
}

/* Through its field, as anybody's: not too long, no control characters. */
static enum rc put_name(struct ctx *cx, const struct entity *entity, const struct name_asked *asked,
			void *row)
{
	const struct field *name = entity_field(entity, STR("name"));

	return name->type->from_text(cx, name, asked->column, asked->text, row);
}

static enum rc make_user(struct ctx *cx, const struct name_asked *asked, int64_t *id)
{
	bool is_address = str_find(asked->text, '@', 0) != SIZE_MAX;
	struct user user;

	TRY(record_new(cx, &user_entity, &user));
	TRY(put_name(cx, &user_entity, asked, &user));
	user.role = ROLE_SELLER;
	if (is_address) {
		const struct field *email = entity_field(&user_entity, STR("email"));

		TRY(email->type->from_text(cx, email, asked->column, asked->text, &user));
	}
	TRY(record_save(cx, &user_entity, &user));
	*id = user.row.id;
	return OK;
}

static enum rc make_team(struct ctx *cx, const struct name_asked *asked, int64_t *id)
{
	struct team team;

	TRY(record_new(cx, &team_entity, &team));
	TRY(put_name(cx, &team_entity, asked, &team));
	team.parent_id = asked->parent_id;
	team.shares_deals = true;
	TRY(record_save(cx, &team_entity, &team));
	*id = team.row.id;
	return OK;
}

/* A row of which a name is enough; its parent, where it has one, is a pipeline. */
static enum rc make_named(struct ctx *cx, const struct entity *entity,
			  const struct name_asked *asked, int64_t *id)
{
	const struct field *pipeline = entity_field(entity, STR("pipeline_id"));
	struct row *row = NULL;

	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(record_new(cx, entity, row));
	TRY(put_name(cx, entity, asked, row));
	if (pipeline)
		*field_int_of(pipeline, row) = asked->parent_id;
	TRY(record_save(cx, entity, row));
	*id = row->id;
	return OK;
}

static enum rc make_stage(struct ctx *cx, const struct name_asked *asked, struct name_entry *made)
{
	struct stage *all = NULL;
	const struct where of_pipeline = {
		.field = "pipeline_id",
		.number = asked->parent_id,
		.order = "position",
	};
	size_t count = 0;
	struct stage stage;

	TRY(record_all(cx, &stage_entity, &of_pipeline, &all, &count));
	TRY(record_new(cx, &stage_entity, &stage));
	stage.pipeline_id = asked->parent_id;
	TRY(put_name(cx, &stage_entity, asked, &stage));
	stage.position = 1;
	for (size_t i = 0; i < count; i++)
		if (all[i].kind == STAGE_OPEN && all[i].position >= stage.position)
			stage.position = all[i].position + 1;
	TRY(record_save(cx, &stage_entity, &stage));
	made->id = stage.row.id;
	made->kind = stage.kind;
	made->position = stage.position;
	return OK;
}

enum rc name_create(struct ctx *cx, const struct name_asked *asked, struct name_entry *made)
{
	switch (asked->space) {
	case SPACE_USER:
		return make_user(cx, asked, &made->id);
	case SPACE_TEAM:
		return make_team(cx, asked, &made->id);
	case SPACE_SOURCE:
		return make_named(cx, &source_entity, asked, &made->id);
	case SPACE_PRODUCT:
		return make_named(cx, &product_entity, asked, &made->id);
	case SPACE_COMPANY:
		return make_named(cx, &company_entity, asked, &made->id);
	case SPACE_LOST_REASON:
		return make_named(cx, &lost_reason_entity, asked, &made->id);
	case SPACE_STAGE:
		return make_stage(cx, asked, made);
	default:
		ensure(false); /* pipelines are made with their stages: import_stages.c */
	}
}
