package org.orion.operations.audit;

import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;
import org.springframework.stereotype.Component;

/// The installation under its own name: what it signs for others is signed with the log's key, and
/// is no text of a checkpoint.
@Component
public class InstallationKey {
  private final AuditCheckpoints checkpoints;
  private final LogKey key;

  InstallationKey(AuditCheckpoints checkpoints, LogKey key) {
    this.checkpoints = checkpoints;
    this.key = key;
  }

  /// The installation's name, which does not change.
  public String name() {
    return checkpoints.installation();
  }

  public NoteSigner signer() {
    return key.signer(name());
  }

  /// The public half, which partners register.
  public NoteKey key() {
    return signer().key();
  }
}
