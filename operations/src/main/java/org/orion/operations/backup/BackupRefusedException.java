package org.orion.operations.backup;

/// A backup cannot be made, or is not restored; the message says why and what to do.
public final class BackupRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  BackupRefusedException(String message) {
    super(message);
  }

  BackupRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
