/// Exhibits: what was seized in a case, through whose hands it went, where it is kept, and what is
/// to be examined next. Open [Exhibit] first, then [Exhibits] and [Custody].
///
/// Where an exhibit is, nobody writes: an act of custody is a row that the database checks, fills
/// in and ties to the row before it by a hash, and the exhibit follows from its rows. Migration
/// `V061__custody.sql` is the text of these rules. No medium belongs here, nor what an examination
/// found: features that know it add a tab by an [ExhibitPart].
///
/// Follows ISO/IEC 27037 for what a chain of custody holds; source: `docs/reference/custody.md`.
@NullMarked
@ApplicationModule(displayName = "exhibit")
package org.orion.operations.exhibit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
