/* Looks for broken promises of this subject in the whole database, for `alur check`. How rows hold
 * together in themselves: record/verify.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "record/record.h"

typedef enum rc finding(struct ctx *cx, void *argument, str words);

enum { MOST_TOLD = 20 };

/* Each query gives the ids of the rows for which the words are true. */
static const struct {
	const char *words;
	const char *sql;
} promises[] = {
	{ "deal %lld is in no stage",
	  "SELECT id FROM deals WHERE stage_id IS NULL OR pipeline_id IS NULL" },
	{ "deal %lld is in a stage of another pipeline",
	  "SELECT d.id FROM deals d JOIN stages s ON s.id = d.stage_id"
	  " WHERE s.pipeline_id <> d.pipeline_id" },
	{ "deal %lld is in a stage that is archived",
	  "SELECT d.id FROM deals d JOIN stages s ON s.id = d.stage_id"
	  " WHERE s.archived_at IS NOT NULL AND d.archived_at IS NULL" },
	{ "deal %lld is won or lost, but has no closing day",
	  "SELECT d.id FROM deals d JOIN stages s ON s.id = d.stage_id"
	  " WHERE s.kind <> 'open' AND d.closed_on IS NULL" },
	{ "deal %lld is open, but has a closing day or a reason for being lost",
	  "SELECT d.id FROM deals d JOIN stages s ON s.id = d.stage_id"
	  " WHERE s.kind = 'open' AND (d.closed_on IS NOT NULL OR d.lost_reason_id IS NOT NULL)" },
	{ "deal %lld is won, but has a reason for being lost",
	  "SELECT d.id FROM deals d JOIN stages s ON s.id = d.stage_id"
	  " WHERE s.kind = 'won' AND d.lost_reason_id IS NOT NULL" },
	{ "deal %lld has no time at which it entered its stage",
	  "SELECT id FROM deals WHERE stage_entered_at IS NULL" },
	{ "pipeline %lld has no open stage",
	  "SELECT p.id FROM pipelines p WHERE p.archived_at IS NULL AND NOT EXISTS"
	  " (SELECT 1 FROM stages s WHERE s.pipeline_id = p.id AND s.kind = 'open'"
	  " AND s.archived_at IS NULL)" },
	{ "pipeline %lld has not exactly one won stage",
	  "SELECT p.id FROM pipelines p WHERE p.archived_at IS NULL AND 1 <>"
	  " (SELECT COUNT(*) FROM stages s WHERE s.pipeline_id = p.id AND s.kind = 'won'"
	  " AND s.archived_at IS NULL)" },
	{ "pipeline %lld has not exactly one lost stage",
	  "SELECT p.id FROM pipelines p WHERE p.archived_at IS NULL AND 1 <>"
	  " (SELECT COUNT(*) FROM stages s WHERE s.pipeline_id = p.id AND s.kind = 'lost'"
	  " AND s.archived_at IS NULL)" },
	{ "lead %lld is converted, but has no contact",
	  "SELECT id FROM leads WHERE lifecycle = 'converted' AND contact_id IS NULL" },
	{ "lead %lld is not converted, but has a deal",
	  "SELECT id FROM leads WHERE lifecycle <> 'converted' AND deal_id IS NOT NULL" },
	{ "lead %lld is disqualified without a reason",
	  "SELECT id FROM leads WHERE lifecycle = 'disqualified' AND disqualified_reason IS NULL" },
	{ "plan %lld is under way for a lead or deal that is closed or archived",
	  "SELECT e.id FROM enrollments e LEFT JOIN leads l ON l.id = e.lead_id"
	  " LEFT JOIN deals d ON d.id = e.deal_id"
	  " WHERE e.state = 'active' AND e.archived_at IS NULL"
	  " AND (l.lifecycle IN ('converted', 'disqualified') OR l.archived_at IS NOT NULL"
	  " OR d.closed_on IS NOT NULL OR d.archived_at IS NOT NULL)" },
	{ "company %lld was merged into another, but is in use",
	  "SELECT id FROM companies WHERE merged_into_id IS NOT NULL AND archived_at IS NULL" },
	{ "contact %lld was merged into another, but is in use",
	  "SELECT id FROM contacts WHERE merged_into_id IS NOT NULL AND archived_at IS NULL" },
	{ "lead %lld was merged into another, but is in use",
	  "SELECT id FROM leads WHERE merged_into_id IS NOT NULL AND archived_at IS NULL" },
};

/* "deal %lld is in no stage" with the id in its place. */
static str words_for(struct ctx *cx, const char *words, int64_t id)
{
	str text = str_from(words);
	size_t at = str_find(text, '%', 0);
	size_t after = at + STR("%lld").len;

	return str_printf(cx->arena, "%.*s%lld%.*s", STR_ARG(str_sub(text, 0, at)), (long long)id,
			  STR_ARG(str_sub(text, after, text.len)));
}

enum rc pipeline_verify(struct ctx *cx, finding *each, void *argument)
{
	for (size_t i = 0; i < COUNT_OF(promises); i++) {
		AUTO(db_done) struct db_stmt *stmt = NULL;
		str sql = str_printf(cx->arena, "%s LIMIT %d", promises[i].sql, MOST_TOLD);
		bool found = true;

		TRY(db_prepare(cx, sql, &stmt));
		for (;;) {
			TRY(db_step(cx, stmt, &found));
			if (!found)
				break;
			TRY(each(cx, argument, words_for(cx, promises[i].words, db_int(stmt, 0))));
		}
	}
	return OK;
}
