-- A list of known hashes on this machine, version 1. One file is one list.
CREATE TABLE list (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, sha256 TEXT NOT NULL, imported TEXT NOT NULL);
CREATE TABLE import (id INTEGER PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, format TEXT NOT NULL, scheme TEXT NOT NULL, importer TEXT NOT NULL, at TEXT NOT NULL, kept INTEGER NOT NULL, known INTEGER NOT NULL);
CREATE TABLE refused (import_id INTEGER NOT NULL REFERENCES import (id), reason TEXT NOT NULL, rows INTEGER NOT NULL, first TEXT NOT NULL);
CREATE TABLE entry (id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL REFERENCES import (id), entry TEXT NOT NULL, scheme TEXT NOT NULL, code TEXT NOT NULL, attributes TEXT NOT NULL, content BLOB NOT NULL UNIQUE);
CREATE TABLE hash (entry_id INTEGER NOT NULL REFERENCES entry (id), algorithm TEXT NOT NULL, value TEXT NOT NULL);
CREATE INDEX hash_entry ON hash (entry_id);
