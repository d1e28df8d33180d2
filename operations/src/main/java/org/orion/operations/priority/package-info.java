/// How urgent a tip is, and why: a sum of whole points from rules that are data, floors that no sum
/// goes below, and a reason in plain words for each. Open [PriorityScorer] first, then
/// [PriorityRules] and [Score].
///
/// Rules look at [TipFacts] alone: stated fields and counts. The text of a tip, the content of
/// pictures, what a person is, and probabilities never belong here; neither does a database.
/// Specification: `docs/reference/priority-rules.md`.
@NullMarked
package org.orion.operations.priority;

import org.jspecify.annotations.NullMarked;
