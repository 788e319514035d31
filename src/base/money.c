/* Exact money: reading, writing and scaling. The currencies: currencies.c. */
#include "base/money.h"

#include "base/convert.h"
#include "base/ensure.h"

#include <stdlib.h>
#include <string.h>

static int by_code(const void *key, const void *entry)
{
	return strcmp(key, ((const struct currency *)entry)->code);
}

const struct currency *currency_find(str code)
{
	char key[4] = { 0 };

	if (code.len != 3)
		return NULL;
	memcpy(key, code.ptr, 3);
	return bsearch(key, currencies, currency_count, sizeof currencies[0], by_code);
}

static bool are_digits(str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return text.len > 0;
}

/* Appends digits to an amount; false when it passes MONEY_MAX. */
static bool add_digits(str digits, int64_t *minor)
{
	for (size_t i = 0; i < digits.len; i++) {
		*minor = *minor * 10 + (digits.ptr[i] - '0');
		if (*minor > MONEY_MAX)
			return false;
	}
	return true;
}

static bool is_zeros(str digits)
{
	for (size_t i = 0; i < digits.len; i++)
		if (digits.ptr[i] != '0')
			return false;
	return true;
}

enum money_error money_parse(str text, const struct currency *currency, int64_t *minor)
{
	const str zeros = STR("0000");
	size_t places = to_size(currency->minor_digits);
	bool negative = str_starts(text, STR("-"));
	str number = str_sub(text, negative ? 1 : 0, text.len);
	size_t point = str_find(number, '.', 0);
	bool has_fraction = point != SIZE_MAX;
	str whole = str_sub(number, 0, point);
	str fraction = has_fraction ? str_sub(number, point + 1, number.len) : STR("");
	int64_t value = 0;

	if (!are_digits(whole) || (has_fraction && !are_digits(fraction)))
		return MONEY_NOT_A_NUMBER;
	if (!is_zeros(str_sub(fraction, places, fraction.len)))
		return MONEY_TOO_PRECISE;
	fraction = str_sub(fraction, 0, places);
	if (!add_digits(whole, &value) || !add_digits(fraction, &value) ||
	    !add_digits(str_sub(zeros, 0, places - fraction.len), &value))
		return MONEY_TOO_LARGE;
	*minor = negative ? -value : value;
	return MONEY_OK;
}

int64_t power_of_ten(int exponent)
{
	int64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

void money_print(struct buf *out, int64_t minor, const struct currency *currency)
{
	int64_t unit = power_of_ten(currency->minor_digits);
	int64_t fraction = llabs(minor % unit);
	char digits[8];

	/* The sign on its own: -5 cents have a whole part of 0, which has none. */
	if (minor < 0 && minor / unit == 0)
		buf_char(out, '-');
	buf_int(out, minor / unit);
	if (currency->minor_digits == 0)
		return;
	digits[0] = '.';
	for (int i = currency->minor_digits; i > 0; i--) {
		digits[i] = (char)('0' + fraction % 10);
		fraction /= 10;
	}
	buf_add(out, (str){ digits, to_size(currency->minor_digits) + 1 });
}

bool money_scale(int64_t minor, int64_t numerator, int64_t denominator, int64_t *out)
{
	__extension__ typedef __int128 wide;

	ensure(denominator > 0);

	wide product = (wide)minor * numerator;
	wide half = denominator / 2;
	wide scaled = (product + (product < 0 ? -half : half)) / denominator;

	if (scaled > MONEY_MAX || scaled < -MONEY_MAX)
		return false;
	*out = (int64_t)scaled;
	return true;
}

bool money_rescale(int64_t minor, int from_digits, int to_digits, int64_t *out)
{
	int64_t factor = power_of_ten(abs(to_digits - from_digits));

	if (to_digits >= from_digits)
		return money_scale(minor, factor, 1, out);
	if (minor % factor != 0)
		return false;
	*out = minor / factor;
	return true;
}
