/// Lists of known hashes, as agencies exchange them: one small reader or writer per format. Open
/// [ListEntry] first, then [Category] and [ListReader].
///
/// Readers stream: a file of many gigabytes is read in bounded memory. Where a list is kept, and
/// how it is searched, does not belong here.
@NullMarked
package org.orion.exchange.hashlist;

import org.jspecify.annotations.NullMarked;
