/* Reading on after an early answer. Who lingers: reply.c. */
#include "http/lingering.h"

#include "base/convert.h"
#include "base/day.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINGER_MS = 3000, LINGER_TICK_MS = 100, READS_AT_ONCE = 64, SCRATCH_BYTES = 16 * 1024 };

void lingering_init(struct lingering *lingering)
{
	pthread_mutex_init(&lingering->lock, NULL);
	lingering->count = 0;
}

void lingering_end(struct lingering *lingering)
{
	for (int i = 0; i < lingering->count; i++)
		close(lingering->fds[i]);
	pthread_mutex_destroy(&lingering->lock);
}

bool lingering_add(struct lingering *lingering, int fd, int64_t now_ms)
{
	bool added = false;

	pthread_mutex_lock(&lingering->lock);
	if (lingering->count < LINGERING_MAX) {
		int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

		if (copy >= 0) {
			shutdown(copy, SHUT_WR);
			lingering->fds[lingering->count] = copy;
			lingering->until_ms[lingering->count] = now_ms + LINGER_MS;
			lingering->count++;
			added = true;
		}
	}
	pthread_mutex_unlock(&lingering->lock);
	return added;
}

/* Reads some of what is there. True when the other side has closed. */
static bool drain(int fd)
{
	char scratch[SCRATCH_BYTES];
	ssize_t got = 1;

	for (int i = 0; i < READS_AT_ONCE && got > 0; i++)
		got = recv(fd, scratch, sizeof scratch, MSG_DONTWAIT);
	return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

/* The first `count` are only ours to touch: others add behind them. */
static void drain_all(struct lingering *lingering, int count)
{
	int64_t now = clock_monotonic_ns() / 1000000;
	bool done[LINGERING_MAX];
	int kept = 0;

	for (int i = 0; i < count; i++)
		done[i] = now > lingering->until_ms[i] || drain(lingering->fds[i]);
	pthread_mutex_lock(&lingering->lock);
	for (int i = 0; i < lingering->count; i++) {
		if (i < count && done[i]) {
			close(lingering->fds[i]);
			continue;
		}
		lingering->fds[kept] = lingering->fds[i];
		lingering->until_ms[kept] = lingering->until_ms[i];
		kept++;
	}
	lingering->count = kept;
	pthread_mutex_unlock(&lingering->lock);
}

static int list_polled(struct lingering *lingering, struct pollfd *polled)
{
	pthread_mutex_lock(&lingering->lock);

	int count = lingering->count;

	for (int i = 0; i < count; i++)
		polled[i] = (struct pollfd){ .fd = lingering->fds[i], .events = POLLIN };
	pthread_mutex_unlock(&lingering->lock);
	return count;
}

void lingering_wait(struct lingering *lingering, int wake_fd, int timeout_ms)
{
	struct pollfd polled[LINGERING_MAX + 1];
	int count = list_polled(lingering, polled);

	polled[count] = (struct pollfd){ .fd = wake_fd, .events = POLLIN };
	poll(polled, to_size(count + 1), count > 0 ? LINGER_TICK_MS : timeout_ms);
	drain_all(lingering, count);
}
