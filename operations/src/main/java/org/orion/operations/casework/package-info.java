/// What people do with tips: the queue, a tip's page, notes, tasks, the hand-over. Open [TipQueue]
/// first, then [TipDesk] and [TipPages].
///
/// Names and texts come from the tip's sealed original each time that somebody looks, and each look
/// is an event. Scoring and the lawful gate do not belong here; their features decide, this one
/// shows.
@NullMarked
package org.orion.operations.casework;

import org.jspecify.annotations.NullMarked;
