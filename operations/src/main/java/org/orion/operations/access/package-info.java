/// Who asks, and what that person may do. Open [Viewer] first, then [Action] and
/// [ViewerTransactions].
///
/// A [Viewer] is the first argument of every call that touches protected rows, and PostgreSQL's
/// row-level security is the second wall: every transaction names its viewer to the database, and a
/// query that forgets its WHERE still shows nothing of another agency. Accounts, passwords and
/// sessions do not belong here; they are the agencies' business.
@NullMarked
@ApplicationModule(type = ApplicationModule.Type.OPEN)
package org.orion.operations.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
