/// The audit log as it crosses an agency's border: what an event is, the tree that binds events
/// together, signed checkpoints of it, and the export that an outsider verifies. Open [AuditEvent]
/// first, then [MerkleFrontier] and [AuditVerifier].
///
/// Nothing here knows where a log is kept, or when it is signed. No name, free text, hash of a
/// content or identifier of a person goes into an event.
///
/// Follows RFC 8785 (canonical JSON), RFC 9162 section 2.1 (the tree), and C2SP signed-note,
/// tlog-checkpoint and tlog-cosignature, each version 1.0.0. The reference page `audit-export.md`
/// specifies the export.
@NullMarked
package org.orion.exchange.audit;

import org.jspecify.annotations.NullMarked;
