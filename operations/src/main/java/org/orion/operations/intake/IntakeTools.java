package org.orion.operations.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the intake is given from outside the server.
///
/// @param examiner looks at uploaded files; without one they are hashed and nothing else
/// @param mostUploadBytes a larger file is refused
/// @param drop where uploaded files go, encrypted; without one they are discarded once hashed
public record IntakeTools(
    Optional<UploadExaminer> examiner, long mostUploadBytes, Optional<Drop> drop) {
  public static final long USUAL_UPLOAD_BYTES = 256L << 20;

  /// Nothing but the server itself.
  public static final IntakeTools NONE =
      new IntakeTools(Optional.empty(), USUAL_UPLOAD_BYTES, Optional.empty());

  public IntakeTools {
    if (mostUploadBytes < 1) {
      throw new IllegalArgumentException(
          "mostUploadBytes is " + mostUploadBytes + ", must be 1 or more");
    }
  }

  /// The evidence drop folder.
  ///
  /// @param recipients the laboratory's public keys, as `age1…`
  public record Drop(Path folder, List<String> recipients) {
    public Drop {
      recipients = List.copyOf(recipients);
      if (recipients.isEmpty()) {
        throw new IllegalArgumentException("recipients are none, must be at least one");
      }
      recipients.forEach(EvidenceDrop::recipient);
    }
  }
}
