/* `alur serve`: runs until it is told to stop. */
#include "cli/commands.h"

#include "app/serve.h"
#include "base/log.h"
#include "cli/errand.h"

#include <pthread.h>
#include <signal.h>

static const struct option options[] = {
	OPTION_OF_SETTING(SETTING_LISTEN),
	OPTION_OF_SETTING(SETTING_URL),
	{ .name = "--link",
	  .value = "EMAIL",
	  .doc = "Print a one-time sign-in link for this user." },
};

/* A link for whom the command line names; else for the first user, while nobody has ever signed in. */
static enum rc make_link(struct ctx *cx, struct invocation *in, str *link)
{
	const char *email = option_value(in, "--link");
	struct sign_in_link made;

	if (!email)
		return app_first_link(in->app, cx, link);
	TRY(link_of_argument(cx, email, &made));
	*link = link_url(cx->arena, in->app->settings.values[SETTING_URL], made.secret);
	return str_is_set(*link) ? OK : fail_memory(cx);
}

/* Waited for by this thread alone; blocked before there are others, which inherit it. */
static void block_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	/* Errands may read a terminal that is another's: that must not stop the server. */
	signal(SIGTTIN, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
}

/* A second signal ends the program at once. */
static void wait_for_signal(const sigset_t *signals)
{
	int number = 0;

	while (sigwait(signals, &number) != 0)
		continue;
	pthread_sigmask(SIG_UNBLOCK, signals, NULL);
}

static enum rc announce(struct ctx *cx, struct invocation *in)
{
	str link;

	TRY(make_link(cx, in, &link));
	if (str_is_set(in->app->copy_before_upgrade))
		log_line(LOG_INFO, "upgraded; the database as it was is kept in %.*s",
			 STR_ARG(in->app->copy_before_upgrade));
	say(cx, in, "Alur is running at %.*s", STR_ARG(in->app->settings.values[SETTING_URL]));
	if (str_is_set(link) && option_value(in, "--link"))
		say(cx, in, "Open %.*s", STR_ARG(link));
	else if (str_is_set(link))
		say(cx, in, "Nobody has signed in yet. Open %.*s", STR_ARG(link));
	fflush(in->out);
	return OK;
}

static enum rc serve(struct ctx *cx, struct invocation *in, const sigset_t *signals)
{
	struct errands *errands = NULL;
	enum rc rc;

	TRY(errands_start(in->app, cx, &errands));
	rc = announce(cx, in);
	if (rc == OK)
		wait_for_signal(signals);
	errands_stop(errands);
	return rc;
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	sigset_t signals;
	enum rc rc;

	block_signals(&signals);
	in->app->serves = true;
	TRY(app_open(in->app, cx));
	TRY(app_serve(in->app, cx));
	rc = serve(cx, in, &signals);
	app_serve_stop(in->app);
	return rc;
}

static const char *const examples[] = {
	"alur serve                                        # on http://127.0.0.1:8787",
	"alur serve --listen 127.0.0.1:9000 --db sqlite:team.db",
	"alur serve --url https://crm.example.com          # behind a proxy that speaks TLS",
};

const struct command serve_cmd = {
	.name = "serve",
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB_URL,
	.summary = "Runs the server until it is told to stop.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
