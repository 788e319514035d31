-- What rates were worth before they, or the organisation's currency (row 1 of code 1), were changed may have been left
-- in sums: where there have been rates (code 17) or another currency, all amounts are counted once more from scratch
-- (src/record/home_recount.c). A row's key is its id times 64 and its entity's code.
INSERT INTO program_facts (name, value)
	SELECT 'home_recount', '* 0'
	WHERE EXISTS (SELECT 1 FROM events WHERE row_key % 64 = 17)
		OR EXISTS (SELECT 1 FROM events
			WHERE row_key = 65 AND kind <> 'create' AND changes LIKE '%"currency":%')
	ON CONFLICT (name) DO UPDATE SET value = excluded.value;
