package org.orion.operations.exhibit;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// A row of a chain of custody, as the database wrote it.
///
/// @param number 1 for the seizure, then one more each
/// @param who acted, by the name of then
/// @param fromName whose hands or which place it was in; empty for the seizure
/// @param toName whose hands or which place it is in, or is offered to
/// @param state the one that the row leaves the exhibit in
/// @param decidedBy of a return or destruction: who ordered it, by the `authority`, on `decidedOn`
/// @param tool of an examination; the hashes are those of the exhibit's contents
/// @param facts what the exhibit is, a name and a value a line; empty where the row does not say so
/// @param text what is hashed, with the hash of the row before in its first line
/// @param hash SHA-256, in lower-case hexadecimal
public record CustodyRow(
    UUID id,
    int number,
    Kind kind,
    Instant at,
    String who,
    String fromName,
    String toName,
    String state,
    String sealBefore,
    String sealAfter,
    String reason,
    String authority,
    Optional<LocalDate> decidedOn,
    String decidedBy,
    String tool,
    String toolVersion,
    String configuration,
    String hashBefore,
    String hashAfter,
    String facts,
    String text,
    String previous,
    String hash) {

  /// What was done.
  public enum Kind {
    SEIZED,
    CORRECTED,
    OFFERED,
    RECEIVED,
    REFUSED,
    WITHDRAWN,
    STORED,
    /// Out of a place, by whoever acts.
    TAKEN,
    EXAMINATION_WANTED,
    EXAMINATION_UNWANTED,
    EXAMINATION_BEGUN,
    EXAMINED,
    RESEALED,
    RETURNED,
    DESTROYED;

    /// Whether it goes, or is to go, from one to another.
    public boolean moves() {
      return switch (this) {
        case OFFERED, RECEIVED, STORED, TAKEN, RETURNED, DESTROYED -> true;
        case SEIZED,
            CORRECTED,
            REFUSED,
            WITHDRAWN,
            EXAMINATION_WANTED,
            EXAMINATION_UNWANTED,
            EXAMINATION_BEGUN,
            EXAMINED,
            RESEALED ->
            false;
      };
    }
  }

  /// Whether another seal is on it than before.
  public boolean changesSeal() {
    return kind != Kind.SEIZED && !sealBefore.equals(sealAfter);
  }

  /// What a correction changed: the lines of its facts that the facts before it do not have.
  ///
  /// @param all the exhibit's rows
  public List<String> correctedIn(List<CustodyRow> all) {
    if (kind != Kind.CORRECTED) {
      return List.of();
    }
    Set<String> before =
        all.stream()
            .filter(row -> row.number < number && !row.facts.isEmpty())
            .reduce((earlier, later) -> later)
            .map(row -> row.facts.lines().collect(Collectors.toSet()))
            .orElse(Set.of());
    return facts.lines().filter(line -> !before.contains(line)).toList();
  }
}
