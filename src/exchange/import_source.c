/* Reads a file row by row. */
#include "exchange/import_source.h"

#include "base/convert.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_FIELDS = 1000 };

struct source {
	str all;
	bool mapped;
	size_t at;
	int64_t line;
	int64_t number;
	struct source_form form;
	str *headers;
	size_t header_count;
	str *fields;
	char *unquoted;
	size_t unquoted_room;
};

static void next_field(struct source *s, char **room, str *field, bool *end)
{
	const char *p = s->all.ptr;
	size_t n = s->all.len;

	*end = false;
	if (s->at < n && p[s->at] == '"') {
		char *out = *room;

		s->at++;
		while (s->at < n) {
			if (p[s->at] == '"') {
				if (s->at + 1 < n && p[s->at + 1] == '"') {
					*out++ = '"';
					s->at += 2;
					continue;
				}
				s->at++;
				break;
			}
			if (p[s->at] == '\n')
				s->line++;
			*out++ = p[s->at++];
		}
		*field = (str){ *room, (size_t)(out - *room) };
		*room = out;
		while (s->at < n && p[s->at] != s->form.delimiter && p[s->at] != '\n')
			s->at++;
	} else {
		size_t from = s->at;

		while (s->at < n && p[s->at] != s->form.delimiter && p[s->at] != '\n')
			s->at++;

		size_t to = s->at;

		if (to > from && p[to - 1] == '\r' && (to == n || p[to] == '\n'))
			to--;
		*field = (str){ p + from, to - from };
	}
	if (s->at >= n) {
		*end = true;
		return;
	}
	if (p[s->at] == '\n') {
		s->line++;
		*end = true;
	}
	s->at++;
}

static bool next_row(struct source *s, size_t *count, int64_t *line)
{
	char *room = s->unquoted;
	bool end = false;

	while (s->at < s->all.len && (s->all.ptr[s->at] == '\n' || s->all.ptr[s->at] == '\r')) {
		if (s->all.ptr[s->at] == '\n')
			s->line++;
		s->at++;
	}
	if (s->at >= s->all.len)
		return false;
	*line = s->line;
	for (*count = 0; !end && *count < MAX_FIELDS; (*count)++)
		next_field(s, &room, &s->fields[*count], &end);
	return true;
}

static enum rc open_bytes(struct ctx *cx, const struct source_order *order, struct source *s)
{
	struct stat st;
	int fd;

	if (!str_is_set(order->path)) {
		s->all = order->bytes;
		return OK;
	}
	fd = open(arena_str(cx->arena, order->path).ptr, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		return fail(cx, E_MISSING, "%.*s cannot be read: %s", STR_ARG(order->path),
			    strerror(errno));
	s->all.len = (size_t)st.st_size;
	s->all.ptr = st.st_size > 0 ? mmap(NULL, s->all.len, PROT_READ, MAP_PRIVATE, fd, 0) : "";
	s->mapped = st.st_size > 0;
	close(fd);
	return s->all.ptr == MAP_FAILED ? fail(cx, E_IO, "cannot map") : OK;
}

enum rc source_open(struct ctx *cx, const struct source_order *order, struct source **out)
{
	struct source *s = NULL;
	int64_t line;

	TRY(ctx_alloc(cx, sizeof *s, &s));
	s->form = order->form;
	s->line = 1;
	if (!s->form.delimiter)
		s->form.delimiter = ',';
	s->form.encoding = "utf-8";
	TRY(open_bytes(cx, order, s));
	TRY(ctx_alloc(cx, MAX_FIELDS * sizeof *s->fields, &s->fields));
	TRY(ctx_alloc(cx, 1 << 20, &s->unquoted));
	if (str_starts(s->all, STR("\xef\xbb\xbf")))
		s->at = 3;
	if (!next_row(s, &s->header_count, &line))
		return fail(cx, E_INVALID, "the file is empty");
	TRY(ctx_alloc(cx, s->header_count * sizeof *s->headers, &s->headers));
	for (size_t i = 0; i < s->header_count; i++)
		s->headers[i] = arena_str(cx->arena, s->fields[i]);
	*out = s;
	return OK;
}

void source_close(struct source **source)
{
	if (*source && (*source)->mapped)
		munmap((void *)(uintptr_t)(*source)->all.ptr, (*source)->all.len);
	*source = NULL;
}

const str *source_headers(const struct source *source, size_t *count)
{
	*count = source->header_count;
	return source->headers;
}

struct source_form source_form(const struct source *source)
{
	return source->form;
}

enum rc source_next(struct ctx *cx, struct source *source, struct source_row *row, bool *more)
{
	(void)cx;
	*row = (struct source_row){ .fields = source->fields };
	*more = next_row(source, &row->count, &row->line);
	row->number = *more ? ++source->number : source->number;
	return OK;
}

int64_t source_offset(const struct source *source)
{
	return to_int64(source->at);
}

int64_t source_size(const struct source *source)
{
	return to_int64(source->all.len);
}

str source_sha256(struct ctx *cx, struct source *source)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct buf hex = buf_new(cx->arena);

	crypto_hash_sha256(hash, (const unsigned char *)source->all.ptr, source->all.len);
	for (size_t i = 0; i < sizeof hash; i++)
		buf_printf(&hex, "%02x", hash[i]);
	return buf_str(&hex);
}
