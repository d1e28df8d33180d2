package org.orion.operations.child;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/// A child's record, without who it is.
///
/// @param number what the code is made of: given once in the agency, and never again
/// @param keepUntil the day from which its identity is to be erased or its time extended
/// @param erasedAt when the key of its identity was destroyed
/// @param version counts changes of `keepUntil`
public record Child(
    UUID id,
    String agency,
    int number,
    LocalDate keepUntil,
    Optional<Instant> erasedAt,
    Instant madeAt,
    int version) {

  /// What can become true of a child; each is a fact of its own.
  public enum Fact {
    UNIDENTIFIED,
    IDENTIFIED,
    LOCATED,
    SAFEGUARDED
  }

  /// How sure the source of a fact is.
  public enum Confidence {
    CONFIRMED,
    PROBABLE,
    POSSIBLE
  }

  /// How a person of a case is near a child, as far as it is known.
  public enum Relation {
    FAMILY,
    HOUSEHOLD,
    CARE,
    TEACHING,
    COACHING,
    ACQUAINTED,
    ONLINE,
    NONE_KNOWN
  }

  /// What is done for a child.
  public enum StepKind {
    SAFEGUARDING,
    /// A service that the child was referred to.
    SERVICE,
    /// Support before, in and after court.
    COURT
  }

  /// A fact that holds by the newest rows.
  ///
  /// @param since the first day on which it was true
  public record Standing(Fact fact, LocalDate since, Confidence confidence) {}

  /// Whether the time to keep the identity is over on a day.
  public boolean isDue(LocalDate today) {
    return erasedAt.isEmpty() && !keepUntil.isAfter(today);
  }
}
