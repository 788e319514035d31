/* A line that says how far something is. Only on a terminal, so that files and pipes stay clean, and
 * only after a second, so that quick things stay quiet. */
#include "cli/cli.h"

#include "base/day.h"

#include <unistd.h>

static const int64_t second_ns = 1000000000;

struct progress progress_begin(const struct invocation *in, const char *title, int64_t total)
{
	return (struct progress){
		.err = in->err,
		.title = title,
		.total = total,
		.begun_ns = clock_monotonic_ns(),
		.is_terminal = isatty(fileno(in->err)) == 1,
	};
}

void progress_step(struct progress *progress, int64_t done)
{
	int64_t now;

	if (!progress->is_terminal)
		return;
	now = clock_monotonic_ns();
	if (now - progress->begun_ns < second_ns || now - progress->shown_ns < second_ns / 5)
		return;
	progress->shown_ns = now;
	progress->is_shown = true;
	if (progress->total > 0)
		fprintf(progress->err, "\r\033[K%s  %lld of %lld  %lld %%", progress->title,
			(long long)done, (long long)progress->total,
			(long long)(done * 100 / progress->total));
	else
		fprintf(progress->err, "\r\033[K%s  %lld", progress->title, (long long)done);
	fflush(progress->err);
}

void progress_end(struct progress *progress)
{
	if (progress->is_shown)
		fprintf(progress->err, "\r\033[K");
	progress->is_shown = false;
}
