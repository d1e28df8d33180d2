package org.orion.triage.disk;

import java.io.IOException;
import org.orion.triage.evidence.Unreadable.Reason;

/// The container of a disk image cannot be followed, a part of it is damaged, or it is of a kind
/// that is named and refused. The message is one line that begins with the format's name.
final class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  ImageException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static ImageException damaged(String message) {
    return new ImageException(Reason.CORRUPT, message);
  }

  static ImageException unsupported(String message) {
    return new ImageException(Reason.UNSUPPORTED, message);
  }

  static ImageException encrypted(String message) {
    return new ImageException(Reason.ENCRYPTED, message);
  }

  Reason reason() {
    return reason;
  }
}
