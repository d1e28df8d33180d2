/// The record of every act, and the proof that nobody rewrote it. Open [AuditTrail] first, then
/// [LogKeeper] and [AuditExport].
///
/// An event is appended in the same transaction as the act: an act whose event cannot be written
/// does not happen. Events hold who, when, what and on what authority; names, free text, hashes and
/// identifiers do not belong in them. Once a minute the keeper gives them places in a tree of
/// hashes and signs a checkpoint of it; what an event, a tree and an export are is specified in
/// `org.orion.exchange.audit`, after RFC 9162 and C2SP tlog-checkpoint.
@NullMarked
@ApplicationModule(type = ApplicationModule.Type.OPEN)
package org.orion.operations.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
