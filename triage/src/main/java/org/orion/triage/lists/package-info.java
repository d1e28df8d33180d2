/// Where lists of known hashes are kept on this machine, and how they are imported, shown, exported
/// and opened for a scan. Open [ListStore] first, then [HashList].
///
/// A list is confidential: its files are readable by their owner only, and no message or log holds
/// a listed hash.
@NullMarked
package org.orion.triage.lists;

import org.jspecify.annotations.NullMarked;
