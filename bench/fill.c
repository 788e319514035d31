/* Fills a database with a sales team's years: `fill DB_URL DEALS [created]`. To ten deals there are three
 * contacts. One tenth of the deals are open, the
 * rest closed; each has passed through its stages at its own pace over the last three years, or with
 * `created` stays as it was created (what an import without history writes). Everything goes through
 * record/, as an import does. The numbers are the same on every run. */
#include "app/app.h"

#include "base/day.h"
#include "people/people.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHUNK = 4000, USERS = 50, DAYS = 1095 };

struct fill {
	struct ctx *cx;
	struct stage *stages;
	size_t stage_count;
	int64_t pipeline_id;
	int64_t users[USERS];
	int64_t first, count; /* of the chunk */
	int64_t total;
	uint64_t state;
	bool created_only;
};

/* xorshift64* (Marsaglia; Vigna): repeatable, good enough for made-up data. */
static uint64_t next(struct fill *fill)
{
	fill->state ^= fill->state >> 12;
	fill->state ^= fill->state << 25;
	fill->state ^= fill->state >> 27;
	return fill->state * UINT64_C(2685821657736338717);
}

static int64_t below(struct fill *fill, int64_t limit)
{
	return (int64_t)(next(fill) % (uint64_t)limit);
}

static enum rc make_team(struct ctx *cx, void *argument)
{
	struct fill *fill = argument;
	struct pipeline pipeline;

	for (int i = 0; i < USERS; i++) {
		struct user user;

		TRY(record_new(cx, &user_entity, &user));
		user.name = str_printf(cx->arena, "Seller %d", i + 1);
		user.email = str_printf(cx->arena, "seller%d@example.com", i + 1);
		user.role = ROLE_SELLER;
		TRY(record_save(cx, &user_entity, &user));
		fill->users[i] = user.row.id;
	}
	TRY(pipeline_from_template(cx, STR("general-b2b"), LANGUAGE_EN, (str){ NULL, 0 },
				   &pipeline));
	fill->pipeline_id = pipeline.row.id;
	return OK;
}

static const char *const things[] = { "Printers", "Paper",  "Laptops", "Cabling", "Licences",
				      "Servers",  "Phones", "Chairs",  "Desks",   "Support" };
static const char *const places[] = { "Jakarta",  "Bandung", "Surabaya", "Medan",  "Semarang",
				      "Makassar", "Malang",  "Denpasar", "Padang", "Solo" };

static enum rc make_deal(struct ctx *cx, struct fill *fill, int64_t number)
{
	int64_t begin = cx->now - (1 + below(fill, DAYS)) * MS_PER_DAY;
	bool open = below(fill, 10) == 0;
	size_t stop = (size_t)below(fill, 5);
	struct deal deal;

	TRY(record_new(cx, &deal_entity, &deal));
	deal.title = str_printf(cx->arena, "%s for %s %lld", things[below(fill, 10)],
				places[below(fill, 10)], (long long)number);
	deal.pipeline_id = fill->pipeline_id;
	deal.stage_id = fill->stages[0].row.id;
	deal.amount = (1 + below(fill, 100000)) * 100000;
	deal.owner_id = fill->users[below(fill, USERS)];
	deal.stage_entered_at = begin;
	deal.expected_close = instant_utc_day(cx->now) + below(fill, 120);
	deal.external_id = str_printf(cx->arena, "D%lld", (long long)number);
	TRY(record_save_at(cx, &deal_entity, &deal, begin));
	if (fill->created_only)
		return OK;
	for (size_t i = 1; i <= stop && open; i++) {
		begin += (cx->now - begin) / 4;
		deal.stage_id = fill->stages[i].row.id;
		deal.stage_entered_at = begin;
		TRY(record_save_at(cx, &deal_entity, &deal, begin));
	}
	if (open)
		return OK;
	begin += below(fill, (cx->now - begin) / 2 + 1);
	deal.stage_id = fill->stages[fill->stage_count - 2 + (size_t)below(fill, 2)].row.id;
	deal.stage_entered_at = begin;
	deal.closed_on = instant_utc_day(begin);
	return record_save_at(cx, &deal_entity, &deal, begin);
}

static const char *const first_names[] = { "Adi",   "Ayu",     "Bayu",   "Citra", "Dewi",
					   "Eko",   "Fitri",   "Gita",   "Hadi",  "Indah",
					   "Joko",  "Kartika", "Lukman", "Maya",  "Nina",
					   "Putri", "Rizky",   "Sari",   "Tono",  "Wulan" };
static const char *const last_names[] = { "Halim",   "Hartono", "Kusuma",  "Lestari",  "Nugroho",
					  "Pratama", "Purnomo", "Santoso", "Setiawan", "Siregar",
					  "Suharto", "Susanto", "Utami",   "Wibowo",   "Wijaya" };

static enum rc make_contact(struct ctx *cx, struct fill *fill, int64_t number)
{
	const char *first = first_names[below(fill, COUNT_OF(first_names))];
	const char *last = last_names[below(fill, COUNT_OF(last_names))];
	struct contact contact;

	TRY(record_new(cx, &contact_entity, &contact));
	contact.name = str_printf(cx->arena, "%s %s", first, last);
	contact.email = str_printf(cx->arena, "%s.%lld@example.com", last, (long long)number);
	contact.owner_id = fill->users[below(fill, USERS)];
	return record_save(cx, &contact_entity, &contact);
}

static enum rc make_chunk(struct ctx *cx, void *argument)
{
	struct fill *fill = argument;

	cx->quiet = true;
	for (int64_t i = 0; i < fill->count; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		TRY(make_deal(cx, fill, fill->first + i));
		if (i % 10 < 3 && !fill->created_only)
			TRY(make_contact(cx, fill, fill->first + i));
		arena_rewind(cx->arena, mark);
	}
	return OK;
}

static enum rc load_stages(struct fill *fill)
{
	enum rc rc;

	TRY(db_read_begin(fill->cx));
	rc = stages_of(fill->cx, fill->pipeline_id, false, &fill->stages, &fill->stage_count);
	db_read_end(fill->cx);
	return rc;
}

static enum rc fill_deals(struct fill *fill)
{
	int64_t begin = clock_monotonic_ns();

	for (fill->first = 0; fill->first < fill->total; fill->first += CHUNK) {
		fill->count = fill->total - fill->first < CHUNK ? fill->total - fill->first : CHUNK;
		TRY(db_write(fill->cx, make_chunk, fill));
	}
	printf("%lld deals in %.1f s\n", (long long)fill->total,
	       (double)(clock_monotonic_ns() - begin) / 1e9);
	return OK;
}

static enum rc run(struct app *app, struct fill *fill, const char *url)
{
	struct ctx *cx = fill->cx;

	TRY(settings_set(cx, &app->settings, SETTING_DB, url));
	TRY(app_open(app, cx));
	TRY(db_write(cx, make_team, fill));
	TRY(load_stages(fill));
	return fill_deals(fill);
}

int main(int argc, char **argv)
{
	struct app app = { 0 };
	struct arena arena;
	struct ctx cx;
	struct fill fill = { .cx = &cx, .state = 88172645463325252u, .created_only = argc == 4 };

	if (argc < 3 || argc > 4 || !str_to_int(str_from(argv[2]), &fill.total)) {
		fprintf(stderr, "use: fill DB_URL DEALS [created]\n");
		return 2;
	}
	arena_init(&arena, 256u << 20);

	enum rc rc = app_start(&app, &arena, &cx);

	if (rc == OK)
		rc = run(&app, &fill, argv[1]);
	if (rc != OK)
		fprintf(stderr, "fill: %.*s\n", STR_ARG(cx.failure.detail));
	app_close(&app);
	return rc != OK;
}
