/* Names of the result codes. */
#include "base/rc.h"

#include "base/attr.h"

const char *rc_name(enum rc rc)
{
	static const char *const names[] = {
		[OK] = "ok",
		[E_MALFORMED] = "malformed",
		[E_SIGNED_OUT] = "signed_out",
		[E_DENIED] = "denied",
		[E_MISSING] = "missing",
		[E_METHOD] = "method_not_allowed",
		[E_CONFLICT] = "conflict",
		[E_STALE] = "stale",
		[E_TOO_LARGE] = "too_large",
		[E_MEDIA] = "unsupported_media_type",
		[E_INVALID] = "invalid",
		[E_TOO_MANY] = "too_many",
		[E_BUSY] = "busy",
		[E_MEMORY] = "memory_bound",
		[E_IO] = "io",
		[E_INTERNAL] = "internal",
	};

	return (unsigned)rc < COUNT_OF(names) ? names[rc] : "unknown";
}

bool rc_is_refusal(enum rc rc)
{
	switch (rc) {
	case E_MALFORMED:
	case E_DENIED:
	case E_MISSING:
	case E_CONFLICT:
	case E_STALE:
	case E_TOO_LARGE:
	case E_INVALID:
		return true;
	default:
		return false;
	}
}
