/// Searches and arrests: planned, carried out, and what courts made of them. Open [Actions] first,
/// then [Arrests] and [Charges].
///
/// Everything here is of a case, and through it of the case's operation. An arrest does not change
/// where a person stands before the law; somebody says that he does. Seized things do not belong
/// here, nor figures. What other agencies of an operation see of a planned action is a function of
/// the database; migration `V071__enforcement.sql` is its text.
@NullMarked
@ApplicationModule(displayName = "enforcement")
package org.orion.operations.enforcement;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
