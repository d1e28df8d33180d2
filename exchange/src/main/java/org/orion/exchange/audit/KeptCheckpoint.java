package org.orion.exchange.audit;

import org.orion.exchange.FormatException;

/// A checkpoint that somebody kept, apart from the log: what an export must contain or extend.
///
/// @param source where it was kept, for messages
public record KeptCheckpoint(String source, SignedNote note, Checkpoint checkpoint) {
  private static final String POSITION = "line 1";

  /// @param note as the log or a witness hands it out
  public static KeptCheckpoint parse(String source, String note) throws FormatException {
    SignedNote parsed = SignedNote.parse(source, POSITION, note);
    return new KeptCheckpoint(source, parsed, Checkpoint.parse(source, POSITION, parsed.text()));
  }

  String subject() {
    return "the kept checkpoint of size %d (%s)".formatted(checkpoint.size(), source);
  }
}
