/* The program as a server: what it adds to http/ and api/. */
#ifndef ALUR_APP_SERVE_H
#define ALUR_APP_SERVE_H

#include "app/app.h"

struct http_reply;
struct http_request;

/* --- serve.c ------------------------------------------------------------------------------------- */

/* Starts to answer requests at the address of the settings, which then name the port that was taken.
 * app is open. E_IO with words. */
MUST_USE enum rc app_serve(struct app *app, struct ctx *cx);

/* Finishes what is running, and stops. Allowed in whatever state. */
void app_serve_stop(struct app *app);

/* A command has run beside the requests: forgets what it may have changed, and lets every live stream
 * come back and read what it has missed. */
void app_changed_aside(struct app *app, struct ctx *cx);

/* --- guard.c ------------------------------------------------------------------------------------- */

/* Fills cx->who for a request, or refuses it: E_SIGNED_OUT, E_DENIED. */
MUST_USE enum rc guard(struct ctx *cx, struct http_request *rq);

/* --- housekeeper.c ------------------------------------------------------------------------------- */

/* A thread that does, every minute, what nobody asks for. */
MUST_USE enum rc housekeeper_start(struct app *app, struct ctx *cx);
void housekeeper_stop(struct app *app);
/* There is much to do: it need not wait for the minute to be over. */
void housekeeper_wake(struct app *app);

#endif
