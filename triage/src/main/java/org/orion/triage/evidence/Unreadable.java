package org.orion.triage.evidence;

/// Why something in the evidence could not be read, or not in full. This is data that is counted
/// and reported, not an exception.
///
/// @param detail one line for a person: what, where, expected and found
public record Unreadable(Reason reason, String detail) {
  /// The reasons of the report, as they stand in the scan file and in JSON.
  public enum Reason {
    CORRUPT,
    ENCRYPTED,
    UNSUPPORTED,
    TOO_LARGE,
    TIMED_OUT,
    IO
  }

  public Unreadable {
    detail = detail.replace('\n', ' ').replace('\r', ' ').strip();
  }
}
