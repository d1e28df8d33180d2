/// The one search over everything that its viewer may see. Open [SearchSource] first: each feature
/// answers for what is its own, within the viewer's transaction, so that nothing is found, counted
/// or hinted at that the viewer could not open. [SearchRows] has what the answers share, and
/// [Search] asks them, for [SearchPages] and [SearchApi].
///
/// What can be found does not belong here; it stands in the features.
///
/// Source: `docs/reference/search.md`.
@NullMarked
package org.orion.operations.search;

import org.jspecify.annotations.NullMarked;
