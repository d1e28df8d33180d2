package org.orion.triage.scanfile;

import java.io.IOException;

/// A scan file that cannot be used: missing, foreign, newer, in use, or its disk is full. The
/// message names the file and says what to do.
public final class ScanFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public ScanFileException(String message) {
    super(message);
  }

  public ScanFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
