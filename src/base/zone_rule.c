/* Reading and applying the rule behind a zone's table. */
#include "base/zone_rule.h"

#include "base/day.h"

struct reader {
	str text;
	size_t at;
};

static bool skip(struct reader *r, char c)
{
	if (r->at >= r->text.len || r->text.ptr[r->at] != c)
		return false;
	r->at++;
	return true;
}

static bool is_digit_next(const struct reader *r)
{
	return r->at < r->text.len && r->text.ptr[r->at] >= '0' && r->text.ptr[r->at] <= '9';
}

static bool read_number(struct reader *r, int *out)
{
	if (!is_digit_next(r))
		return false;
	for (*out = 0; is_digit_next(r) && *out < 100000; r->at++)
		*out = *out * 10 + (r->text.ptr[r->at] - '0');
	return true;
}

/* "CET" or "<+07>" */
static bool skip_name(struct reader *r)
{
	size_t from = r->at;

	if (skip(r, '<')) {
		while (r->at < r->text.len && r->text.ptr[r->at] != '>')
			r->at++;
		return skip(r, '>');
	}
	while (r->at < r->text.len &&
	       ((r->text.ptr[r->at] | 32) >= 'a' && (r->text.ptr[r->at] | 32) <= 'z'))
		r->at++;
	return r->at - from >= 3;
}

/* [+-]hh[:mm[:ss]] in seconds */
static bool read_time(struct reader *r, int32_t *out)
{
	bool negative = skip(r, '-');
	int hours = 0, minutes = 0, seconds = 0;

	if (!negative)
		(void)skip(r, '+');
	if (!read_number(r, &hours) || (skip(r, ':') && !read_number(r, &minutes)) ||
	    (skip(r, ':') && !read_number(r, &seconds)))
		return false;
	if (hours > 167 || minutes > 59 || seconds > 59)
		return false;
	*out = (hours * 3600 + minutes * 60 + seconds) * (negative ? -1 : 1);
	return true;
}

static bool read_date(struct reader *r, struct zone_change *change)
{
	if (skip(r, 'M')) {
		change->kind = ZONE_BY_WEEKDAY;
		return read_number(r, &change->month) && skip(r, '.') &&
		       read_number(r, &change->week) && skip(r, '.') &&
		       read_number(r, &change->weekday) && change->month >= 1 &&
		       change->month <= 12 && change->week >= 1 && change->week <= 5 &&
		       change->weekday <= 6;
	}
	change->kind = skip(r, 'J') ? ZONE_BY_JULIAN : ZONE_BY_DAY;
	return read_number(r, &change->day) && change->day <= 365;
}

static bool read_change(struct reader *r, struct zone_change *change)
{
	change->second = 2 * 3600;
	if (!skip(r, ',') || !read_date(r, change))
		return false;
	return !skip(r, '/') || read_time(r, &change->second);
}

bool zone_rule_parse(str text, struct zone_rule *rule)
{
	struct reader r = { text, 0 };
	int32_t west;

	*rule = (struct zone_rule){ .has_summer = false };
	if (!skip_name(&r) || !read_time(&r, &west))
		return false;
	rule->standard_s = -west;
	if (r.at == text.len)
		return true;
	rule->has_summer = true;
	rule->summer_s = rule->standard_s + 3600;
	if (!skip_name(&r))
		return false;
	if (r.at < text.len && text.ptr[r.at] != ',') {
		if (!read_time(&r, &west))
			return false;
		rule->summer_s = -west;
	}
	return read_change(&r, &rule->begins) && read_change(&r, &rule->ends) && r.at == text.len;
}

static int64_t day_of_change(const struct zone_change *change, int year)
{
	int64_t new_year = day_from_date((struct date){ year, 1, 1 });

	if (change->kind == ZONE_BY_DAY)
		return new_year + change->day;
	if (change->kind == ZONE_BY_JULIAN)
		return new_year + change->day - 1 +
		       (change->day > 59 && days_in_month(year, 2) == 29);

	int64_t first = day_from_date((struct date){ year, change->month, 1 });
	int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
	int64_t day = first + (change->weekday - weekday + 7) % 7 + (change->week - 1) * 7;

	while (day >= first + days_in_month(year, change->month))
		day -= 7;
	return day;
}

int32_t zone_rule_offset_s(const struct zone_rule *rule, int64_t second)
{
	int year;
	int64_t begins, ends;
	bool summer;

	if (!rule->has_summer)
		return rule->standard_s;
	year = day_to_date(instant_utc_day((second + rule->standard_s) * MS_PER_SECOND)).year;
	begins =
		day_of_change(&rule->begins, year) * 86400 + rule->begins.second - rule->standard_s;
	ends = day_of_change(&rule->ends, year) * 86400 + rule->ends.second - rule->summer_s;
	summer = begins < ends ? second >= begins && second < ends
			       : second >= begins || second < ends;
	return summer ? rule->summer_s : rule->standard_s;
}
