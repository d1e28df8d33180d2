package org.orion.exchange.handling;

import java.util.Arrays;
import java.util.Optional;

/// The handling code of a piece of information, in the order of strictness. Source: the handling
/// codes of Europol's system for exchange between agencies.
public enum HandlingCode {
  /// For preventing and combating crime; nothing more is asked.
  H0,
  /// Not to be used as evidence before a court without permission of who gave it.
  H1,
  /// Not to be passed on without permission of who gave it.
  H2,
  /// Restrictions of its own, in words; nothing at all without permission.
  H3;

  /// What is done with information outside of the agency that holds it.
  public enum Use {
    /// Being seen by an agency that it is shared with.
    SHOW,
    /// Standing in what is handed to a court.
    EVIDENCE,
    /// Leaving for another agency, country or program.
    PASS_ON,
    /// Being counted in a published figure, which says nothing about it alone.
    COUNT
  }

  /// Whether this may be done without asking who gave the information.
  public boolean allows(Use use) {
    return switch (this) {
      case H0 -> true;
      case H1 -> use != Use.EVIDENCE;
      case H2 -> use == Use.SHOW || use == Use.COUNT;
      case H3 -> false;
    };
  }

  /// The stricter of two codes: what is made of both is held under it.
  public HandlingCode strictest(HandlingCode other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /// The code of that name, as `H2`.
  public static Optional<HandlingCode> of(String name) {
    return Arrays.stream(values()).filter(code -> code.name().equals(name)).findFirst();
  }
}
