-- By which key of a file a row is known that has no external id: the key of another database's export, or
-- one made of the contents of the file's row. `entity` is the entity's code, `row_key` as in events.
CREATE TABLE import_keys (
	id {id},
	entity {int} NOT NULL,
	key {text} NOT NULL,
	row_key {int} NOT NULL
);
CREATE UNIQUE INDEX import_keys_key ON import_keys (entity, key);
CREATE INDEX import_keys_row ON import_keys (row_key);

-- Rows that were known already, and began at another time than the file says: that is left as it is.
ALTER TABLE import_jobs ADD COLUMN rows_kept_dates {int} NOT NULL DEFAULT 0;
