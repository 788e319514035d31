/* Texts as hexadecimal digits, for places that take letters and digits only. */
#ifndef ALUR_BASE_HEX_H
#define ALUR_BASE_HEX_H

#include "base/buf.h"

/* Appends two lower-case digits for each byte. */
void hex_add(struct buf *out, str bytes);

/* The way back, in the arena. False: an odd number of digits, or something else among them. */
bool hex_read(struct arena *arena, str hex, str *bytes);

#endif
