/* The asking side of an errand: hands the command line and the standard files to the server, and waits
 * for its exit code. */
#include "cli/errand.h"

#include "base/convert.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(const struct settings *settings)
{
	struct errand_place place;
	int fd;

	if (!errand_place(settings, &place))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    connect(fd, (const struct sockaddr *)&place.address, sizeof place.address) != 0) {
		close(fd);
		fd = -1;
	}
	close(place.folder_fd);
	return fd;
}

/* --- what is asked ------------------------------------------------------------------------------- */

static void add_word(struct buf *words, const char *word)
{
	buf_text(words, word);
	buf_char(words, '\0');
}

static bool collect(struct ctx *cx, struct words argv, struct buf *words)
{
	char *folder = getcwd(NULL, 0);

	add_word(words, ALUR_VERSION);
	add_word(words, folder ? folder : "/");
	add_word(words, language_code(cx->language));
	for (int i = 0; i < argv.count; i++)
		add_word(words, argv.list[i]);
	free(folder);
	return buf_rc(words) == OK && words->len <= ERRAND_MAX;
}

static bool send_head(int fd, const struct invocation *in, struct errand_head head)
{
	const int files[ERRAND_FILES] = { fileno(in->in), fileno(in->out), fileno(in->err) };
	union {
		char bytes[CMSG_SPACE(sizeof files)];
		struct cmsghdr align;
	} control = { .bytes = { 0 } };
	struct iovec piece = { &head, sizeof head };
	struct msghdr message = {
		.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof control.bytes,
	};
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);

	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(sizeof files);
	memcpy(CMSG_DATA(part), files, sizeof files);
	return sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)sizeof head;
}

static bool send_words(int fd, str words)
{
	while (words.len > 0) {
		ssize_t sent = send(fd, words.ptr, words.len, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		words = str_sub(words, to_size(sent), words.len);
	}
	return true;
}

static bool ask(struct ctx *cx, struct invocation *in, struct words argv, int fd, int32_t *answer)
{
	struct buf words = buf_new(cx->arena);
	struct errand_head head = { .magic = errand_magic };

	if (!collect(cx, argv, &words))
		return false;
	head.bytes = (uint32_t)words.len;
	fflush(in->out);
	return send_head(fd, in, head) && send_words(fd, buf_str(&words)) &&
	       recv(fd, answer, sizeof *answer, MSG_WAITALL) == (ssize_t)sizeof *answer;
}

bool errand_ask(struct ctx *cx, struct invocation *in, struct words words, int *code)
{
	int fd = connect_to(&in->app->settings);
	int32_t answer = EXIT_FAILED;

	if (fd < 0)
		return false;
	ctx_clear_failure(cx);
	if (!ask(cx, in, words, fd, &answer)) {
		(void)fail(cx, E_IO, "the running server broke off; see its log, and try again");
		command_failed(cx, in);
	}
	close(fd);
	*code = answer;
	return true;
}
