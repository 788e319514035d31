/* Values in PostgreSQL's binary formats: big-endian numbers, and numeric as digits to base 10000
 * (documented in its source only: src/backend/utils/adt/numeric.c, numeric_send). */
#include "db/postgres_engine.h"

#include <math.h>
#include <string.h>

enum { NUMERIC_HEADER = 8, NUMERIC_NEGATIVE = 0x4000, NUMERIC_BASE = 10000 };

static uint64_t read_bytes(str value, size_t from, size_t count)
{
	uint64_t number = 0;

	ensure(from + count <= value.len);
	for (size_t i = 0; i < count; i++)
		number = number << 8 | (unsigned char)value.ptr[from + i];
	return number;
}

static int64_t read_signed(str value, size_t from, size_t count)
{
	uint64_t number = read_bytes(value, from, count);
	unsigned unused = (unsigned)(64 - 8 * count);

	return (int64_t)(number << unused) >> unused;
}

static double read_float(str value)
{
	double real;
	float single;

	if (value.len == sizeof real) {
		uint64_t bits = read_bytes(value, 0, sizeof real);

		memcpy(&real, &bits, sizeof real);
		return real;
	}
	uint32_t bits = (uint32_t)read_bytes(value, 0, sizeof single);

	memcpy(&single, &bits, sizeof single);
	return (double)single;
}

struct numeric {
	size_t digits;
	int64_t weight; /* of the first digit: a power of 10000 */
	bool negative;
};

static struct numeric numeric_header(str value)
{
	return (struct numeric){
		.digits = read_bytes(value, 0, 2),
		.weight = read_signed(value, 2, 2),
		.negative = read_bytes(value, 4, 2) == NUMERIC_NEGATIVE,
	};
}

/* What is behind the point is cut off, what does not fit becomes the nearest that does: both as
 * SQLite does it. */
static int64_t numeric_int(str value)
{
	struct numeric numeric = numeric_header(value);
	int64_t number = 0;

	for (int64_t place = 0; place <= numeric.weight; place++) {
		size_t i = (size_t)place;
		int64_t digit =
			i < numeric.digits ? read_signed(value, NUMERIC_HEADER + 2 * i, 2) : 0;

		if (__builtin_mul_overflow(number, NUMERIC_BASE, &number) ||
		    __builtin_sub_overflow(number, digit, &number))
			return numeric.negative ? INT64_MIN : INT64_MAX;
	}
	/* Gathered as a negative number, since those reach one further. */
	if (numeric.negative)
		return number;
	return number == INT64_MIN ? INT64_MAX : -number;
}

/* Correct to the last digits of a double, which is what averages need; money is never read so. */
static double numeric_real(str value)
{
	struct numeric numeric = numeric_header(value);
	double number = 0;

	for (size_t i = 0; i < numeric.digits; i++)
		number = number * NUMERIC_BASE +
			 (double)read_signed(value, NUMERIC_HEADER + 2 * i, 2);
	int64_t behind = (int64_t)numeric.digits - 1 - numeric.weight;
	double scale = pow(NUMERIC_BASE, (double)(behind < 0 ? -behind : behind));

	number = behind > 0 ? number / scale : number * scale;
	return numeric.negative ? -number : number;
}

int64_t postgres_read_int(Oid type, str value)
{
	int64_t number = 0;

	switch (type) {
	case POSTGRES_BOOL:
	case POSTGRES_INT2:
	case POSTGRES_INT4:
	case POSTGRES_INT8:
		return read_signed(value, 0, value.len);
	case POSTGRES_OID:
		return (int64_t)read_bytes(value, 0, value.len);
	case POSTGRES_FLOAT4:
	case POSTGRES_FLOAT8:
		return (int64_t)read_float(value);
	case POSTGRES_NUMERIC:
		return numeric_int(value);
	default:
		return str_to_int(value, &number) ? number : 0;
	}
}

double postgres_read_real(Oid type, str value)
{
	switch (type) {
	case POSTGRES_FLOAT4:
	case POSTGRES_FLOAT8:
		return read_float(value);
	case POSTGRES_NUMERIC:
		return numeric_real(value);
	default:
		return (double)postgres_read_int(type, value);
	}
}

static void write_bytes(char bytes[8], uint64_t number)
{
	for (int i = 7; i >= 0; i--) {
		bytes[i] = (char)(number & 0xff);
		number >>= 8;
	}
}

void postgres_write_int(char bytes[8], int64_t value)
{
	write_bytes(bytes, (uint64_t)value);
}

void postgres_write_real(char bytes[8], double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	write_bytes(bytes, bits);
}
