/// Examinations: triage reports of labs, taken in, attached to exhibits, counted and compared. Open
/// [Submission] first, then [Reports] and [LinkFinder].
///
/// A report is what `orion submit` writes: hashes, counts and provenance, signed by a lab whose key
/// its agency registered ([Labs]). It is taken in as a whole or not at all. Whoever sees an
/// exhibit's case sees what was found on it; a link to another exhibit shows no more of that one
/// than its case's handling code lets be passed on. No picture is here, and no place to put any;
/// who has an exhibit and where it lies is the matter of `exhibit`.
@NullMarked
@ApplicationModule(displayName = "examination")
package org.orion.operations.examination;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
