/* Token buckets, and the addresses that they and the server go by. */
#include "http/address.h"
#include "http/rate_limit.h"
#include "table.h"

enum { BURST = 3, PER_MINUTE = 6, KEYS = 64 };

static struct rate_limit *limit_new(void)
{
	struct rate_options options = { .burst = BURST, .per_minute = PER_MINUTE, .keys = KEYS };
	struct rate_limit *limit = rate_limit_new(&options);

	assert_non_null(limit);
	return limit;
}

static void take_all(struct ctx *cx, struct rate_limit *limit, str key)
{
	for (int i = 0; i < BURST; i++)
		assert_int_equal(rate_limit_take(cx, limit, key), OK);
	assert_int_equal(rate_limit_take(cx, limit, key), E_TOO_MANY);
}

static void a_burst_is_free_then_it_says_when(void)
{
	struct rate_limit *limit = limit_new();
	LOCAL(local);

	local.cx.now = INT64_C(1700000000000);
	take_all(&local.cx, limit, STR("a"));
	assert_in_range(local.cx.failure.retry_after_s, 10, 11);
	assert_true(local.cx.failure.detail.len > 0);
	rate_limit_free(limit);
}

static void time_gives_back(void)
{
	struct rate_limit *limit = limit_new();
	LOCAL(local);

	local.cx.now = INT64_C(1700000000000);
	take_all(&local.cx, limit, STR("a"));
	local.cx.now += 9000;
	assert_int_equal(rate_limit_take(&local.cx, limit, STR("a")), E_TOO_MANY);
	local.cx.now += 1000;
	assert_int_equal(rate_limit_take(&local.cx, limit, STR("a")), OK);
	assert_int_equal(rate_limit_take(&local.cx, limit, STR("a")), E_TOO_MANY);
	local.cx.now += INT64_C(1000) * 3600 * 24 * 365 * 100;
	take_all(&local.cx, limit, STR("a"));
	rate_limit_free(limit);
}

static void a_clock_that_goes_back_gives_nothing(void)
{
	struct rate_limit *limit = limit_new();
	LOCAL(local);

	local.cx.now = INT64_C(1700000000000);
	take_all(&local.cx, limit, STR("a"));
	local.cx.now -= 3600000;
	assert_int_equal(rate_limit_take(&local.cx, limit, STR("a")), E_TOO_MANY);
	rate_limit_free(limit);
}

static void keys_do_not_disturb_each_other(void)
{
	struct rate_limit *limit = limit_new();
	LOCAL(local);

	take_all(&local.cx, limit, STR("a"));
	take_all(&local.cx, limit, STR("b"));
	take_all(&local.cx, limit, STR(""));
	rate_limit_free(limit);
}

static void a_success_gives_its_attempt_back(void)
{
	struct rate_limit *limit = limit_new();
	LOCAL(local);

	take_all(&local.cx, limit, STR("a"));
	rate_limit_give(&local.cx, limit, STR("a"));
	assert_int_equal(rate_limit_take(&local.cx, limit, STR("a")), OK);
	assert_int_equal(rate_limit_take(&local.cx, limit, STR("a")), E_TOO_MANY);
	for (int i = 0; i < 10; i++)
		rate_limit_give(&local.cx, limit, STR("a"));
	take_all(&local.cx, limit, STR("a"));
	rate_limit_free(limit);
}

static void a_flood_of_keys_does_not_free_the_one_that_is_blocked(void)
{
	struct rate_limit *limit = limit_new();
	LOCAL(local);

	local.cx.now = INT64_C(1700000000000);
	take_all(&local.cx, limit, STR("a"));
	for (int i = 0; i < 2000; i++) {
		str key = str_printf(&local.arena, "flood %d", i);

		assert_int_equal(rate_limit_take(&local.cx, limit, key), OK);
	}
	assert_int_equal(rate_limit_take(&local.cx, limit, STR("a")), E_TOO_MANY);
	rate_limit_free(limit);
}

static void ipv6_counts_by_its_network(void)
{
	struct rate_limit *limit = limit_new();
	struct in6_addr first;
	struct in6_addr second;
	struct in6_addr other;
	LOCAL(local);

	assert_true(address_parse(STR("2001:db8:1:2::1"), &first));
	assert_true(address_parse(STR("2001:db8:1:2:ffff::9"), &second));
	assert_true(address_parse(STR("2001:db8:1:3::1"), &other));
	for (int i = 0; i < BURST; i++)
		assert_int_equal(rate_limit_take_peer(&local.cx, limit, &first), OK);
	assert_int_equal(rate_limit_take_peer(&local.cx, limit, &second), E_TOO_MANY);
	assert_int_equal(rate_limit_take_peer(&local.cx, limit, &other), OK);
	rate_limit_free(limit);
}

static void ipv4_counts_as_a_whole(void)
{
	struct rate_limit *limit = limit_new();
	struct in6_addr first;
	struct in6_addr second;
	LOCAL(local);

	assert_true(address_parse(STR("192.0.2.1"), &first));
	assert_true(address_parse(STR("192.0.2.2"), &second));
	for (int i = 0; i < BURST; i++)
		assert_int_equal(rate_limit_take_peer(&local.cx, limit, &first), OK);
	assert_int_equal(rate_limit_take_peer(&local.cx, limit, &first), E_TOO_MANY);
	assert_int_equal(rate_limit_take_peer(&local.cx, limit, &second), OK);
	rate_limit_free(limit);
}

static const struct plain_row plain_rows[] = {
	{ "a burst is free, then it says when", a_burst_is_free_then_it_says_when },
	{ "time gives back, but never more than a burst", time_gives_back },
	{ "a clock that goes back gives nothing", a_clock_that_goes_back_gives_nothing },
	{ "keys do not disturb each other", keys_do_not_disturb_each_other },
	{ "a success gives its attempt back", a_success_gives_its_attempt_back },
	{ "a flood of keys does not free the one that is blocked",
	  a_flood_of_keys_does_not_free_the_one_that_is_blocked },
	{ "IPv6 counts by its network", ipv6_counts_by_its_network },
	{ "IPv4 counts as a whole", ipv4_counts_as_a_whole },
};

/* --- addresses ----------------------------------------------------------------------------------- */

struct network_row {
	const char *name;
	const char *network;
	const char *address; /* NULL: the network cannot be read */
	bool inside;
};

static const struct network_row network_rows[] = {
	{ "an address holds itself", "192.0.2.7", "192.0.2.7", true },
	{ "and nobody else", "192.0.2.7", "192.0.2.8", false },
	{ "a network of whole bytes", "10.0.0.0/8", "10.255.1.2", true },
	{ "its neighbour", "10.0.0.0/8", "11.0.0.0", false },
	{ "a network of odd bits, last address", "172.16.0.0/12", "172.31.255.255", true },
	{ "a network of odd bits, next address", "172.16.0.0/12", "172.32.0.0", false },
	{ "everything of IPv4", "0.0.0.0/0", "203.0.113.9", true },
	{ "which is not IPv6", "0.0.0.0/0", "2001:db8::1", false },
	{ "a network of IPv6", "2001:db8::/32", "2001:db8:ffff::1", true },
	{ "its IPv6 neighbour", "2001:db8::/32", "2001:db9::1", false },
	{ "IPv4 written as IPv6", "192.0.2.7", "::ffff:192.0.2.7", true },
	{ "bits beyond the address", "10.0.0.0/33", NULL, false },
	{ "negative bits", "10.0.0.0/-1", NULL, false },
	{ "a name", "proxy.example.com", NULL, false },
	{ "nothing", "", NULL, false },
	{ "three numbers", "10.0.0", NULL, false },
	{ "a zone", "fe80::1%eth0", NULL, false },
};

static void check_network(void **row)
{
	const struct network_row *r = *row;
	struct network network;
	struct in6_addr address;

	assert_int_equal(network_parse(str_from(r->network), &network), r->address != NULL);
	if (!r->address)
		return;
	assert_true(address_parse(str_from(r->address), &address));
	assert_int_equal(network_holds(&network, &address), r->inside);
}

struct print_row {
	const char *name;
	const char *address;
	const char *printed;
	bool is_loopback;
};

static const struct print_row print_rows[] = {
	{ "IPv4 is printed as such", "192.0.2.7", "192.0.2.7", false },
	{ "IPv6 is printed short", "2001:0db8:0:0::1", "2001:db8::1", false },
	{ "IPv4's loopback", "127.1.2.3", "127.1.2.3", true },
	{ "IPv6's loopback", "::1", "::1", true },
};

static void check_print(void **row)
{
	const struct print_row *r = *row;
	struct in6_addr address;
	LOCAL(local);
	struct buf text = buf_new(&local.arena);

	assert_true(address_parse(str_from(r->address), &address));
	address_print(&text, &address);
	assert_text(buf_str(&text), r->printed);
	assert_int_equal(address_is_loopback(&address), r->is_loopback);
}

int main(void)
{
	const struct table tables[] = {
		PLAIN(plain_rows),
		TABLE(network_rows, check_network),
		TABLE(print_rows, check_print),
	};

	return tables_run("http_rate_limit", tables, COUNT_OF(tables));
}
