package org.orion.operations.priority;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the words of reporters are taken for.
class StatedWordsTest {
  @ParameterizedTest
  @CsvSource({
    "A child is in IMMEDIATE   danger!, IMMEDIATE_DANGER",
    "El niño está en peligro, IMMEDIATE_DANGER",
    "self-harm, CRISIS",
    "self harm and imminent danger, IMMEDIATE_DANGER",
    "crisis, CRISIS",
    "identity crisis of the account, OTHER_REASON",
    "indangered, OTHER_REASON",
    "yes, OTHER_REASON"
  })
  void escalations(String stated, Escalation expected) {
    assertThat(StatedWords.escalation(stated)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Father", " step-parent ", "MADRE", "legal guardian."})
  void whoCares(String relationship) {
    assertThat(StatedWords.isCare(relationship)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "godfather", "friend of the father", "unknown"})
  void whoDoesNot(String relationship) {
    assertThat(StatedWords.isCare(relationship)).isFalse();
  }
}
