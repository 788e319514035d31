/* Pipelines from templates and files, and back: template_file.c, template_save.c, template_list.c,
 * pipeline_from_template.c, pipeline_import.c, pipeline_export.c. */
#include "pipeline_support.h"

#include "codec/json_in.h"
#include "codec/json_out.h"

struct choosing {
	str key;
	enum language language;
	str name;
	struct pipeline pipeline;
	const struct json_in *file;
};

static enum rc run_template(struct ctx *cx, void *argument)
{
	struct choosing *c = argument;

	return pipeline_from_template(cx, c->key, c->language, c->name, &c->pipeline);
}

static enum rc run_import(struct ctx *cx, void *argument)
{
	struct choosing *c = argument;

	return pipeline_import(cx, c->file, c->language, c->name, &c->pipeline);
}

static enum rc write_list(struct ctx *cx, void *argument, struct json_out *out)
{
	(void)argument;
	return template_list_to_json(cx, out);
}

static enum rc write_export(struct ctx *cx, void *argument, struct json_out *out)
{
	return pipeline_export(cx, *(int64_t *)argument, out);
}

static void every_template_becomes_a_pipeline(struct db_fixture *fixture)
{
	static const char *const keys[] = { "general-b2b",     "wholesale-distribution",
					    "agency-services", "software-subscription",
					    "property",        "tender-government",
					    "start-empty" };
	struct world world;

	world_make(&world, fixture);
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		for (enum language l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++) {
			struct choosing c = { .key = str_from(keys[i]), .language = l };

			unit(&world, run_template, &c, OK);
			assert_true(str_is(c.pipeline.template_key, keys[i]));
		}
	assert_all_sound(&world);
	world_free(&world);
}

static void speaks_the_chosen_language(struct db_fixture *fixture)
{
	struct world world;
	struct choosing c = { .key = STR("general-b2b"), .language = LANGUAGE_ID };
	struct stage *stages;
	size_t count;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	unit(&world, run_template, &c, OK);
	assert_true(str_is(c.pipeline.name, "B2B umum"));
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx, stages_of(world.cx, c.pipeline.row.id, false, &stages, &count), OK);
	db_read_end(world.cx);
	assert_int_equal(count, 7);
	assert_true(str_is(stages[0].name, "Prospek"));
	assert_int_equal(stages[0].probability, 1000);
	assert_int_equal(stages[0].idle_days, 14);
	assert_has(stages[0].exit_criteria, "Minimal satu kontak");
	assert_true(str_is(stages[6].name, "Kalah"));
	assert_int_equal(stages[6].idle_days, UNSET);

	/* The same again gets a number; one undo takes a whole pipeline back. */
	unit(&world, run_template, &c, OK);
	assert_true(str_is(c.pipeline.name, "B2B umum 2"));
	undo_last(&world, OK);
	must_load(&world, &pipeline_entity, c.pipeline.row.id, &c.pipeline);
	assert_true(c.pipeline.row.archived_at != UNSET);
	assert_all_sound(&world);
	world_free(&world);
}

static void names_are_checked(struct db_fixture *fixture)
{
	struct world world;
	struct choosing c = { .key = STR("start-empty"), .name = STR("Sales") };

	world_make(&world, fixture);
	unit(&world, run_template, &c, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].code, "taken");
	c.name = STR("  Outlets ");
	unit(&world, run_template, &c, OK);
	assert_true(str_is(c.pipeline.name, "Outlets"));
	c.key = STR("../templates/start-empty");
	unit(&world, run_template, &c, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "template");
	c.key = STR("schema");
	unit(&world, run_template, &c, E_INVALID);
	world.cx->who = &world.as_seller;
	c.key = STR("start-empty");
	c.name = STR("Mine");
	unit(&world, run_template, &c, E_DENIED);
	world_free(&world);
}

static void lists_the_general_one_first(struct db_fixture *fixture)
{
	struct world world;
	str json;

	world_make(&world, fixture);
	json = json_of(&world, write_list, NULL);
	assert_true(
		str_starts(json, STR("{\"items\":[{\"key\":\"general-b2b\",\"name\":{\"en\":")));
	assert_has(json, "\"kind\":\"won\",\"probability\":1}");
	assert_lacks(json, "exit_criteria");
	world_free(&world);
}

static void exports_what_imports_alike(struct db_fixture *fixture)
{
	AUTO(json_release) struct json_in *file = NULL;
	struct world world;
	struct choosing c = { .key = STR("general-b2b"), .language = LANGUAGE_EN };
	str first, second;

	world_make(&world, fixture);
	unit(&world, run_template, &c, OK);
	first = json_of(&world, write_export, &c.pipeline.row.id);
	assert_has(first, "\"format\":1,\"key\":\"general-b2b\"");
	assert_has(first, "\"key\":\"meeting-demo\"");
	assert_has(first, "\"probability\":0.35");
	assert_rc(world.cx, json_parse(world.cx, first, &file), OK);
	c.file = file;
	unit(&world, run_import, &c, OK);
	assert_true(str_is(c.pipeline.name, "General B2B 2"));
	second = json_of(&world, write_export, &c.pipeline.row.id);
	assert_has(second, "General B2B 2");
	/* All but the names is the same: of the pipeline, and of its three cadences. */
	assert_has(first, "\"start_stage\":\"proposal\"");
	assert_has(first, "\"stop_on\":[\"reply\",\"stage_change\"]");
	assert_has(second, "Deal gone quiet 2");
	assert_int_equal(first.len + 10 + 3 * 6, second.len);
	assert_all_sound(&world);
	world_free(&world);
}

#define NAME "\"name\": {\"en\": \"X\"}"
#define OPEN "{\"name\": {\"en\": \"A\"}, \"kind\": \"open\", \"probability\": 0.5}"
#define WON "{\"name\": {\"en\": \"W\"}, \"kind\": \"won\"}"
#define LOST "{\"name\": {\"en\": \"L\"}, \"kind\": \"lost\"}"
#define FILE_OF(stages, reasons)                                                                   \
	"{\"format\": 1, " NAME ", \"stages\": [" stages "], \"lost_reasons\": [" reasons "]}"

static void says_what_is_wrong_with_a_file(struct db_fixture *fixture)
{
	static const struct {
		const char *file;
		const char *field; /* NULL: it is right */
	} rows[] = {
		{ FILE_OF(OPEN "," WON "," LOST, ""), NULL },
		{ "{" NAME "}", "format" },
		{ "{\"format\": 2, " NAME "}", "format" },
		{ "{\"format\": 1, \"colour\": 1}", "colour" },
		{ "{\"format\": 1, \"stages\": []}", "name" },
		{ "{\"format\": 1, \"name\": \"X\"}", "name" },
		{ "{\"format\": 1, " NAME ", \"stages\": 5}", "stages" },
		{ FILE_OF(OPEN "," WON, ""), "stages" },
		{ FILE_OF(WON "," LOST, ""), "stages" },
		{ FILE_OF(WON "," OPEN "," LOST, ""), "stages[1].kind" },
		{ FILE_OF(OPEN "," OPEN "," WON "," LOST, ""), "stages[1].name" },
		{ FILE_OF(OPEN ", 5", ""), "stages[1]." },
		{ FILE_OF("{\"name\": {\"en\": \"A\"}}", ""), "stages[0].kind" },
		{ FILE_OF("{\"name\": {\"en\": \"A\"}, \"kind\": \"shut\"}", ""),
		  "stages[0].kind" },
		{ FILE_OF("{\"name\": {\"en\": \"A\"}, \"kind\": \"open\", \"probability\": 2}",
			  ""),
		  "stages[0].probability" },
		{ FILE_OF("{\"name\": {\"en\": \"A\"}, \"kind\": \"open\", \"idle_days\": 0}", ""),
		  "stages[0].idle_days" },
		{ FILE_OF("{\"name\": {\"de\": \"A\"}, \"kind\": \"open\"}", ""),
		  "stages[0].name" },
		{ FILE_OF("{\"name\": {\"en\": \"A\"}, \"kind\": \"open\", \"exit_criteria\":"
			  " [{\"kind\": \"field\", \"field\": \"x\", \"text\": {\"id\": \"y\"}}]}",
			  ""),
		  "stages[0].exit_criteria[0].field" },
		{ FILE_OF("{\"name\": {\"en\": \"A\"}, \"kind\": \"open\", \"exit_criteria\":"
			  " [{\"kind\": \"field\", \"field\": \"amount\"}]}",
			  ""),
		  "stages[0].exit_criteria[0].text" },
		{ FILE_OF(OPEN "," WON "," LOST, "{\"name\": {}}"), "lost_reasons[0].name" },
		{ FILE_OF(OPEN "," WON "," LOST, "{\"nome\": {}}"), "lost_reasons[0].nome" },
	};
	struct world world;

	world_make(&world, fixture);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(json_release) struct json_in *file = NULL;
		struct choosing c = { .language = LANGUAGE_ID };

		assert_rc(world.cx, json_parse(world.cx, str_from(rows[i].file), &file), OK);
		c.file = file;
		unit(&world, run_import, &c, rows[i].field ? E_INVALID : OK);
		if (rows[i].field)
			assert_string_equal(world.cx->failure.errors[0].field.ptr, rows[i].field);
	}
	assert_all_sound(&world);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "every built-in template becomes a pipeline in both languages",
		  every_template_becomes_a_pipeline },
		{ "a pipeline speaks the chosen language", speaks_the_chosen_language },
		{ "a taken name, an unknown template and a seller are refused", names_are_checked },
		{ "the general template is listed first", lists_the_general_one_first },
		{ "an exported pipeline imports alike", exports_what_imports_alike },
		{ "a faulty file is told its place", says_what_is_wrong_with_a_file },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
