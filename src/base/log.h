/* The log: one JSON line an event on stderr. Never secrets, never texts that users wrote. */
#ifndef ALUR_BASE_LOG_H
#define ALUR_BASE_LOG_H

#include "base/attr.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Writes {"at","level","message"} in one write(2), so lines of threads do not mix. Messages over 1 KiB
 * are cut. */
void log_line(enum log_level level, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
