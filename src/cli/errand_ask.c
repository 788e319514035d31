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

static bool collect(struct invocation *in, int argc, char *const *argv, struct buf *words)
{
	char *folder = getcwd(NULL, 0);

	add_word(words, ALUR_VERSION);
	add_word(words, folder ? folder : "/");
	add_word(words, language_code(in->app->language));
	for (int i = 0; i < argc; i++)
		add_word(words, argv[i]);
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

bool errand_ask(struct invocation *in, int argc, char *const *argv, int *code)
{
	struct buf words = buf_new(&in->app->memory);
	struct errand_head head = { .magic = errand_magic };
	int32_t answer = EXIT_FAILED;
	int fd = connect_to(&in->app->settings);

	if (fd < 0)
		return false;
	fflush(in->out);
	head.bytes = collect(in, argc, argv, &words) ? (uint32_t)words.len : 0;
	if (head.bytes == 0 || !send_head(fd, in, head) || !send_words(fd, buf_str(&words)) ||
	    recv(fd, &answer, sizeof answer, MSG_WAITALL) != (ssize_t)sizeof answer) {
		answer = EXIT_FAILED;
		fprintf(in->err, "alur: the server broke off; look into its log and try again\n");
	}
	close(fd);
	*code = answer;
	return true;
}
