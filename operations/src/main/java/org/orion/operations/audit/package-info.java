/// The record of every act. Open [AuditTrail] first.
///
/// An event is appended in the same transaction as the act: an act whose event cannot be written
/// does not happen. Events hold who, when, what and on what authority; names, free text, hashes and
/// identifiers do not belong in them.
@NullMarked
@ApplicationModule(type = ApplicationModule.Type.OPEN)
package org.orion.operations.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
