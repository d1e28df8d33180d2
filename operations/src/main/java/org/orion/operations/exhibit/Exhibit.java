package org.orion.operations.exhibit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.orion.operations.enforcement.LocalMoment;

/// A seized item of a case, as its viewer may see it.
///
/// @param caseNumber what the agency calls the case
/// @param band of the case
/// @param seal the one that is on it now; empty where there is none
/// @param holder whose hands it is in; nothing when it is stored, or gone
/// @param offer what waits for somebody's answer
/// @param version how many rows its chain of custody has; whoever changes it names the version that
///   he read
public record Exhibit(
    UUID id,
    String agency,
    UUID investigation,
    String caseNumber,
    String band,
    Facts facts,
    String seal,
    State state,
    Optional<Keeper> holder,
    Optional<Keeper> storagePlace,
    Optional<Offer> offer,
    int version,
    Instant changedAt) {

  /// What it is.
  public enum Kind {
    PHONE,
    TABLET,
    COMPUTER,
    DRIVE,
    MEMORY_CARD,
    OPTICAL_DISC,
    CAMERA,
    PAPER,
    ACCOUNT_DATA,
    OTHER
  }

  /// Where it is on its way from its seizure to its return.
  public enum State {
    /// In somebody's hands, not examined yet.
    SEIZED,
    STORED,
    IN_EXAMINATION,
    /// In somebody's hands, after an examination.
    EXAMINED,
    RETURNED,
    DESTROYED;

    /// Whether nothing comes after it.
    public boolean isLast() {
      return this == RETURNED || this == DESTROYED;
    }
  }

  /// What people state of an exhibit, and may correct.
  ///
  /// @param number one in its case, as `D-17`
  /// @param seizedAt by the clocks of the place
  /// @param clockOffsetSeconds how far the exhibit's own clock was ahead of the right time; nothing
  ///   where nobody looked
  /// @param authority the number of the legal authority
  /// @param examine whether somebody is to examine it
  public record Facts(
      String number,
      Kind kind,
      String make,
      String model,
      String serial,
      String description,
      LocalMoment seizedAt,
      OptionalInt clockOffsetSeconds,
      String place,
      String seizedBy,
      String authority,
      boolean examine) {}

  /// A person or a place that has it.
  public record Keeper(UUID id, String name) {}

  /// What was offered and is not answered.
  public record Offer(UUID row, Keeper to, Keeper by, Instant at) {
    private static final Duration USUAL = Duration.ofHours(24);

    /// Whether it is open for longer than a day.
    public boolean isLate(Instant now) {
      return at.plus(USUAL).isBefore(now);
    }
  }

  /// What people call it.
  public String number() {
    return facts.number();
  }

  /// Whether it waits for somebody to examine it.
  public boolean waits() {
    return facts.examine() && !state.isLast() && state != State.IN_EXAMINATION;
  }

  public boolean isHeldBy(UUID account) {
    return holder.filter(keeper -> keeper.id().equals(account)).isPresent();
  }

  /// The address of its page.
  public String base() {
    return "/exhibits/" + id;
  }
}
