package org.orion.exchange.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A path that was examined, and the files that are the evidence there.
///
/// @param exhibit its reference
/// @param path on the lab's machine, as it was given
/// @param kind folder or file
/// @param readOnly whether its file system was mounted read-only
public record ExaminedSource(
    String exhibit, String path, String kind, boolean readOnly, List<SourceFile> files) {
  public ExaminedSource {
    files = List.copyOf(files);
  }

  /// One of them, as it was when the scan began and, once it was looked at again, when it ended.
  /// Times are ISO 8601 in UTC.
  ///
  /// @param changed when its content or attributes were last changed
  public record SourceFile(
      String name,
      long bytes,
      String modified,
      String changed,
      OptionalLong bytesAfter,
      Optional<String> modifiedAfter,
      Optional<String> changedAfter) {

    /// Whether it was looked at again, and is as it was.
    public boolean isUnchanged() {
      return bytesAfter.equals(OptionalLong.of(bytes))
          && modifiedAfter.equals(Optional.of(modified))
          && changedAfter.equals(Optional.of(changed));
    }
  }
}
