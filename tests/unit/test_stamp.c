/* Signed instants: people/stamp.c. */
#include "table.h"

#include "base/random.h"
#include "people/stamp.h"

#include <string.h>

enum { NOW = 1700000000 };

static str make(struct local *local, str secret)
{
	str stamp = { NULL, 0 };

	local->cx.now = (int64_t)NOW * 1000;
	local->cx.random = random_bytes;
	assert_int_equal(stamp_make(&local->cx, secret, &stamp), OK);
	return stamp;
}

static void tells_when_it_was_made(void)
{
	LOCAL(local);
	str first = make(&local, STR("secret"));
	str second = make(&local, STR("secret"));
	str nonce = { NULL, 0 };
	str other = { NULL, 0 };
	int64_t at = 0;

	assert_true(stamp_read(STR("secret"), first, &at, &nonce));
	assert_int_equal(at, (int64_t)NOW * 1000);
	assert_int_equal(nonce.len, 22);
	assert_true(stamp_read(STR("secret"), second, &at, &other));
	assert_false(str_eq(nonce, other));
}

static void is_of_one_secret(void)
{
	LOCAL(local);
	str stamp = make(&local, STR("secret"));
	str nonce = { NULL, 0 };
	int64_t at = 0;

	assert_false(stamp_read(STR("another"), stamp, &at, &nonce));
	assert_false(stamp_read(STR(""), stamp, &at, &nonce));
}

/* Every single letter counts. */
static void cannot_be_changed(void)
{
	LOCAL(local);
	str stamp = make(&local, STR("secret"));
	str nonce = { NULL, 0 };
	int64_t at = 0;

	for (size_t i = 0; i < stamp.len; i++) {
		char changed[128];

		memcpy(changed, stamp.ptr, stamp.len);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		assert_false(stamp_read(STR("secret"), (str){ changed, stamp.len }, &at, &nonce));
		assert_false(stamp_read(STR("secret"), str_sub(stamp, 0, i), &at, &nonce));
	}
}

static const struct text_row {
	const char *name;
	str text;
} none[] = {
	{ "nothing is no stamp", { NULL, 0 } },
	{ "an empty text is none", STR_INIT("") },
	{ "points alone are none", STR_INIT("..") },
	{ "one without a signature is none", STR_INIT("1.x.") },
	{ "one with any signature is none",
	  STR_INIT("1.x.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") },
};

static void is_none(void **row)
{
	const struct text_row *r = *row;
	str nonce = { NULL, 0 };
	int64_t at = 0;

	assert_false(stamp_read(STR("secret"), r->text, &at, &nonce));
}

static const struct plain_row plain[] = {
	{ "a stamp tells when it was made, and is one of its own", tells_when_it_was_made },
	{ "a stamp is of one secret", is_of_one_secret },
	{ "a stamp that is changed or cut is none", cannot_be_changed },
};

int main(void)
{
	const struct table tables[] = { PLAIN(plain), TABLE(none, is_none) };

	return tables_run("stamp", tables, COUNT_OF(tables));
}
