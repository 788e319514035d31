/* Random bytes. */
#include "table.h"

#include "base/random.h"

static void random_bytes_differ(void)
{
	unsigned char a[32] = { 0 };
	unsigned char b[32] = { 0 };

	random_bytes(a, sizeof a);
	random_bytes(b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
}

static void only_the_asked_bytes_change(void)
{
	unsigned char bytes[64] = { 0 };

	random_bytes(bytes + 16, 32);
	for (size_t i = 0; i < 16; i++)
		assert_true(bytes[i] == 0 && bytes[48 + i] == 0);
	random_bytes(bytes, 0);
	assert_int_equal(bytes[0], 0);
}

static const struct plain_row tests[] = {
	{ "random bytes differ each time", random_bytes_differ },
	{ "only the bytes that were asked for change", only_the_asked_bytes_change },
};

int main(void)
{
	static const struct table tables[] = { PLAIN(tests) };

	return tables_run("random", tables, COUNT_OF(tables));
}
