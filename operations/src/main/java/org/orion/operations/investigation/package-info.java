/// Cases and the people in them. Open [Cases] first, then [People] and [Handling].
///
/// A case is an [Investigation] in code, as CASE/UCO calls it: `case` is a word of the language.
/// Other features hang their parts on a case by a [CasePart]; this one knows none of them. Children
/// who were harmed, exhibits and arrests do not belong here. What a share shows and a handling code
/// forbids is a rule of the database, evaluated at each question; migration `V050__cases.sql` is
/// its text.
@NullMarked
@ApplicationModule(displayName = "investigation")
package org.orion.operations.investigation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
