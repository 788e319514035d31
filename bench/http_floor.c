/* The floor of HTTP benchmarks: libmicrohttpd alone, answering 600 constant bytes, without parsing,
 * routing, checks or security headers. Prints its port; runs until stdin closes. bench/http_cost.py sets
 * src/http against it. */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char body[600];

static enum MHD_Result answer(void *argument, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *bytes,
			      size_t *size, void **context)
{
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)argument, (void)url, (void)method, (void)version, (void)bytes, (void)size;
	if (!*context) { /* an answer at the head would close the connection */
		*context = body;
		return MHD_YES;
	}
	response = MHD_create_response_from_buffer(sizeof body, body, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(response, "Content-Type", "application/json");
	result = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return result;
}

int main(void)
{
	unsigned threads = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
	struct MHD_Daemon *daemon;
	char byte;

	memset(body, 'x', sizeof body);
	daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, NULL,
				  MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0,
				  MHD_OPTION_CONNECTION_LIMIT, 4096u, MHD_OPTION_END);
	if (!daemon)
		return EXIT_FAILURE;
	printf("%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	MHD_stop_daemon(daemon);
	return EXIT_SUCCESS;
}
