package org.orion.operations.casework;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orion.operations.casework.TipDesk.Change;
import org.orion.operations.lawful.AuthorityKind;
import org.orion.operations.lawful.GateState;
import org.orion.operations.web.Texts;

class ChangeTextTest {
  private static final Texts ENGLISH = Texts.in(Locale.ENGLISH);
  private static final Texts SPANISH = Texts.in(Texts.SPANISH);

  private static Change change(String kind, String before, String after) {
    return new Change(new UUID(0, 1), Instant.EPOCH, Optional.empty(), kind, before, after, "");
  }

  @Test
  void everyStateOfTheGateIsSaidInTheReadersWords() {
    Stream<String> states =
        Stream.concat(
            Stream.of(GateState.Open.Ground.values()).map(ground -> "OPEN " + ground),
            Stream.of(GateState.Blocked.Hindrance.values()).map(why -> "BLOCKED " + why));
    assertThat(states)
        .hasSizeGreaterThan(6)
        .allSatisfy(state -> {
          assertThat(ChangeText.after(ENGLISH, change("FILE", "", state)))
              .doesNotContain("_")
              .containsAnyOf("Open:", "Blocked:");
          assertThat(ChangeText.before(SPANISH, change("FILE", state, "")))
              .doesNotContain("_")
              .containsAnyOf("Abierto", "Bloqueado");
        });
  }

  @Test
  void whatWasFoundOutOfAFileIsAQuestionWithItsAnswer() {
    assertThat(ChangeText.after(ENGLISH, change("FILE", "/line 2", "PUBLIC YES")))
        .isEqualTo("Is it publicly available? Yes");
    assertThat(ChangeText.before(ENGLISH, change("FILE", "/line 2", "PUBLIC YES")))
        .isEqualTo("/line 2");
  }

  @Test
  void kindsOfAuthoritiesAndLettersAreWordsAndTheirNumbersStay() {
    assertThat(Stream.of(AuthorityKind.values()))
        .allSatisfy(kind ->
            assertThat(ChangeText.after(ENGLISH, change("AUTHORITY", "", kind + " EX-1")))
                .doesNotContain(kind.name())
                .endsWith(" EX-1"));
    assertThat(ChangeText.after(ENGLISH, change("LETTER", "", "PRESERVATION ES")))
        .isEqualTo("Request to preserve ES");
  }

  @Test
  void anythingElseIsShownAsItIs() {
    assertThat(ChangeText.after(ENGLISH, change("ASSIGNED", "", "OPEN invented.name")))
        .isEqualTo("OPEN invented.name");
    assertThat(ChangeText.after(ENGLISH, change("FILE", "", "SOMETHING ELSE")))
        .isEqualTo("SOMETHING ELSE");
  }
}
