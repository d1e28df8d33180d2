package org.orion.triage.media.decode;

import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// A content cannot be decoded at all.
final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Unreadable why;

  DecodeException(Reason reason, String detail) {
    super(detail, null, false, false);
    this.why = new Unreadable(reason, detail);
  }

  Unreadable why() {
    return why;
  }
}
