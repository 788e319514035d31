-- What the entity tables do not describe: the log of changes, batches of changes, and search words.

CREATE TABLE events (
	id {id},
	at {int} NOT NULL,
	recorded_at {int} NOT NULL,
	actor_id {int},
	row_key {int} NOT NULL,
	kind {text} NOT NULL,
	changes {text} NOT NULL,
	batch_id {int},
	undo_of {int}
);
CREATE INDEX events_row ON events (row_key, at, id);
CREATE INDEX events_actor ON events (actor_id, id);
CREATE INDEX events_batch ON events (batch_id, id) WHERE batch_id IS NOT NULL;
CREATE INDEX events_undo ON events (undo_of) WHERE undo_of IS NOT NULL;

CREATE TABLE batches (
	id {id},
	kind {text} NOT NULL,
	actor_id {int},
	started_at {int} NOT NULL,
	undone_at {int}
);

-- only sqlite
CREATE VIRTUAL TABLE search USING fts5(words, content='', tokenize='trigram');
-- end
-- only postgres
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE search (row_key bigint PRIMARY KEY, words text NOT NULL);
CREATE INDEX search_words ON search USING gin (words gin_trgm_ops);
-- end
