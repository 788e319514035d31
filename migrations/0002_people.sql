-- How people sign in: sessions of browsers, and one-time links. Both keep only the SHA-256 of the
-- secret. Users, teams and tokens are entities: schema_sync makes their tables.
CREATE TABLE sessions (
	id {id},
	user_id {int} NOT NULL,
	hash {text} NOT NULL,
	by_link {int} NOT NULL,
	agent {text},
	created_at {int} NOT NULL,
	last_seen_at {int} NOT NULL,
	expires_at {int} NOT NULL
);
CREATE UNIQUE INDEX sessions_hash ON sessions (hash);
CREATE INDEX sessions_user ON sessions (user_id, id);
CREATE INDEX sessions_expires ON sessions (expires_at);
CREATE INDEX sessions_seen ON sessions (last_seen_at);

CREATE TABLE links (
	id {id},
	user_id {int} NOT NULL,
	hash {text} NOT NULL,
	created_at {int} NOT NULL,
	expires_at {int} NOT NULL,
	used_at {int}
);
CREATE UNIQUE INDEX links_hash ON links (hash);
CREATE INDEX links_user ON links (user_id);
CREATE INDEX links_expires ON links (expires_at);
