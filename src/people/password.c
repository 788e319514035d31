/* Hashing of passwords: Argon2id (RFC 9106) by libsodium, with its "interactive" cost of 64 MiB and two
 * passes. One at a time, so that many who sign in at once cannot take the machine's memory: a
 * loaded server stays under 192 MiB. What a good password is: password_check.c. */
#include "people/known.h"

#include <sodium.h>

/* A password longer than this is nobody's; it is not worth hashing. */
enum { MAX_BYTES = 4 * PASSWORD_MAX };

/* The hash of a random password that nobody knows, of the same cost as all others: the work done for
 * an account that is not there. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$WSa56YKF+MUr4QeqUrplTQ$"
			     "cgrDta/ERDSbgJPe9HFKj5rF19Vj4aiLDbTv/BHMPnM";

/* Waits for the one place where a password is hashed; a long queue is turned away. */
static enum rc turn_begin(struct ctx *cx)
{
	struct people *people = cx->people;
	enum rc rc = OK;

	pthread_mutex_lock(&people->queue_lock);
	if (people->waiting >= PASSWORD_QUEUE) {
		rc = fail(cx, E_BUSY, "too many people are signing in; try again in a moment");
		cx->failure.retry_after_s = 2;
	} else {
		people->waiting++;
		while (people->hashing)
			pthread_cond_wait(&people->queue_turn, &people->queue_lock);
		people->waiting--;
		people->hashing = true;
	}
	pthread_mutex_unlock(&people->queue_lock);
	return rc;
}

static void turn_end(struct people *people)
{
	pthread_mutex_lock(&people->queue_lock);
	people->hashing = false;
	pthread_cond_signal(&people->queue_turn);
	pthread_mutex_unlock(&people->queue_lock);
}

enum rc password_hash(struct ctx *cx, str password, str *out)
{
	char text[crypto_pwhash_STRBYTES];
	int failed;

	TRY(turn_begin(cx));
	failed = crypto_pwhash_str(text, password.ptr, password.len,
				   crypto_pwhash_OPSLIMIT_INTERACTIVE,
				   crypto_pwhash_MEMLIMIT_INTERACTIVE);
	turn_end(cx->people);
	if (failed)
		return fail_memory(cx);
	*out = arena_str(cx->arena, str_from(text));
	return str_is_set(*out) ? OK : fail_memory(cx);
}

enum rc password_matches(struct ctx *cx, str hash, str password, bool *yes)
{
	bool is_somebody = str_is_set(hash) && str_is_set(password) && password.len <= MAX_BYTES;
	str against = is_somebody ? arena_str(cx->arena, hash) : str_from(nobody);
	bool matches;

	*yes = false;
	if (!str_is_set(against))
		return fail_memory(cx);
	if (!is_somebody)
		password = STR("");
	TRY(turn_begin(cx));
	matches = crypto_pwhash_str_verify(against.ptr, password.ptr, password.len) == 0;
	turn_end(cx->people);
	*yes = is_somebody && matches;
	return OK;
}

bool password_is_outdated(str hash)
{
	return crypto_pwhash_str_needs_rehash(hash.ptr, crypto_pwhash_OPSLIMIT_INTERACTIVE,
					      crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0;
}
