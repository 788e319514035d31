/* The answering side of errands: one thread listens, and each errand runs on a thread of its own, in the
 * caller's folder and language, with the caller's files. Only processes of the same user are heard. */
#include "cli/errand.h"

#include "app/serve.h"
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_AT_ONCE = 4, PATIENCE_S = 5 };

struct errands {
	struct app *app;
	struct errand_place place;
	int listen_fd;
	int stop_fd; /* an eventfd */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int running;
	atomic_bool stopping; /* long errands look at it and end early */
};

struct errand {
	struct errands *all;
	int fd;
	int files[ERRAND_FILES];
	char text[ERRAND_MAX + 1];
	char *words[ERRAND_MAX_WORDS];
	int word_count;
};

/* --- receiving ----------------------------------------------------------------------------------- */

static bool is_of_this_user(int fd)
{
	struct ucred who = { 0 };
	socklen_t size = sizeof who;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
	       (who.uid == geteuid() || who.uid == 0);
}

static void take_files(struct msghdr *message, int *files)
{
	for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part))
		if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS &&
		    part->cmsg_len == CMSG_LEN(ERRAND_FILES * sizeof *files))
			memcpy(files, CMSG_DATA(part), ERRAND_FILES * sizeof *files);
}

static bool receive_head(struct errand *errand, struct errand_head *head)
{
	union {
		char bytes[CMSG_SPACE(ERRAND_FILES * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec piece = { head, sizeof *head };
	struct msghdr message = {
		.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof control.bytes,
	};

	if (recvmsg(errand->fd, &message, MSG_CMSG_CLOEXEC) != (ssize_t)sizeof *head)
		return false;
	take_files(&message, errand->files);
	return head->magic == errand_magic && head->bytes > 0 && head->bytes <= ERRAND_MAX &&
	       errand->files[0] >= 0;
}

static bool split_words(struct errand *errand, size_t bytes)
{
	for (size_t at = 0; at < bytes; at += strlen(errand->text + at) + 1) {
		if (errand->word_count == ERRAND_MAX_WORDS)
			return false;
		errand->words[errand->word_count++] = errand->text + at;
	}
	return errand->word_count >= ERRAND_ARGV;
}

static bool receive(struct errand *errand)
{
	struct timeval patience = { .tv_sec = PATIENCE_S };
	struct errand_head head = { 0 };

	setsockopt(errand->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (!is_of_this_user(errand->fd) || !receive_head(errand, &head))
		return false;
	if (recv(errand->fd, errand->text, head.bytes, MSG_WAITALL) != (ssize_t)head.bytes)
		return false;
	return split_words(errand, head.bytes);
}

/* --- doing --------------------------------------------------------------------------------------- */

static FILE *open_file(int *fd, const char *mode)
{
	FILE *file = fdopen(*fd, mode);

	if (file)
		*fd = -1; /* closed with the file from now on */
	return file;
}

static bool open_files(struct errand *errand, struct invocation *in)
{
	in->in = open_file(&errand->files[0], "r");
	in->out = open_file(&errand->files[1], "w");
	in->err = open_file(&errand->files[2], "w");
	return in->in && in->out && in->err;
}

static void close_files(struct errand *errand, struct invocation *in)
{
	FILE *const files[] = { in->in, in->out, in->err };

	for (int i = 0; i < ERRAND_FILES; i++) {
		if (files[i])
			fclose(files[i]);
		if (errand->files[i] >= 0)
			close(errand->files[i]);
	}
}

static enum rc check_version(struct ctx *cx, const struct errand *errand)
{
	if (strcmp(errand->words[ERRAND_VERSION], ALUR_VERSION) == 0)
		return OK;
	return fail(cx, E_CONFLICT, "the running server is version %s and this is %s; restart it",
		    ALUR_VERSION, errand->words[ERRAND_VERSION]);
}

/* A folder of this thread alone, so that names of files mean what the caller meant. */
static enum rc enter_folder(struct ctx *cx, const struct errand *errand)
{
	if (unshare(CLONE_FS) == 0 && chdir(errand->words[ERRAND_FOLDER]) == 0)
		return OK;
	return fail(cx, E_IO, "the running server cannot go to the folder %s: %s",
		    errand->words[ERRAND_FOLDER], strerrordesc_np(errno));
}

static int do_command(struct ctx *cx, const struct errand *errand, struct invocation *in)
{
	bool indonesian = strcmp(errand->words[ERRAND_LANGUAGE], "id") == 0;

	app_speak(in->app, cx, indonesian ? LANGUAGE_ID : LANGUAGE_EN);
	if (check_version(cx, errand) != OK || enter_folder(cx, errand) != OK) {
		command_failed(cx, in);
		return EXIT_FAILED;
	}
	return command_at_server(cx, in, errand->word_count - ERRAND_ARGV,
				 errand->words + ERRAND_ARGV);
}

static int32_t do_errand(struct errand *errand)
{
	struct invocation in = { .app = errand->all->app, .leaving = &errand->all->stopping };
	int32_t code = EXIT_FAILED;
	struct arena arena;
	struct ctx cx;

	arena_init(&arena, command_memory);
	app_ctx(in.app, &arena, &cx);
	if (receive(errand) && open_files(errand, &in))
		code = do_command(&cx, errand, &in);
	close_files(errand, &in);
	arena_free(&arena);
	return code;
}

static void *run(void *argument)
{
	struct errand *errand = argument;
	struct errands *all = errand->all;
	int32_t code = do_errand(errand);

	(void)!send(errand->fd, &code, sizeof code, MSG_NOSIGNAL); /* the caller may have gone */
	close(errand->fd);
	free(errand);
	pthread_mutex_lock(&all->lock);
	all->running--;
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
	return NULL;
}

/* --- listening ----------------------------------------------------------------------------------- */

/* Waits until fewer than MAX_AT_ONCE run; then this one counts. */
static void take_turn(struct errands *all)
{
	pthread_mutex_lock(&all->lock);
	while (all->running >= MAX_AT_ONCE)
		pthread_cond_wait(&all->changed, &all->lock);
	all->running++;
	pthread_mutex_unlock(&all->lock);
}

static void give_back_turn(struct errands *all)
{
	pthread_mutex_lock(&all->lock);
	all->running--;
	pthread_mutex_unlock(&all->lock);
}

static void begin(struct errands *all, int fd)
{
	struct errand *errand = calloc(1, sizeof *errand);
	pthread_t thread;

	take_turn(all);
	if (errand) {
		*errand = (struct errand){ .all = all, .fd = fd, .files = { -1, -1, -1 } };
		if (pthread_create(&thread, NULL, run, errand) == 0) {
			pthread_detach(thread);
			return;
		}
	}
	free(errand);
	close(fd);
	give_back_turn(all);
}

static void *listen_for_errands(void *argument)
{
	struct errands *all = argument;
	struct pollfd wait[] = { { all->listen_fd, POLLIN, 0 }, { all->stop_fd, POLLIN, 0 } };

	while (poll(wait, COUNT_OF(wait), -1) >= 0 || errno == EINTR) {
		int fd;

		if (wait[1].revents)
			break;
		fd = accept4(all->listen_fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0)
			begin(all, fd);
	}
	return NULL;
}

/* --- start and stop ------------------------------------------------------------------------------ */

static bool open_socket(struct errands *all)
{
	const struct sockaddr *address = (const struct sockaddr *)&all->place.address;

	/* One that was left behind: the database is ours alone, so nobody listens there. */
	unlink(all->place.address.sun_path);
	all->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return all->listen_fd >= 0 && fchmod(all->listen_fd, 0600) == 0 &&
	       bind(all->listen_fd, address, sizeof all->place.address) == 0 &&
	       listen(all->listen_fd, MAX_AT_ONCE) == 0;
}

static void release(struct errands *all)
{
	if (all->listen_fd >= 0)
		close(all->listen_fd);
	if (all->stop_fd >= 0)
		close(all->stop_fd);
	unlink(all->place.address.sun_path);
	close(all->place.folder_fd);
	pthread_cond_destroy(&all->changed);
	pthread_mutex_destroy(&all->lock);
	free(all);
}

enum rc errands_start(struct app *app, struct ctx *cx, struct errands **out)
{
	struct errand_place place;
	struct errands *all;

	*out = NULL;
	if (!errand_place(&app->settings, &place))
		return OK;
	all = calloc(1, sizeof *all);
	if (!all) {
		close(place.folder_fd);
		return fail_memory(cx);
	}
	*all = (struct errands){ .app = app, .place = place, .listen_fd = -1 };
	ensure(pthread_mutex_init(&all->lock, NULL) == 0);
	ensure(pthread_cond_init(&all->changed, NULL) == 0);
	all->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (all->stop_fd < 0 || !open_socket(all) ||
	    pthread_create(&all->thread, NULL, listen_for_errands, all) != 0) {
		/* The server works without; only commands beside it do not. */
		log_line(LOG_WARN, "commands cannot reach this server while it runs: %s",
			 strerror(errno));
		release(all);
		return OK;
	}
	*out = all;
	return OK;
}

void errands_stop(struct errands *errands)
{
	if (!errands)
		return;
	atomic_store(&errands->stopping, true);
	eventfd_write(errands->stop_fd, 1);
	pthread_join(errands->thread, NULL);
	pthread_mutex_lock(&errands->lock);
	while (errands->running > 0)
		pthread_cond_wait(&errands->changed, &errands->lock);
	pthread_mutex_unlock(&errands->lock);
	release(errands);
}
