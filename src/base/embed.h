/* Files that are part of the program: data/, migrations/ and the web app. */
#ifndef ALUR_BASE_EMBED_H
#define ALUR_BASE_EMBED_H

#include "base/str.h"

struct embedded_file {
	const char *path; /* "data/templates/general-b2b.json", "web/assets/index-abc.js" */
	str plain;
	str gzip;         /* not set where it is not shipped compressed (data/, migrations/) */
	str brotli;       /* likewise */
	const char *etag; /* first 16 hex digits of the SHA-256 of the plain bytes */
};

/* Sorted by path; made by tools/embed at build time. */
extern const struct embedded_file embedded_files[];
extern const size_t embedded_file_count;

/* NULL: not there. */
const struct embedded_file *embedded_find(str path);

/* Index of the first file whose path starts with `prefix`, or embedded_file_count. They follow one
 * another. */
size_t embedded_first(str prefix);

#endif
