-- Answers of writes that came with an Idempotency-Key, so that a repeat is answered as the first time.

CREATE TABLE idempotency (
	user_id {int} NOT NULL,
	key {text} NOT NULL,
	request_hash {blob} NOT NULL,
	status {int} NOT NULL,
	etag {text},
	location {text},
	body {text},
	at {int} NOT NULL,
	PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
