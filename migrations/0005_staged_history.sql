-- Rows of a stage history that wait until the file is read: those of one deal may be far apart.
CREATE TABLE import_staged (
	id {id},
	job_id {int} NOT NULL,
	deal_id {int} NOT NULL,
	entered_at {int} NOT NULL,
	stage_id {int} NOT NULL,
	user_id {int} NOT NULL,
	amount {int}
);
CREATE INDEX import_staged_deal ON import_staged (job_id, deal_id, entered_at, id);

-- The batch that had made the row whose past was replaced.
ALTER TABLE import_pasts ADD COLUMN batch_id {int};
CREATE INDEX import_pasts_batch ON import_pasts (batch_id);
