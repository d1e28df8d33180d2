/// The link graph and the timeline: what hangs together, why, and when. Open [Strand] and
/// [NodeRows] first: by them each feature says which of its rows are links and nodes. Then [Links],
/// which asks for them, [Graph] and [Paths], which follow them, and [Timeline] with its [Track].
///
/// Nothing is kept beside the features' own rows: every link is asked for within its viewer's
/// transaction, so that rights and row-level security hold as for the rows themselves, and nothing
/// hidden lies on a path, in a count or behind an "n hidden". What a link means does not belong
/// here; it stands in the features.
///
/// Source: `docs/reference/graph.md`.
@NullMarked
package org.orion.operations.graph;

import org.jspecify.annotations.NullMarked;
