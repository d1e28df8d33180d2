package org.orion.triage.scan;

/// A scan that must not be begun or continued: another plan, or evidence that changed. The message
/// names the difference.
public final class ScanRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public ScanRefusedException(String message) {
    super(message);
  }
}
