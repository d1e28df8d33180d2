package org.orion.operations.backup;

import java.util.List;
import java.util.Optional;

/// What a restore proved, line for line.
///
/// @param manifest what the backup held
/// @param lines each with what was expected and what is there
/// @param logKeys public keys that signed the audit log's checkpoints, as `NAME+ID+BASE64`
public record RestoreProof(BackupManifest manifest, List<Line> lines, List<String> logKeys) {
  public RestoreProof {
    lines = List.copyOf(lines);
    logKeys = List.copyOf(logKeys);
  }

  /// One thing that was proven, or not.
  ///
  /// @param kind `table`, `files`, `originals`, `letters`, `log` or `checkpoint`
  /// @param name of the table, or empty
  /// @param expected number of rows, files or events
  /// @param found of them with the digest that they must have
  /// @param problem why it is not proven
  public record Line(
      String kind, String name, long expected, long found, Optional<String> problem) {
    public boolean isProven() {
      return problem.isEmpty();
    }
  }

  /// Whether nothing is missing and nothing differs.
  public boolean isWhole() {
    return lines.stream().allMatch(Line::isProven);
  }
}
