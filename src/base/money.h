/* Exact money: a whole number of minor units and an ISO 4217 currency. No floating point. */
#ifndef ALUR_BASE_MONEY_H
#define ALUR_BASE_MONEY_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct currency {
	char code[4];
	int minor_digits; /* 0..4 */
	const char *name; /* English */
};

/* All active ISO 4217 currencies, sorted by code. */
extern const struct currency currencies[];
extern const size_t currency_count;

/* NULL: no such currency. `code` is matched exactly, in capitals. */
const struct currency *currency_find(str code);

/* 10^exponent, exponent 0..18: minor units of a unit, steps of a rate. */
int64_t power_of_ten(int exponent);

/* Largest amount we take, in minor units: 10^17, so that sums of dozens of the largest still fit. */
#define MONEY_MAX INT64_C(100000000000000000)

/* Reads "12500000.00", "-5", "0.5". At most the currency's minor digits (more only when they are
 * zeros). No separators of thousands, no exponent, no spaces. */
enum money_error { MONEY_OK, MONEY_NOT_A_NUMBER, MONEY_TOO_PRECISE, MONEY_TOO_LARGE };
MUST_USE enum money_error money_parse(str text, const struct currency *currency, int64_t *minor);

/* Writes "12500000.00": always all minor digits. */
void money_print(struct buf *out, int64_t minor, const struct currency *currency);

/* minor × numerator ÷ denominator, rounded half away from zero, through 128 bits. The denominator must
 * be positive. False when the result passes MONEY_MAX. */
MUST_USE bool money_scale(int64_t minor, int64_t numerator, int64_t denominator, int64_t *out);

/* The same worth in units of another number of minor digits; false when it is not exact, or passes
 * MONEY_MAX. */
MUST_USE bool money_rescale(int64_t minor, int from_digits, int to_digits, int64_t *out);

#endif
