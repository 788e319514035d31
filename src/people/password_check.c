/* What makes a password good enough: its length, and that it has something of its own beside the words
 * that everybody tries first, the user's name and e-mail address. No rules about digits and capitals:
 * they make passwords worse. */
#include "people/people.h"

#include "base/utf8.h"

#include <string.h>

enum { MIN_OWN_CHARACTERS = 6, MIN_DIFFERENT = 5 };

/* Longer before shorter ones that they contain; folded and without spaces, as password and names are
 * before they are compared. */
static const char *const tried_first[] = {
	"qwertyuiop",   "1234567890", "0123456789", "9876543210", "987654321", "administrator",
	"abcdefghijkl", "asdfghjkl",  "1q2w3e4r5t", "1q2w3e4r",   "123456789", "bismillah",
	"katasandi",    "indonesia",  "password",   "passw0rd",   "sandi",     "12345678",
	"iloveyou",     "changeme",   "changeit",   "rahasia",    "letmein",   "welcome",
	"selamat",      "sayang",     "qwerty",     "zxcvbnm",    "abcdef",    "monkey",
	"dragon",       "123456",     "secret",     "admin",      "login",     "user",
	"alur",         "crm",        "12345",      "1234",       "123",
};

/* The folded text without its spaces. */
static str squeeze(struct arena *arena, str text)
{
	str folded = utf8_fold(arena, text);
	struct buf out = buf_new(arena);

	for (size_t i = 0; i < folded.len; i++)
		if (folded.ptr[i] != ' ')
			buf_char(&out, folded.ptr[i]);
	return buf_str(&out);
}

/* Takes every occurrence of a word out of text that the caller may change. */
static void remove_word(char *text, size_t *len, str word)
{
	char *at;

	if (word.len == 0)
		return;
	while ((at = memmem(text, *len, word.ptr, word.len)) != NULL) {
		size_t behind = *len - (size_t)(at - text) - word.len;

		memmove(at, at + word.len, behind);
		*len -= word.len;
	}
}

/* How many characters are left when what is easy to guess is taken out. */
static enum rc own_characters(struct ctx *cx, const struct user *user, str password, size_t *out)
{
	str text = squeeze(cx->arena, password);
	str name = squeeze(cx->arena, user->name);
	str account = str_sub(user->email, 0, str_find(user->email, '@', 0));
	str local = squeeze(cx->arena, account);
	char *rest = NULL;

	if (!str_is_set(text))
		return fail_memory(cx);
	TRY(ctx_alloc(cx, text.len + 1, &rest));
	memcpy(rest, text.ptr, text.len);
	remove_word(rest, &text.len, name);
	remove_word(rest, &text.len, local);
	for (size_t i = 0; i < COUNT_OF(tried_first); i++)
		remove_word(rest, &text.len, str_from(tried_first[i]));
	*out = utf8_length((str){ rest, text.len });
	return OK;
}

static int different_bytes(str text)
{
	bool seen[256] = { false };
	int count = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		count += !seen[byte];
		seen[byte] = true;
	}
	return count;
}

enum rc password_check(struct ctx *cx, const struct user *user, str password)
{
	size_t own = 0;

	if (!utf8_is_valid(password))
		return fail_code(cx, "password", "not_text", "this is not text in UTF-8");
	if (password.len > 4 * PASSWORD_MAX || utf8_length(password) > PASSWORD_MAX)
		return fail_code(cx, "password", "too_long", "a password has at most %d characters",
				 PASSWORD_MAX);
	if (utf8_length(password) < PASSWORD_MIN)
		return fail_code(cx, "password", "too_short",
				 "a password has at least %d characters", PASSWORD_MIN);
	TRY(own_characters(cx, user, password, &own));
	if (own < MIN_OWN_CHARACTERS || different_bytes(password) < MIN_DIFFERENT)
		return fail_code(
			cx, "password", "too_easy",
			"this password is easy to guess; take one with more of its own than "
			"your name, your e-mail address and the words that everybody uses");
	return OK;
}
