-- What the program remembers about the database itself, by name; e.g. which fields the search index has.
CREATE TABLE program_facts (
	name {text} PRIMARY KEY,
	value {text} NOT NULL
);
