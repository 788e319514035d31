/* Result codes: what kind of thing went wrong. The words for the user are in ctx (see fail()); the
 * HTTP status is chosen in http/problem.c and the exit code in cli/, nowhere else. */
#ifndef ALUR_BASE_RC_H
#define ALUR_BASE_RC_H

#include <stdbool.h>

enum rc {
	OK = 0,
	E_MALFORMED,  /* the input cannot be read at all: not JSON, cut off, nested too deeply */
	E_SIGNED_OUT, /* nobody is signed in, or the token is not valid */
	E_DENIED,     /* signed in, but without the right */
	E_MISSING,    /* no such row, or not one that the caller may see */
	E_METHOD,     /* the path exists, the method does not */
	E_CONFLICT,   /* the row's state forbids it (already converted, name taken) */
	E_STALE,      /* the row has changed since the caller read it (If-Match) */
	E_TOO_LARGE,  /* a body, file or list over its limit */
	E_MEDIA,      /* a content type that is not understood here */
	E_INVALID,    /* well-formed input with a bad value; field errors say which */
	E_TOO_MANY,   /* too many attempts; try later */
	E_BUSY,       /* the system cannot take it now; try later */
	E_MEMORY,     /* the request passed its memory bound */
	E_IO,         /* disk, network or database failed */
	E_INTERNAL    /* our own mistake */
};

/* Short stable name of a code, e.g. "invalid"; used as `code` of errors without a better one. */
const char *rc_name(enum rc rc);

/* Whether it is what was asked for that is wrong, and not the system: of many rows, such a one may be left
 * out and the others go on. */
bool rc_is_refusal(enum rc rc);

#endif
