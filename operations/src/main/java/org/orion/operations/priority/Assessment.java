package org.orion.operations.priority;

import java.time.LocalDate;

/// The result of the Kent Internet Risk Assessment Tool as a trained assessor entered it. It is
/// stored and used, never computed.
///
/// @param assessor who assessed, never blank
public record Assessment(Level level, LocalDate date, String assessor) {
  /// The tool's own levels.
  public enum Level {
    LOW,
    MEDIUM,
    HIGH,
    VERY_HIGH
  }

  public Assessment {
    if (assessor.isBlank()) {
      throw new IllegalArgumentException("the assessor is blank, must be a name");
    }
  }
}
