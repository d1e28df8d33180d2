package org.orion.operations.lawful;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// A warrant or another legal ground, as it is attached to acts. One with a [Problem] cannot be
/// built; a form asks [#problems] first.
///
/// @param number of the document; may be empty where nobody issues one
/// @param issuer court, authority, or for an exception the person who decided
/// @param validFrom the first moment
/// @param validTo the first moment at which it is over
/// @param exception why no warrant was needed or could be waited for; empty unless the kind is one
public record LegalAuthority(
    AuthorityKind kind,
    String number,
    String issuer,
    LocalDate issued,
    Instant validFrom,
    Instant validTo,
    AuthorityScope scope,
    String exception) {
  private static final int LEAST_EXCEPTION = 20;

  /// The zone in which a day begins first; where the issuer sits is not known.
  private static final ZoneOffset FIRST_ZONE = ZoneOffset.ofHours(14);

  /// What is wrong with an authority.
  public enum Problem {
    NO_NUMBER,
    NO_ISSUER,
    NO_TIME,
    ISSUED_AFTER_IT_BEGINS,
    NOTHING_IN_SCOPE,
    NO_ACT,
    NO_EXCEPTION_STATED,
    EXCEPTION_WITHOUT_NEED;

    /// The key of its words.
    public String textKey() {
      return "lawful.problem." + name();
    }
  }

  /// Why an authority does not allow an act.
  public enum Unfit {
    KIND_OPENS_NO_FILE,
    NOT_YET_VALID,
    EXPIRED,
    OTHER_ACT,
    OTHER_FILES;

    /// The key of its words.
    public String textKey() {
      return "lawful.unfit." + name();
    }
  }

  public LegalAuthority {
    number = number.strip();
    issuer = issuer.strip();
    exception = exception.strip();
    Set<Problem> problems =
        problems(kind, number, issuer, issued, validFrom, validTo, scope, exception);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("an authority has " + problems + ", must have none");
    }
  }

  /// What would be wrong with an authority of these parts; empty when it can be built.
  public static Set<Problem> problems(
      AuthorityKind kind,
      String number,
      String issuer,
      LocalDate issued,
      Instant validFrom,
      Instant validTo,
      AuthorityScope scope,
      String exception) {
    Set<Problem> problems = EnumSet.noneOf(Problem.class);
    if (kind.isIssued() && number.isBlank()) {
      problems.add(Problem.NO_NUMBER);
    }
    if (issuer.isBlank()) {
      problems.add(Problem.NO_ISSUER);
    }
    if (!validFrom.isBefore(validTo)) {
      problems.add(Problem.NO_TIME);
    }
    if (issued.isAfter(validFrom.atOffset(FIRST_ZONE).toLocalDate())) {
      problems.add(Problem.ISSUED_AFTER_IT_BEGINS);
    }
    if (scope.files().isEmpty() && scope.accounts().isEmpty()) {
      problems.add(Problem.NOTHING_IN_SCOPE);
    }
    if (scope.acts().isEmpty()) {
      problems.add(Problem.NO_ACT);
    }
    if (kind.isException() && exception.strip().length() < LEAST_EXCEPTION) {
      problems.add(Problem.NO_EXCEPTION_STATED);
    }
    if (!kind.isException() && !exception.isBlank()) {
      problems.add(Problem.EXCEPTION_WITHOUT_NEED);
    }
    return problems;
  }

  /// Why this does not allow to view a file at a moment; empty when it does.
  ///
  /// @param accounts to which the file belongs
  public Optional<Unfit> unfitToView(String file, Set<String> accounts, Instant at) {
    if (!kind.opensFiles()) {
      return Optional.of(Unfit.KIND_OPENS_NO_FILE);
    }
    return unfitFor(LawfulAct.VIEW_FILE, file, accounts, at);
  }

  /// Why this does not allow an act on a file at a moment; empty when it does.
  public Optional<Unfit> unfitFor(LawfulAct act, String file, Set<String> accounts, Instant at) {
    if (at.isBefore(validFrom)) {
      return Optional.of(Unfit.NOT_YET_VALID);
    }
    if (!at.isBefore(validTo)) {
      return Optional.of(Unfit.EXPIRED);
    }
    if (!scope.acts().contains(act)) {
      return Optional.of(Unfit.OTHER_ACT);
    }
    return scope.covers(file, accounts) ? Optional.empty() : Optional.of(Unfit.OTHER_FILES);
  }
}
