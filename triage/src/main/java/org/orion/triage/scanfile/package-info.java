/// The scan file `FILE.orion`: one SQLite database that any SQLite tool can read. Open [ScanFile]
/// first; the schema with its comments is `schema.sql` beside it and is part of the contract.
@NullMarked
package org.orion.triage.scanfile;

import org.jspecify.annotations.NullMarked;
