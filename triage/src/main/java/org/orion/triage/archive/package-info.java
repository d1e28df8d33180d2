/// Archives, compressed streams, databases, backups and caches, unfolded member by member. Open
/// [Unfolder] first, then [UnfoldLimits].
///
/// Reading the formats runs in the caged child; the parent receives names and bytes and counts
/// both.
@NullMarked
package org.orion.triage.archive;

import org.jspecify.annotations.NullMarked;
