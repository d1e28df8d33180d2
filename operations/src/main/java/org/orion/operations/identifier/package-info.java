/// Identifiers: where each was seen, how any of them is found, which tips they link into clusters,
/// and which of them another agency has declared an interest in. Open [Sightings] first, then
/// [Clusters] and [IdentifierSearch].
///
/// Locks are taken in one order, from `TipsArriving` on, before intake takes any of its own: keys,
/// identifiers, the agency's merge lock, and rows last. Whoever changes that order makes concurrent
/// arrivals wait for each other for ever.
///
/// How urgent a tip is, and what a cluster means for it, does not belong here.
///
/// Source: `docs/reference/identifiers.md`.
@NullMarked
package org.orion.operations.identifier;

import org.jspecify.annotations.NullMarked;
