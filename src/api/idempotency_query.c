/* Idempotency-Key: the answer of a write is kept with its key in the same unit of work, and a repeat
 * gets that answer. The same key with another request is refused. (After the IETF draft "The
 * Idempotency-Key HTTP Header Field".) */
#include "api/api.h"

#include "db/db.h"

#include <sodium.h>

enum { KEY_MAX = 200, KEEP_MS = 48 * 3600 * 1000 };

struct kept_answer {
	int64_t status;
	str etag;
	str location;
	str body;
};

static void hash_request(const struct http_request *rq,
			 unsigned char hash[crypto_hash_sha256_BYTES])
{
	const str size = { (const char *)&rq->upload_bytes, sizeof rq->upload_bytes };
	/* Of a body with a password not even a hash is kept. */
	const str body = rq->route->flags & ROUTE_SECRET ? STR("") : rq->body;
	/* Of a file its type and its content: another file of the same size is another request. */
	const str parts[] = {
		rq->method,       rq->path, rq->query, body, size, http_header(rq, "Content-Type"),
		rq->upload_digest
	};
	const size_t count = rq->upload_bytes > 0 ? COUNT_OF(parts) : COUNT_OF(parts) - 2;
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < count; i++) {
		uint64_t length = parts[i].len;

		crypto_hash_sha256_update(&state, (const unsigned char *)&length, sizeof length);
		if (parts[i].len > 0)
			crypto_hash_sha256_update(&state, (const unsigned char *)parts[i].ptr,
						  parts[i].len);
	}
	crypto_hash_sha256_final(&state, hash);
}

static int64_t caller(const struct ctx *cx)
{
	return cx->who ? cx->who->user_id : 0;
}

static enum rc find(struct ctx *cx, str key, str hash, struct kept_answer *kept, bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx,
		       STR("SELECT request_hash, status, etag, location, body FROM idempotency"
			   " WHERE user_id = ? AND key = ?"),
		       &stmt));
	db_bind_int(stmt, 1, caller(cx));
	db_bind_text(stmt, 2, key);
	TRY(db_step(cx, stmt, found));
	if (!*found)
		return OK;
	if (!str_eq(db_blob(stmt, 0), hash))
		return fail_code(cx, "Idempotency-Key", "reused",
				 "this key was used for another request: take a new one for each");
	kept->status = db_int(stmt, 1);
	kept->etag = arena_str(cx->arena, db_text(stmt, 2));
	kept->location = arena_str(cx->arena, db_text(stmt, 3));
	kept->body = arena_str(cx->arena, db_text(stmt, 4));
	return OK;
}

static enum rc keep(struct ctx *cx, str key, str hash, const struct http_reply *re)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(
		cx,
		STR("INSERT INTO idempotency (user_id, key, request_hash, status, etag, location,"
		    " body, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
		&stmt));
	db_bind_int(stmt, 1, caller(cx));
	db_bind_text(stmt, 2, key);
	db_bind_blob(stmt, 3, hash);
	db_bind_int(stmt, 4, re->status ? re->status : 200);
	db_bind_text(stmt, 5, re->etag);
	db_bind_text(stmt, 6, re->location);
	db_bind_text(stmt, 7, re->body);
	db_bind_int(stmt, 8, cx->now);
	return db_run(cx, stmt, NULL);
}

static bool is_secret(const struct http_request *rq)
{
	return rq->route->flags & ROUTE_SECRET;
}

static enum rc answer_as_before(struct ctx *cx, const struct http_request *rq,
				const struct kept_answer *kept, struct http_reply *re)
{
	if (is_secret(rq))
		return fail(
			cx, E_CONFLICT,
			"this was done before; its answer held a secret, which is kept nowhere");
	re->status = (int)kept->status;
	re->etag = kept->etag;
	re->location = kept->location;
	re->body = kept->body;
	return http_reply_header(cx, re, "Idempotency-Replayed", STR("true"));
}

enum rc api_around_write(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	str key = http_header(rq, "Idempotency-Key");
	unsigned char bytes[crypto_hash_sha256_BYTES];
	str hash = { (const char *)bytes, sizeof bytes };
	struct kept_answer kept = { 0 };
	bool found = false;

	/* Nobody is signed in where all are: a key would be everybody's. */
	if (!str_is_set(key) || (rq->route->flags & ROUTE_PUBLIC))
		return rq->route->handler(cx, rq, re);
	if (key.len == 0 || key.len > KEY_MAX)
		return fail_code(cx, "Idempotency-Key", "too_long", "give 1 to %d characters",
				 KEY_MAX);
	hash_request(rq, bytes);
	TRY(find(cx, key, hash, &kept, &found));
	if (found)
		return answer_as_before(cx, rq, &kept, re);
	TRY(rq->route->handler(cx, rq, re));
	return keep(cx, key, hash,
		    is_secret(rq) ? &(const struct http_reply){ .status = re->status } : re);
}

enum rc idempotency_forget(struct ctx *cx, void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	(void)argument;
	TRY(db_prepare(cx, STR("DELETE FROM idempotency WHERE at < ?"), &stmt));
	db_bind_int(stmt, 1, cx->now - KEEP_MS);
	return db_run(cx, stmt, NULL);
}
