/// Look-up of hashes, exact and by likeness. Open [SimilarityIndex] first, then [ExactIndex].
///
/// An index answers with entry numbers; what an entry means is told by
/// [org.orion.triage.lists.HashList]. Answers are exact: no index may lose a match, and the plain
/// scan stays as the tests' oracle.
@NullMarked
package org.orion.triage.index;

import org.jspecify.annotations.NullMarked;
