package org.orion.triage.carve;

import java.util.Optional;

/// How far a file's structure could be followed.
///
/// @param end the first byte behind it, in the device
/// @param headerEnd up to where it says what it is, how large its pictures are, and what else
///   stands before the first of them
record Walked(long end, Confidence confidence, long headerEnd) {
  static Optional<Walked> whole(long end, long headerEnd) {
    return Optional.of(new Walked(end, Confidence.WHOLE, headerEnd));
  }

  /// Nothing, when not even the header is there.
  ///
  /// @param headerEnd 0 when it was not reached
  static Optional<Walked> truncated(long end, long headerEnd) {
    return headerEnd == 0
        ? Optional.empty()
        : Optional.of(new Walked(Math.max(end, headerEnd), Confidence.TRUNCATED, headerEnd));
  }
}
