package org.orion.operations.notice;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A notice to one account.
///
/// @param object number of the thing that it is about, of the type that its kind has
/// @param label what people call the thing: a code of the program's own, or empty
public record Notice(
    UUID id, NoticeKind kind, String object, String label, Instant at, Optional<Instant> seenAt) {
  /// The address of the page that shows the thing.
  public String path() {
    return kind.path(object);
  }
}
