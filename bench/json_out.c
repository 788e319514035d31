/* How fast our JSON writer is on a list of 50 deals, against jansson printing the same list from a tree
 * that is ready, in rounds that take turns. Prints nanoseconds of the processor a list (medians) and the ratio. */
#include "codec/json_out.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { DEALS = 50, ROUNDS = 9, LISTS_A_ROUND = 400 };

static const char *const titles[] = { "GTX Plus Basic", "Renewal of the support contract, 3 years",
				      "Caf\u00e9 \"Merdeka\" \u2014 new till", "Tender 17/2026" };

struct deal {
	int64_t id, pipeline_id, stage_id, company_id, owner_id;
	const char *title;
	const char *amount;
	const char *currency;
	int64_t stage_entered_at, created_at, updated_at, expected_close;
	bool archived;
	double probability;
};

static struct deal deal_of(int64_t i)
{
	return (struct deal){
		.id = 100000 + i,
		.pipeline_id = 1,
		.stage_id = 1 + i % 6,
		.company_id = 500 + i,
		.owner_id = 7 + i % 9,
		.title = titles[i % 4],
		.amount = "12500000.00",
		.currency = "IDR",
		.stage_entered_at = INT64_C(1772282096789) + i * 7919,
		.created_at = INT64_C(1762282096789) + i * 104729,
		.updated_at = INT64_C(1772382096789),
		.expected_close = 20600 + i,
		.archived = i % 10 == 0,
		.probability = (double)(i % 20) / 20,
	};
}

static void write_deal(struct json_out *out, const struct deal *deal)
{
	json_object_begin(out);
	json_key(out, "id");
	json_int(out, deal->id);
	json_key(out, "title");
	json_str(out, str_from(deal->title));
	json_key(out, "pipeline_id");
	json_int(out, deal->pipeline_id);
	json_key(out, "stage_id");
	json_int(out, deal->stage_id);
	json_key(out, "amount");
	json_str(out, str_from(deal->amount));
	json_key(out, "currency");
	json_str(out, str_from(deal->currency));
	json_key(out, "company_id");
	json_int(out, deal->company_id);
	json_key(out, "owner_id");
	json_int(out, deal->owner_id);
	json_key(out, "expected_close");
	json_day(out, deal->expected_close);
	json_key(out, "lost_reason_id");
	json_none(out);
	json_key(out, "stage_entered_at");
	json_instant(out, deal->stage_entered_at);
	json_key(out, "created_at");
	json_instant(out, deal->created_at);
	json_key(out, "updated_at");
	json_instant(out, deal->updated_at);
	json_key(out, "archived");
	json_bool(out, deal->archived);
	json_key(out, "probability");
	json_number(out, deal->probability);
	json_object_end(out);
}

static str write_list(struct arena *arena)
{
	struct buf text = buf_new(arena);
	struct json_out out = json_out_new(&text);

	json_object_begin(&out);
	json_key(&out, "items");
	json_array_begin(&out);
	for (int64_t i = 0; i < DEALS; i++) {
		struct deal deal = deal_of(i);

		write_deal(&out, &deal);
	}
	json_array_end(&out);
	json_key(&out, "next");
	json_none(&out);
	json_object_end(&out);
	return buf_str(&text);
}

/* The processor's time, so that other work on the machine does not count. */
static int64_t cpu_ns(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

static int64_t time_ours(void)
{
	struct arena arena;
	int64_t begin = cpu_ns();

	arena_init(&arena, 1 << 20);
	for (int i = 0; i < LISTS_A_ROUND; i++) {
		if (!str_is_set(write_list(&arena)))
			abort();
		arena_reset(&arena);
	}
	arena_free(&arena);
	return (cpu_ns() - begin) / LISTS_A_ROUND;
}

static int64_t time_jansson(const json_t *tree)
{
	int64_t begin = cpu_ns();

	for (int i = 0; i < LISTS_A_ROUND; i++) {
		char *text = json_dumps(tree, JSON_COMPACT);

		if (!text)
			abort();
		free(text);
	}
	return (cpu_ns() - begin) / LISTS_A_ROUND;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t median(int64_t *times)
{
	qsort(times, ROUNDS, sizeof *times, by_size);
	return times[ROUNDS / 2];
}

int main(void)
{
	struct arena arena;
	int64_t ours[ROUNDS], theirs[ROUNDS];
	json_error_t error;

	arena_init(&arena, 1 << 20);
	str text = write_list(&arena);
	json_t *tree = json_loadb(text.ptr, text.len, 0, &error);

	if (!tree) {
		fprintf(stderr, "the list is not JSON: %s\n", error.text);
		return 1;
	}
	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = time_ours();
		theirs[i] = time_jansson(tree);
	}
	printf("list of %d deals, %zu bytes: ours %lld ns, jansson %lld ns, ratio %.1f\n", DEALS,
	       text.len, (long long)median(ours), (long long)median(theirs),
	       (double)median(theirs) / (double)median(ours));
	json_decref(tree);
	arena_free(&arena);
	return 0;
}
