-- Imports of files as durable jobs (src/exchange/): how far each has come is written in the same unit of
-- work as its rows, so that it goes on after a crash without doubling.
CREATE TABLE import_jobs (
	id {id},
	kind {text} NOT NULL,
	file_name {text} NOT NULL,
	path {text} NOT NULL,
	sha256 {text} NOT NULL,
	bytes {int} NOT NULL,
	options {text} NOT NULL,
	state {text} NOT NULL,
	rows_read {int} NOT NULL,
	rows_created {int} NOT NULL,
	rows_updated {int} NOT NULL,
	rows_unchanged {int} NOT NULL,
	rows_rejected {int} NOT NULL,
	offset_reached {int} NOT NULL,
	reject_bytes {int} NOT NULL,
	batch_id {int},
	actor_id {int},
	error {text},
	started_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	finished_at {int}
);
CREATE INDEX import_jobs_file ON import_jobs (sha256, kind);
CREATE INDEX import_jobs_batch ON import_jobs (batch_id);

-- What a stage history took the place of: the events that the row had before, as JSON, for undo.
CREATE TABLE import_pasts (
	id {id},
	job_id {int} NOT NULL,
	row_key {int} NOT NULL,
	past {text} NOT NULL
);
CREATE UNIQUE INDEX import_pasts_row ON import_pasts (job_id, row_key);
