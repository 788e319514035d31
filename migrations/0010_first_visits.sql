-- Who has ever come in by a link or a password, and when; null: before that was noted. Sessions tell it only for
-- as long as they last: src/people/user_query.c.
CREATE TABLE first_visits (
	user_id {int} PRIMARY KEY,
	at {int}
);

-- Those who were here before. The past of rows that an import brought names people who may never have come.
-- only upgrade
INSERT INTO first_visits (user_id)
	SELECT u.id FROM users u
	WHERE u.password_hash IS NOT NULL
		OR EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id)
		OR EXISTS (SELECT 1 FROM links l WHERE l.user_id = u.id AND l.used_at IS NOT NULL)
		OR EXISTS (SELECT 1 FROM import_jobs j WHERE j.actor_id = u.id)
		OR EXISTS (SELECT 1 FROM events e WHERE e.actor_id = u.id AND (e.batch_id IS NULL
			OR NOT EXISTS (SELECT 1 FROM import_jobs j WHERE j.batch_id = e.batch_id)));
-- end
