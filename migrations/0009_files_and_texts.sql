-- Files of imports that the API keeps are known by their names in the files folder, wherever that is:
-- src/exchange/import_job_query.c. What is cut off is everything up to the last slash.
UPDATE import_jobs SET path = REPLACE(path, RTRIM(path, REPLACE(path, '/', '')), '')
	WHERE path LIKE '%-files/%.upload';

-- Texts are ordered by their bytes, as in SQLite, whatever the language of the cluster: the tables of
-- entities (src/record/schema.c) were made without saying so.
-- only postgres
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT c.relname AS name,
			string_agg(format('ALTER COLUMN %I TYPE text COLLATE "C"', a.attname), ', ') AS changes
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
			AND c.relname <> 'search' AND a.attnum > 0 AND NOT a.attisdropped
			AND a.atttypid = 'text'::regtype AND a.attcollation <> '"C"'::regcollation
		GROUP BY c.relname
	LOOP
		EXECUTE format('ALTER TABLE %I %s', one.name, one.changes);
	END LOOP;
END
$$;
-- end
