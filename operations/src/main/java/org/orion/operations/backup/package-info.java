/// Backups of an installation: one encrypted file that holds every row and key, and the proof that
/// a restore brought all of it back. Open [Backup] first, then [Restore] and [BackupManifest].
///
/// A backup is a zip in the format of age (`age-encryption.org/v1`), so that it can be opened
/// without Orion; what it holds is specified in `docs/reference/backup-file.md`. Tables are told by
/// the database's own catalog, never by a list in the code: a feature's new table is backed up
/// without a word here, and rules about rows of a feature do not belong here.
@NullMarked
package org.orion.operations.backup;

import org.jspecify.annotations.NullMarked;
