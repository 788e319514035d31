/* Token buckets in a table of fixed size, eight places for each hash. A new key takes the place that
 * has the most tokens: the one whose loss forgives least. */
#include "http/rate_limit.h"

#include "base/convert.h"
#include "base/random.h"
#include "http/address.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

enum { WAYS = 8, DEFAULT_KEYS = 4096, TOKEN = 60000, IPV6_NETWORK_BYTES = 8 };

/* A token is 60,000 parts, so that parts come back in whole numbers: `per_minute` of them each ms. */
struct bucket {
	uint64_t key; /* 0: free */
	int64_t parts;
	int64_t at; /* when `parts` was right */
};

struct rate_limit {
	pthread_mutex_t lock;
	struct rate_options options;
	size_t sets;
	unsigned char secret[crypto_shorthash_KEYBYTES];
	struct bucket buckets[];
};

struct rate_limit *rate_limit_new(const struct rate_options *options)
{
	size_t sets = to_size((options->keys ? options->keys : DEFAULT_KEYS) + WAYS - 1) / WAYS;
	struct rate_limit *limit;

	ensure(options->burst > 0 && options->per_minute > 0);
	limit = calloc(1, sizeof *limit + sets * WAYS * sizeof limit->buckets[0]);
	if (!limit)
		return NULL;
	limit->options = *options;
	limit->sets = sets;
	random_bytes(limit->secret, sizeof limit->secret);
	pthread_mutex_init(&limit->lock, NULL);
	return limit;
}

void rate_limit_free(struct rate_limit *limit)
{
	if (!limit)
		return;
	pthread_mutex_destroy(&limit->lock);
	free(limit);
}

static int64_t full(const struct rate_limit *limit)
{
	return INT64_C(1) * limit->options.burst * TOKEN;
}

static uint64_t hash_of(const struct rate_limit *limit, str key)
{
	const void *bytes = key.ptr;
	union {
		unsigned char bytes[crypto_shorthash_BYTES];
		uint64_t number;
	} hash;

	crypto_shorthash(hash.bytes, bytes, key.len, limit->secret);
	return hash.number ? hash.number : 1;
}

/* Lets time give back what it owes. */
static void refill(const struct rate_limit *limit, struct bucket *bucket, int64_t now)
{
	int64_t passed = now > bucket->at ? now - bucket->at : 0;
	int64_t missing = full(limit) - bucket->parts;

	if (passed >= missing / limit->options.per_minute + 1)
		bucket->parts = full(limit);
	else
		bucket->parts += passed * limit->options.per_minute;
	bucket->at = now;
}

static struct bucket *bucket_of(struct rate_limit *limit, uint64_t key, int64_t now)
{
	struct bucket *set = &limit->buckets[key % limit->sets * WAYS];
	struct bucket *best = set;

	for (struct bucket *bucket = set; bucket < set + WAYS; bucket++) {
		refill(limit, bucket, now);
		if (bucket->key == key)
			return bucket;
		if (!bucket->key || (best->key && bucket->parts > best->parts))
			best = bucket;
	}
	*best = (struct bucket){ .key = key, .parts = full(limit), .at = now };
	return best;
}

/* Takes an attempt; else returns how many milliseconds until there is one. */
static int64_t take(struct rate_limit *limit, str key, int64_t now)
{
	pthread_mutex_lock(&limit->lock);

	struct bucket *bucket = bucket_of(limit, hash_of(limit, key), now);
	int64_t wait = 0;

	if (bucket->parts >= TOKEN)
		bucket->parts -= TOKEN;
	else
		wait = (TOKEN - bucket->parts) / limit->options.per_minute + 1;
	pthread_mutex_unlock(&limit->lock);
	return wait;
}

enum rc rate_limit_take(struct ctx *cx, struct rate_limit *limit, str key)
{
	int64_t wait_ms = take(limit, key, cx->now);

	if (wait_ms == 0)
		return OK;
	cx->failure.retry_after_s = to_int((wait_ms + 999) / 1000);
	return fail(cx, E_TOO_MANY, "too many attempts; try again in %d seconds",
		    cx->failure.retry_after_s);
}

enum rc rate_limit_take_peer(struct ctx *cx, struct rate_limit *limit, const struct in6_addr *peer)
{
	str bytes = address_bytes(peer);

	if (!address_is_ipv4(peer))
		bytes.len = IPV6_NETWORK_BYTES;
	return rate_limit_take(cx, limit, bytes);
}

void rate_limit_give(struct ctx *cx, struct rate_limit *limit, str key)
{
	pthread_mutex_lock(&limit->lock);

	struct bucket *bucket = bucket_of(limit, hash_of(limit, key), cx->now);

	bucket->parts = bucket->parts + TOKEN < full(limit) ? bucket->parts + TOKEN : full(limit);
	pthread_mutex_unlock(&limit->lock);
}
