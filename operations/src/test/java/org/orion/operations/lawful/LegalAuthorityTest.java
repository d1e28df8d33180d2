package org.orion.operations.lawful;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orion.operations.lawful.LegalAuthority.Problem;

/// What makes an authority one.
class LegalAuthorityTest {
  private static final Instant FROM = Instant.parse("2026-05-01T12:00:00Z");
  private static final Instant TO = Instant.parse("2026-06-01T12:00:00Z");
  private static final LocalDate ISSUED = LocalDate.of(2026, 5, 1);
  private static final AuthorityScope SCOPE =
      new AuthorityScope(Set.of("f"), Set.of(), Set.of(LawfulAct.VIEW_FILE));
  private static final String EXCEPTION = "A child is in danger within hours.";

  @ParameterizedTest
  @EnumSource(AuthorityKind.class)
  void aCompleteOneHasNoProblem(AuthorityKind kind) {
    String exception = kind.isException() ? EXCEPTION : "";
    assertThat(LegalAuthority.problems(kind, "1", "Court", ISSUED, FROM, TO, SCOPE, exception))
        .isEmpty();
    assertThat(
            new LegalAuthority(kind, " 1 ", " Court ", ISSUED, FROM, TO, SCOPE, exception).number())
        .isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource(AuthorityKind.class)
  void everythingThatIsWrongIsNamedAtOnce(AuthorityKind kind) {
    Set<Problem> problems =
        LegalAuthority.problems(
            kind,
            " ",
            "",
            ISSUED.plusDays(2),
            FROM,
            FROM,
            new AuthorityScope(Set.of(), Set.of(), Set.of()),
            kind.isException() ? "too short" : EXCEPTION);

    assertThat(problems)
        .contains(
            Problem.NO_ISSUER,
            Problem.NO_TIME,
            Problem.ISSUED_AFTER_IT_BEGINS,
            Problem.NOTHING_IN_SCOPE,
            Problem.NO_ACT);
    switch (kind) {
      case WARRANT, SUBPOENA, MLAT ->
          assertThat(problems)
              .contains(Problem.NO_NUMBER, Problem.EXCEPTION_WITHOUT_NEED)
              .hasSize(7);
      case CONSENT, EXIGENCY ->
          assertThat(problems).contains(Problem.NO_EXCEPTION_STATED).hasSize(6);
    }
  }

  @Test
  void theDayOfIssueIsReadInAnyZone() {
    // 12:00 UTC on 1 May is already 2 May at UTC+14.
    assertThat(problemsIssued(LocalDate.of(2026, 5, 2))).isEmpty();
    assertThat(problemsIssued(LocalDate.of(2026, 5, 3)))
        .containsExactly(Problem.ISSUED_AFTER_IT_BEGINS);
  }

  private static Set<Problem> problemsIssued(LocalDate issued) {
    return LegalAuthority.problems(
        AuthorityKind.WARRANT, "1", "Court", issued, FROM, TO, SCOPE, "");
  }

  @Test
  void oneWithAProblemCannotBeBuilt() {
    assertThatThrownBy(() ->
            new LegalAuthority(AuthorityKind.WARRANT, "", "Court", ISSUED, FROM, TO, SCOPE, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NO_NUMBER");
  }

  @Test
  void otherActsAreAskedForByName() {
    LegalAuthority subpoena =
        new LegalAuthority(
            AuthorityKind.SUBPOENA,
            "7",
            "Court",
            ISSUED,
            FROM,
            TO,
            new AuthorityScope(Set.of(), Set.of("a"), Set.of(LawfulAct.OBTAIN_SUBSCRIBER_DATA)),
            "");
    assertThat(subpoena.unfitFor(LawfulAct.OBTAIN_SUBSCRIBER_DATA, "f", Set.of("a"), FROM))
        .isEmpty();
    assertThat(subpoena.unfitFor(LawfulAct.OBTAIN_CONTENT, "f", Set.of("a"), FROM))
        .contains(LegalAuthority.Unfit.OTHER_ACT);
    assertThat(subpoena.unfitFor(LawfulAct.OBTAIN_SUBSCRIBER_DATA, "f", Set.of("b"), FROM))
        .contains(LegalAuthority.Unfit.OTHER_FILES);
    assertThat(subpoena.unfitFor(LawfulAct.OBTAIN_SUBSCRIBER_DATA, "f", Set.of("a"), TO))
        .contains(LegalAuthority.Unfit.EXPIRED);
  }
}
