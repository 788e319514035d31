/* The store of contents: a file for each, under its hash. It is written under another name, and renamed when
 * it is whole and on the disk; so what is under a hash is complete. */
#include "exchange/attachments.h"

#include "base/convert.h"
#include "exchange/file_text.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct writing {
	str path; /* while it is not whole */
	int fd;
	crypto_hash_sha256_state hash;
	struct content *content;
};

static enum rc cannot_keep(struct ctx *cx)
{
	return fail(cx, E_IO, "the file cannot be kept: %s", strerror(errno));
}

static enum rc make_folder(struct ctx *cx, str path)
{
	if (!str_is_set(path))
		return fail_memory(cx);
	return mkdir(path.ptr, 0700) == 0 || errno == EEXIST ? OK : cannot_keep(cx);
}

str contents_folder(struct ctx *cx, str files)
{
	return str_printf(cx->arena, "%.*s/attachments", STR_ARG(files));
}

static str folder_of(struct ctx *cx, str sha256)
{
	str folder = contents_folder(cx, cx->files);

	return str_printf(cx->arena, "%.*s/%.*s", STR_ARG(folder), 2, sha256.ptr);
}

str content_path(struct ctx *cx, str sha256)
{
	str folder = folder_of(cx, sha256);

	return str_printf(cx->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(sha256));
}

bool content_is_there(struct ctx *cx, const struct content *content)
{
	struct stat file;
	str path = content_path(cx, content->sha256);

	return content->sha256.len == 64 && str_is_set(path) && stat(path.ptr, &file) == 0 &&
	       (int64_t)file.st_size == content->bytes;
}

static enum rc begin(struct ctx *cx, struct writing *writing)
{
	unsigned char name[12];
	str folder = contents_folder(cx, cx->files);
	struct buf path = buf_new(cx->arena);

	TRY(make_folder(cx, cx->files));
	TRY(make_folder(cx, folder));
	cx->random(name, sizeof name);
	buf_printf(&path, "%.*s/", STR_ARG(folder));
	for (size_t i = 0; i < sizeof name; i++)
		buf_printf(&path, "%02x", name[i]);
	buf_text(&path, ".partial");
	TRY(buf_rc(&path));
	writing->path = buf_str(&path);
	crypto_hash_sha256_init(&writing->hash);
	writing->fd = open(writing->path.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return writing->fd < 0 ? cannot_keep(cx) : OK;
}

static enum rc copy_bytes(struct ctx *cx, struct writing *writing, int from)
{
	char bytes[64 * 1024];
	off_t at = 0;

	for (;;) {
		ssize_t got = pread(from, bytes, sizeof bytes, at);

		if (got < 0 || !file_append(writing->fd, (str){ bytes, to_size(got) }))
			return cannot_keep(cx);
		if (got == 0)
			break;
		crypto_hash_sha256_update(&writing->hash, (const unsigned char *)bytes,
					  (unsigned long long)got);
		at += got;
	}
	writing->content->bytes = at;
	return fsync(writing->fd) == 0 ? OK : cannot_keep(cx);
}

static enum rc name_content(struct ctx *cx, struct writing *writing)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct buf hex = buf_new(cx->arena);

	crypto_hash_sha256_final(&writing->hash, hash);
	for (size_t i = 0; i < sizeof hash; i++)
		buf_printf(&hex, "%02x", hash[i]);
	writing->content->sha256 = buf_str(&hex);
	return buf_rc(&hex);
}

/* The name is on the disk, too. */
static enum rc settle(struct ctx *cx, str folder)
{
	AUTO(file_close) int fd = open(folder.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && fsync(fd) == 0 ? OK : cannot_keep(cx);
}

/* A content that is there already is young again: nobody tidies it away before its new row is there. */
static enum rc put_in_place(struct ctx *cx, struct writing *writing)
{
	str folder = folder_of(cx, writing->content->sha256);
	str path = content_path(cx, writing->content->sha256);

	TRY(make_folder(cx, folder));
	if (content_is_there(cx, writing->content) && utimensat(AT_FDCWD, path.ptr, NULL, 0) == 0)
		return OK;
	if (rename(writing->path.ptr, path.ptr) != 0)
		return cannot_keep(cx);
	writing->path = (str){ NULL, 0 };
	return settle(cx, folder);
}

static enum rc keep(struct ctx *cx, struct writing *writing, int from)
{
	TRY(begin(cx, writing));
	TRY(copy_bytes(cx, writing, from));
	TRY(name_content(cx, writing));
	return put_in_place(cx, writing);
}

enum rc content_keep(struct ctx *cx, int from, struct content *out)
{
	struct writing writing = { .fd = -1, .content = out };
	enum rc rc = keep(cx, &writing, from);

	if (writing.fd >= 0)
		(void)close(writing.fd);
	if (writing.fd >= 0 && str_is_set(writing.path))
		(void)unlink(writing.path.ptr);
	return rc;
}
