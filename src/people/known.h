/* Private to people/: credentials that were seen in the last seconds, so that a signed-in request
 * needs no query; uses of them that are still to be written down; and the queue for the one place
 * where a password is hashed. Its public side is people.h. */
#ifndef ALUR_PEOPLE_KNOWN_H
#define ALUR_PEOPLE_KNOWN_H

#include "people/people.h"
#include "people/secret.h"

#include <pthread.h>

enum {
	KNOWN_SETS = 256,
	KNOWN_WAYS = 4,
	KNOWN_MS =
		5000, /* how old an answer may be: bounds the delay of what other processes revoke */
	SETTLE_MS =
		1000, /* after a change nothing is remembered for so long: its commit may be under way */
	MAX_USES = 512,
	PASSWORD_QUEUE = 8,
};

struct known {
	struct digest digest;
	struct identity identity; /* owners on the heap */
	int64_t seen_at;
	uint64_t generation; /* 0: free; otherwise people->generation when it was read */
};

/* A token or session that has been used since its row was last told so. */
struct use {
	enum credential_kind kind;
	int64_t id;
	int64_t at;
};

struct people {
	pthread_mutex_t lock; /* of all below but the queue */
	uint64_t generation;  /* counts changes of users, teams, tokens and sessions */
	int64_t settled_at;   /* on the clock of clock_monotonic_ns(), in milliseconds */
	struct known known[KNOWN_SETS][KNOWN_WAYS];
	struct use uses[MAX_USES];
	size_t use_count;

	pthread_mutex_t queue_lock;
	pthread_cond_t queue_turn;
	bool hashing;
	int waiting;
};

/* The remembered answer, its owners copied into cx->arena. False: not known, or too old. */
bool known_find(struct ctx *cx, const struct digest *digest, struct identity *out);

/* Counts changes; to be asked before reading what will be remembered. */
uint64_t known_generation(struct people *people);

/* Remembers what was read since `generation` was asked for, unless something has changed since. */
void known_put(struct ctx *cx, const struct known *entry);

/* Notes that a credential was used, for people_housekeeping(). */
void use_note(struct people *people, struct use use);

/* Hands over the noted uses: copies at most MAX_USES, returns how many, forgets them. */
size_t use_take(struct people *people, struct use *out);

#endif
