/// SQLite database files, read for the pictures in them. Open [DatabaseBlobs] first, then
/// [BtreePage] and [Payload].
///
/// A reader of the file format over a channel, not of SQL: it takes any size in bounded memory,
/// never writes, needs no recovery and reads what a damaged file still holds. It runs in the caged
/// child. Write-ahead logs (`-wal`) are files of their own and are not taken into account.
///
/// Source: "Database File Format", sqlite.org; names are that document's.
@NullMarked
package org.orion.triage.database;

import org.jspecify.annotations.NullMarked;
