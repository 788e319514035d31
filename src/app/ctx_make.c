/* Contexts of the program itself. Those of requests are filled by the server's hooks (serve.c). */
#include "app/app.h"

#include "base/day.h"
#include "base/random.h"

void app_ctx(struct app *app, struct arena *arena, struct ctx *cx)
{
	*cx = (struct ctx){
		.app = app,
		.db = app->db,
		.arena = arena,
		.who = &program_principal,
		.people = app->people,
		.organisation = organisation_last_known(app),
		.files = app->files,
		.now = clock_now(),
		.random = random_bytes,
	};
	app_speak(app, cx, app->language);
}

void app_speak(struct app *app, struct ctx *cx, enum language language)
{
	const struct catalogue *catalogue = &app->catalogues[language];

	cx->language = language;
	cx->catalogue = catalogue->count > 0 ? catalogue : NULL;
}
