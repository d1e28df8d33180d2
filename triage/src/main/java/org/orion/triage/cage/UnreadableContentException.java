package org.orion.triage.cage;

import java.io.IOException;

/// In the child: bytes could not be had from the evidence; they are not to blame for it, nor is the
/// task.
public final class UnreadableContentException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableContentException(String message) {
    super(message);
  }
}
