/* How long deals take from their beginning to a stage: the order of stages that imports have made. */
#include "exchange/importing.h"

#include "db/db.h"

/* Of so many deals all are looked at; of more, every second, third, ... one: it is held in memory. */
enum { MAX_STAGES = 1000, SAMPLE = 100000 };

/* The median of each stage is the middle one of its times (of an even number the lower), found by
 * numbering them. Ties and stages that no deal has
 * entered go by name. */
static const str query = STR_INIT(
	"WITH entries AS ("
	" SELECT id, stage_id, MIN(stage_entered_at) - MIN(created_at) AS took FROM ("
	"  SELECT id, stage_id, stage_entered_at, created_at FROM deals WHERE pipeline_id = ? AND id % ? = 0"
	"  UNION ALL"
	"  SELECT id, stage_id, stage_entered_at, created_at FROM deals_versions WHERE pipeline_id = ?"
	"  AND id % ? = 0"
	" ) states GROUP BY id, stage_id"
	"), ranked AS ("
	" SELECT stage_id, took, ROW_NUMBER() OVER (PARTITION BY stage_id ORDER BY took) AS place,"
	" COUNT(*) OVER (PARTITION BY stage_id) AS number FROM entries)"
	" SELECT s.id FROM stages s LEFT JOIN ranked r ON r.stage_id = s.id AND r.place = (r.number + 1) / 2"
	" WHERE s.pipeline_id = ? AND s.kind = 'open' AND s.archived_at IS NULL"
	" ORDER BY CASE WHEN r.took IS NULL THEN 1 ELSE 0 END, r.took, s.name, s.id");

enum rc stages_by_time(struct ctx *cx, int64_t pipeline_id, int64_t **ids, size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;
	int64_t number = 0;

	TRY(db_query_int(cx, STR("SELECT COUNT(*) FROM deals WHERE pipeline_id = ?"), pipeline_id,
			 &number));
	TRY(ctx_alloc(cx, MAX_STAGES * sizeof **ids, ids));
	TRY(db_prepare(cx, query, &stmt));
	for (int i = 1; i <= 5; i += 2)
		db_bind_int(stmt, i, pipeline_id);
	for (int i = 2; i <= 4; i += 2)
		db_bind_int(stmt, i, number / SAMPLE + 1);
	for (*count = 0; *count < MAX_STAGES; ++*count) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		(*ids)[*count] = db_int(stmt, 0);
	}
	return OK;
}
