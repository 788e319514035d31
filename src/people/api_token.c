/* Tokens for programs that act as a user: "alur_" and 256 random bits, of which the table of tokens
 * keeps the SHA-256. How a request is known by one: who.c. */
#include "people/credential.h"

#include "db/db.h"
#include "record/record.h"

static enum rc check_order(struct ctx *cx, const struct token_order *order)
{
	struct user user;
	bool found = false;

	if (!cx->who || order->user_id != cx->who->user_id)
		TRY(need_right(cx, RIGHT_PEOPLE_WRITE));
	if (order->expires_at != UNSET && order->expires_at <= cx->now)
		return fail_code(cx, "expires_at", "past", "this is in the past");
	TRY(record_load_if_there(cx, &user_entity, order->user_id, &user, &found));
	if (!found)
		return fail_code(cx, "user_id", "unknown", "there is no such user");
	return user_check_sign_in(cx, &user);
}

static enum rc set_name(struct ctx *cx, str name, struct token *token)
{
	const struct field *field = entity_field(&token_entity, STR("name"));

	return field->type->from_text(cx, field, "name", name, token);
}

enum rc api_token_create(struct ctx *cx, const struct token_order *order, struct token *token,
			 str *secret)
{
	struct digest digest;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(check_order(cx, order));
	TRY(secret_make(cx, "alur_", secret));
	digest = secret_digest(*secret);
	TRY(record_new(cx, &token_entity, token));
	TRY(set_name(cx, str_is_set(order->name) ? order->name : STR("command line"), token));
	token->user_id = order->user_id;
	token->expires_at = order->expires_at;
	TRY(digest_hex(cx, &digest, &token->hash));
	TRY(record_save(cx, &token_entity, token));
	return tx_commit(&tx);
}

/* Tokens are seen by their user alone; of another's, the program takes it away. */
static enum rc archive_token(struct ctx *cx, struct token *token)
{
	const struct principal *caller = cx->who;

	if (token->user_id != caller->user_id)
		cx->who = &program_principal;

	enum rc rc = record_archive(cx, &token_entity, token->row.id, token);

	cx->who = caller;
	return rc;
}

enum rc api_token_revoke(struct ctx *cx, int64_t token_id)
{
	struct token token;
	bool found = false;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(need_right(cx, RIGHT_SIGNED_IN));
	TRY(record_find_id(cx, &token_entity, token_id, &token, &found));
	if (!found || (token.user_id != cx->who->user_id && !may(cx, RIGHT_PEOPLE_WRITE)))
		return fail(cx, E_MISSING, "there is no token %lld in use", (long long)token_id);
	TRY(archive_token(cx, &token));
	people_changed(cx->people);
	return tx_commit(&tx);
}
