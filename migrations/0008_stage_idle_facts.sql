-- What was learned of each stage's idle limit, and when: src/pipeline/idle_facts_query.c.
CREATE TABLE stage_idle_facts (
	stage_id {int} PRIMARY KEY,
	learned_days {int},
	stays_left {int} NOT NULL,
	stays_open {int} NOT NULL,
	learned_at {int} NOT NULL
);
