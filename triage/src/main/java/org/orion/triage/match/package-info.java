/// What the lists know of a content. Open [Matcher] first, then [Match] and [Verdict].
///
/// A match says its list, entry, category, algorithm, orientation and distance; it never says what
/// a person did.
@NullMarked
package org.orion.triage.match;

import org.jspecify.annotations.NullMarked;
