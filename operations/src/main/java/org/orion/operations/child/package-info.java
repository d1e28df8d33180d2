/// Children who were harmed: their codes, the dated facts of their status, what is done for them,
/// and, sealed, who they are. Open [Children] first, then [ChildDesk] and [ChildIdentities].
///
/// Everybody but a child specialist of the case's team knows a child by its code. No name, birth
/// date or place of a child belongs into any other text of this package, into an event, a message
/// or a link; a child who has displayed harmful behavior is a person of a case, and does not belong
/// here. What an agency learns of the children of a shared case is one function of migration
/// `V080__children.sql`.
///
/// Source: `docs/reference/children.md`.
@NullMarked
@ApplicationModule(displayName = "child")
package org.orion.operations.child;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
