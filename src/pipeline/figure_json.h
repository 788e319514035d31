/* How figures are written, of measures and Insight. Private to pipeline/. */
#ifndef ALUR_PIPELINE_FIGURE_JSON_H
#define ALUR_PIPELINE_FIGURE_JSON_H

#include "base/ctx.h"

struct json_out;

void write_int(struct json_out *out, const char *key, int64_t number);
void write_text(struct json_out *out, const char *key, str text);   /* not set: null */
void write_day(struct json_out *out, const char *key, int64_t day); /* UNSET: null */

/* Money of the organisation's currency. */
void write_money(const struct ctx *cx, struct json_out *out, const char *key, int64_t minor);

/* What may have nothing to be computed from; UNSET: null. A number in steps of 10^-digits, or money. */
void write_figure(struct json_out *out, const char *key, int64_t steps, int digits);
void write_money_figure(const struct ctx *cx, struct json_out *out, const char *key, int64_t minor);

#endif
