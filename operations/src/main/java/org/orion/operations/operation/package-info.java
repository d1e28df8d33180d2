/// Operations: their period, agencies, phases, objectives and notes. Open [Operations] first, then
/// [OperationDesk] and [OperationPages].
///
/// An operation is known to the agencies that take part in it; its lead changes it. Cases belong to
/// their agencies: an operation shows each viewer those that he may see anyway. Other features hang
/// their parts on an operation by an [OperationPart]. Planned actions, arrests and figures do not
/// belong here. The rules of the database stand in `V050__cases.sql` and `V070__operations.sql`.
@NullMarked
@ApplicationModule(displayName = "operation")
package org.orion.operations.operation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
