/* Time zones from the system's TZif files (RFC 9636): the table of transitions, and for later instants
 * the rule in the file's footer (zone_rule.c). A zone is never changed after it was loaded, so threads
 * may share it. */
#include "base/zone.h"

#include "base/day.h"
#include "base/zone_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE = 256 * 1024, MAX_NAME = 64, HEADER = 44 };

struct zone {
	char name[MAX_NAME];
	size_t count;           /* transitions */
	int64_t *at_s;          /* when, in seconds */
	int32_t *offset_s;      /* the offset from then on */
	int32_t first_offset_s; /* before the first one */
	bool has_rule;
	struct zone_rule rule; /* after the last one */
};

static bool is_safe_name(str name)
{
	if (name.len == 0 || name.len >= MAX_NAME || name.ptr[0] == '/' || name.ptr[0] == '.')
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		bool other = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '/';

		if (!letter && !other)
			return false;
	}
	return true;
}

static uint32_t big_endian(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static int64_t big_endian_64(const unsigned char *bytes)
{
	return (int64_t)((uint64_t)big_endian(bytes) << 32 | big_endian(bytes + 4));
}

/* The counts in a header, in their order in the file. */
struct counts {
	size_t utc, std, leap, time, type, chars;
};

static struct counts read_counts(const unsigned char *header)
{
	return (struct counts){ big_endian(header + 20), big_endian(header + 24),
				big_endian(header + 28), big_endian(header + 32),
				big_endian(header + 36), big_endian(header + 40) };
}

static size_t data_size(const struct counts *n, size_t time_size)
{
	return n->time * time_size + n->time + n->type * 6 + n->chars + n->leap * (time_size + 4) +
	       n->std + n->utc;
}

static bool read_table(struct zone *zone, const unsigned char *data, const struct counts *n)
{
	const unsigned char *types = data + n->time * 8;
	const unsigned char *infos = types + n->time;

	if (n->type == 0)
		return false;
	zone->at_s = calloc(n->time + 1, sizeof *zone->at_s);
	zone->offset_s = calloc(n->time + 1, sizeof *zone->offset_s);
	if (!zone->at_s || !zone->offset_s)
		return false;
	zone->count = n->time;
	zone->first_offset_s = (int32_t)big_endian(infos);
	for (size_t i = 0; i < n->time; i++) {
		if (types[i] >= n->type)
			return false;
		zone->at_s[i] = big_endian_64(data + i * 8);
		zone->offset_s[i] = (int32_t)big_endian(infos + (size_t)types[i] * 6);
	}
	return true;
}

/* The second, 64-bit part of the file and the footer behind it. */
static bool read_file(struct zone *zone, const unsigned char *file, size_t size)
{
	struct counts n;
	size_t at, footer;

	if (size < HEADER || memcmp(file, "TZif", 4) != 0 || file[4] < '2')
		return false;
	n = read_counts(file);
	at = HEADER + data_size(&n, 4);
	if (at + HEADER > size || memcmp(file + at, "TZif", 4) != 0)
		return false;
	n = read_counts(file + at);
	at += HEADER;
	footer = at + data_size(&n, 8);
	if (footer + 2 > size || file[footer] != '\n' || file[size - 1] != '\n')
		return false;
	if (n.leap != 0) /* its seconds would not be those of POSIX */
		return false;
	if (!read_table(zone, file + at, &n))
		return false;

	str rule = { (const char *)file + footer + 1, size - footer - 2 };

	zone->has_rule = zone_rule_parse(rule, &zone->rule);
	return zone->has_rule || rule.len == 0;
}

static enum rc load_file(struct zone *zone)
{
	char path[MAX_NAME + 32];
	unsigned char *bytes = malloc(MAX_FILE);
	size_t size = 0;
	FILE *file;
	bool ok = false;

	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone->name);
	file = bytes ? fopen(path, "rbe") : NULL;
	if (file) {
		size = fread(bytes, 1, MAX_FILE, file);
		fclose(file);
		ok = read_file(zone, bytes, size);
	}
	free(bytes);
	return ok ? OK : E_MISSING;
}

enum rc zone_load(str name, struct zone **out)
{
	struct zone *zone = is_safe_name(name) ? calloc(1, sizeof *zone) : NULL;

	*out = NULL;
	if (!zone)
		return E_MISSING;
	memcpy(zone->name, name.ptr, name.len);
	if (!str_is(name, "UTC") && load_file(zone) != OK) {
		zone_free(zone);
		return E_MISSING;
	}
	*out = zone;
	return OK;
}

void zone_free(struct zone *zone)
{
	if (!zone)
		return;
	free(zone->at_s);
	free(zone->offset_s);
	free(zone);
}

str zone_name(const struct zone *zone)
{
	return zone ? str_from(zone->name) : STR("UTC");
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Number of transitions at or before a second. */
static size_t transitions_until(const struct zone *zone, int64_t second)
{
	size_t low = 0;
	size_t high = zone->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->at_s[middle] <= second)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int32_t zone_offset_s(const struct zone *zone, int64_t instant)
{
	int64_t second = floor_div(instant, MS_PER_SECOND);
	size_t passed;

	if (!zone)
		return 0;
	passed = transitions_until(zone, second);
	if (passed == zone->count && zone->has_rule)
		return zone_rule_offset_s(&zone->rule, second);
	return passed > 0 ? zone->offset_s[passed - 1] : zone->first_offset_s;
}

int64_t zone_day(const struct zone *zone, int64_t instant)
{
	return instant_utc_day(instant + zone_offset_s(zone, instant) * INT64_C(1000));
}

/* The two offsets that can hold around a local time are those a day before and a day after; the
 * earlier instant is made with the larger one. In a gap neither fits, and the offset before it gives
 * the moment as far behind the gap as the wall clock was in it; the gap's end is asked for. */
int64_t zone_instant(const struct zone *zone, int64_t day, int64_t ms_of_day)
{
	int64_t local = day * MS_PER_DAY + ms_of_day;
	int64_t before = zone_offset_s(zone, local - MS_PER_DAY) * INT64_C(1000);
	int64_t after = zone_offset_s(zone, local + MS_PER_DAY) * INT64_C(1000);
	int64_t larger = before > after ? before : after;
	int64_t smaller = before > after ? after : before;

	if (zone_offset_s(zone, local - larger) * INT64_C(1000) == larger)
		return local - larger;
	if (zone_offset_s(zone, local - smaller) * INT64_C(1000) == smaller)
		return local - smaller;

	/* In a gap: the transition lies between the two candidates. */
	int64_t low = local - larger;
	int64_t high = local - smaller;

	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		if (zone_offset_s(zone, middle) * INT64_C(1000) == before)
			low = middle;
		else
			high = middle;
	}
	return high;
}

int64_t zone_day_start(const struct zone *zone, int64_t day)
{
	return zone_instant(zone, day, 0);
}
