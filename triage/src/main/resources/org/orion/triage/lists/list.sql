-- A list of known hashes on this machine, version 2. One file is one list.
PRAGMA application_id = 1330792524;
PRAGMA user_version = 2;
CREATE TABLE list (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, sha256 TEXT NOT NULL, entries INTEGER NOT NULL, generation TEXT NOT NULL, imported TEXT NOT NULL);
CREATE TABLE import (id INTEGER PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, format TEXT NOT NULL, scheme TEXT NOT NULL, importer TEXT NOT NULL, at TEXT NOT NULL, kept INTEGER NOT NULL, known INTEGER NOT NULL, withdrawn INTEGER NOT NULL);
CREATE TABLE refused (import_id INTEGER NOT NULL REFERENCES import (id), reason TEXT NOT NULL, rows INTEGER NOT NULL, first TEXT NOT NULL);
CREATE TABLE category (id INTEGER PRIMARY KEY, scheme TEXT NOT NULL, code TEXT NOT NULL, UNIQUE (scheme, code));
CREATE TABLE entry (id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL REFERENCES import (id), entry TEXT NOT NULL, category_id INTEGER NOT NULL REFERENCES category (id), attributes TEXT NOT NULL, content BLOB NOT NULL);
CREATE UNIQUE INDEX entry_content ON entry (content);
CREATE TABLE hash (entry_id INTEGER NOT NULL REFERENCES entry (id), algorithm INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (entry_id, algorithm, value)) WITHOUT ROWID;
CREATE TABLE withdrawal (entry_id INTEGER PRIMARY KEY REFERENCES entry (id), import_id INTEGER NOT NULL REFERENCES import (id));
