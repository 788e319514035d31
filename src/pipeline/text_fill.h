/* The texts of plans: placeholders filled, and the link that opens WhatsApp with a text in it. Which
 * placeholders there are: docs/templates.md. */
#ifndef ALUR_PIPELINE_TEXT_FILL_H
#define ALUR_PIPELINE_TEXT_FILL_H

#include "base/arena.h"
#include "base/str.h"

/* None of them is empty in a message that a person is to send: enrollment_step.c sees to that. */
struct fill_values {
	str name; /* of the person written to */
	str company;
	str owner;
	str title; /* of the deal */
};

/* The text with every placeholder replaced, in one pass: braces inside a value stay as they are, and so
 * does what looks like a placeholder but is none. At most `longest` characters, cut at the end. The
 * not-set str when memory is out, or when the text is not set. */
str text_fill(struct arena *arena, str text, const struct fill_values *values, size_t longest);

/* "https://wa.me/6281234567?text=...", WhatsApp's click-to-chat: the phone in international form
 * without anything but digits. Not set without a phone. */
str whatsapp_link(struct arena *arena, str phone, str text);

#endif
