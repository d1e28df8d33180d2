package org.orion.triage.disk;

import java.io.IOException;
import org.orion.triage.evidence.Unreadable.Reason;

/// A disk image of which nothing can be read: damaged, encrypted, or of a kind that is not read.
final class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  ImageException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
