/* What makes a password good enough: people/password_check.c. */
#include "table.h"

#include "people/people.h"

struct password_case {
	const char *name;
	const char *password;
	const char *code; /* NULL: good */
};

static const struct password_case cases[] = {
	{ "a phrase of words is good", "correct horse battery staple", NULL },
	{ "twelve characters without a pattern are good", "k7#mPq2!xvTz", NULL },
	{ "characters count, not bytes", "ünïcödé wörd", NULL },
	{ "the name with enough beside it is good", "Budi Santoso pergi ke pasar", NULL },
	{ "eleven characters are too few", "k7#mPq2!xvT", "too_short" },
	{ "the empty password is too short", "", "too_short" },
	{ "password1234 is easy", "password1234", "too_easy" },
	{ "a tried word written twice is easy", "PasswordPassword", "too_easy" },
	{ "digits in a row are easy", "123456789012", "too_easy" },
	{ "keys in a row are easy", "qwertyuiop123", "too_easy" },
	{ "an Indonesian favourite is easy", "bismillah123", "too_easy" },
	{ "the country and a year are easy", "Indonesia2026", "too_easy" },
	{ "one letter again and again is easy", "aaaaaaaaaaaaaaa", "too_easy" },
	{ "two letters again and again are easy", "abababababababab", "too_easy" },
	{ "the user's name is easy", "Budi Santoso 1", "too_easy" },
	{ "the user's name in another case is easy", "BUDISANTOSO12", "too_easy" },
	{ "the user's address is easy", "budi.s1234567", "too_easy" },
};

static const struct user budi = {
	.name = STR_INIT("Budi Santoso"),
	.email = STR_INIT("budi.s@example.com"),
};

static void password_is_judged(void **row)
{
	const struct password_case *c = *row;
	LOCAL(local);
	enum rc rc = password_check(&local.cx, &budi, str_from(c->password));

	if (!c->code) {
		assert_int_equal(rc, OK);
		return;
	}
	assert_int_equal(rc, E_INVALID);
	assert_int_equal(local.cx.failure.error_count, 1);
	assert_string_equal(local.cx.failure.errors[0].code, c->code);
	assert_text(local.cx.failure.errors[0].field, "password");
}

static void long_ones_are_refused(void)
{
	LOCAL(local);
	struct buf text = buf_new(&local.arena);

	for (int i = 0; i < PASSWORD_MAX; i++)
		buf_char(&text, (char)('a' + i % 17));
	assert_int_equal(password_check(&local.cx, &budi, buf_str(&text)), OK);
	buf_char(&text, 'x');
	assert_int_equal(password_check(&local.cx, &budi, buf_str(&text)), E_INVALID);
	assert_string_equal(local.cx.failure.errors[0].code, "too_long");
}

static void bytes_are_refused(void)
{
	LOCAL(local);

	assert_int_equal(password_check(&local.cx, &budi, STR("\xff\xfe not any text")), E_INVALID);
	assert_string_equal(local.cx.failure.errors[0].code, "not_text");
}

static void user_without_name_or_address(void)
{
	const struct user nobody = { .name = { NULL, 0 } };
	LOCAL(local);

	assert_int_equal(password_check(&local.cx, &nobody, STR("correct horse battery")), OK);
}

int main(void)
{
	static const struct plain_row plain[] = {
		{ "256 characters are the most", long_ones_are_refused },
		{ "what is not UTF-8 is refused", bytes_are_refused },
		{ "a user without name and address has passwords too",
		  user_without_name_or_address },
	};
	static const struct table tables[] = { TABLE(cases, password_is_judged), PLAIN(plain) };

	return tables_run("password_check", tables, COUNT_OF(tables));
}
