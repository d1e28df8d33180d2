package org.orion.operations.identifier;

import java.time.LocalDate;
import java.util.UUID;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Viewer;
import org.springframework.stereotype.Component;

/// Declares interests in identifiers as somebody writes them.
@Component
class InterestDesk {
  private final Interests interests;
  private final TypedIdentifiers typed;

  InterestDesk(Interests interests, TypedIdentifiers typed) {
    this.interests = interests;
    this.typed = typed;
  }

  /// Declares an interest, within a transaction of the viewer.
  ///
  /// @param platform empty where there is none
  /// @return its number; that of the interest that holds already, if there is one
  UUID declare(
      Viewer viewer,
      Identifier.Kind kind,
      String text,
      String platform,
      LocalDate until,
      String note) {
    return interests.declare(
        viewer, typed.add(viewer, kind.name(), text, platform).number(), until, note);
  }
}
