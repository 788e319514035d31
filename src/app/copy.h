/* A logical copy of one database into another, of whatever engines. Whole files of SQLite are copied by
 * db_sqlite_backup() instead. */
#ifndef ALUR_APP_COPY_H
#define ALUR_APP_COPY_H

#include "base/ctx.h"

/* Copies the rows of every table from one database, as one read transaction sees it, into another that
 * has the same schema, in place of what is there. Within a unit of work of `to`: all or nothing;
 * otherwise in many small ones. The failure is in to->failure. */
MUST_USE enum rc copy_database(struct ctx *from, struct ctx *to);

/* Removes a closed SQLite file with what lies beside it (copy_remove.c). */
void copy_remove(struct ctx *cx, str path);

#endif
