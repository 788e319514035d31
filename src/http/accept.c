/* Reading Accept-Language and Accept-Encoding. */
#include "http/accept.h"

#include <stddef.h>

enum { FULL_QUALITY = 1000 };

/* "0", "0.5", "1.000" in thousandths; -1 when it is none of these. */
static int read_quality(str text)
{
	int quality = 0;
	int unit = FULL_QUALITY;

	if (text.len == 0 || text.len > 5 || (text.len > 1 && text.ptr[1] != '.'))
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		if (i == 1)
			continue;
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return -1;
		quality += (text.ptr[i] - '0') * unit;
		unit /= 10;
	}
	return quality <= FULL_QUALITY ? quality : -1;
}

/* Takes the next "name;q=0.8" from the list. A part that cannot be read has quality 0. */
static bool next_choice(str *rest, str *name, int *quality)
{
	str part;
	str parameter;

	if (!str_split(rest, ',', &part))
		return false;
	*quality = FULL_QUALITY;
	str_split(&part, ';', name);
	*name = str_trim(*name);
	while (str_split(&part, ';', &parameter)) {
		parameter = str_trim(parameter);
		if (parameter.len > 2 && str_eq_nocase(str_sub(parameter, 0, 2), STR("q="))) {
			int read = read_quality(str_sub(parameter, 2, parameter.len));

			*quality = read < 0 ? 0 : read;
		}
	}
	return true;
}

bool accept_language(str header, enum language *out)
{
	int best = 0;
	int quality;
	str name;

	while (next_choice(&header, &name, &quality)) {
		str primary = str_sub(name, 0, str_find(name, '-', 0));

		for (enum language l = 0; l < LANGUAGE_COUNT && quality > best; l++) {
			if (!str_eq_nocase(primary, str_from(language_code(l))))
				continue;
			best = quality;
			*out = l;
		}
	}
	return best > 0;
}

enum encoding accept_encoding(str header)
{
	int qualities[] = { 1, -1, -1 }; /* plain goes last unless it is asked for */
	int others = 0;
	int quality;
	str name;

	while (next_choice(&header, &name, &quality)) {
		if (str_eq_nocase(name, STR("identity")))
			qualities[ENCODING_PLAIN] = quality;
		else if (str_eq_nocase(name, STR("gzip")) || str_eq_nocase(name, STR("x-gzip")))
			qualities[ENCODING_GZIP] = quality;
		else if (str_eq_nocase(name, STR("br")))
			qualities[ENCODING_BROTLI] = quality;
		else if (str_is(name, "*"))
			others = quality;
	}
	for (enum encoding e = ENCODING_GZIP; e <= ENCODING_BROTLI; e++)
		if (qualities[e] < 0)
			qualities[e] = others;

	enum encoding best = ENCODING_PLAIN;

	for (enum encoding e = ENCODING_GZIP; e <= ENCODING_BROTLI; e++)
		if (qualities[e] > 0 && qualities[e] >= qualities[best])
			best = e;
	return best;
}
