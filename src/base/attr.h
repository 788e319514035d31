/* Compiler attributes, and the two macros that hide control flow in this house: TRY and AUTO. */
#ifndef ALUR_BASE_ATTR_H
#define ALUR_BASE_ATTR_H

/* The caller has to look at the result. */
#define MUST_USE __attribute__((warn_unused_result))

/* printf-like: `text` is the position of the format string, `first` of its first argument. */
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* Runs `closer(&variable)` when the variable leaves its scope. */
#define AUTO(closer) __attribute__((cleanup(closer)))

#define NORETURN __attribute__((noreturn))

/* Elements of a real array (not of a pointer). */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Returns from the calling function with the result of `call` unless that is OK. */
#define TRY(call)                                                                                  \
	do {                                                                                       \
		enum rc try_rc_ = (call);                                                          \
		if (try_rc_ != OK)                                                                 \
			return try_rc_;                                                            \
	} while (0)

#endif
