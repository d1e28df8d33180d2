/// Evidence, opened read-only: sources and the items in them. Open [EvidenceSource] first, then
/// [EvidenceItem] and [Unreadable].
///
/// Every item a source lists is handed on exactly once. Nothing here interprets content.
@NullMarked
package org.orion.triage.evidence;

import org.jspecify.annotations.NullMarked;
