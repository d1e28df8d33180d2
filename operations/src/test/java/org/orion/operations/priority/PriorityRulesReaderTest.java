package org.orion.operations.priority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.orion.exchange.FormatException;

/// Rules as data: what is read, and what is refused with its line.
class PriorityRulesReaderTest {
  private static final String GOOD =
      """
      version: "7"
      author: A. Example
      effective: 2026-03-01
      thresholds: {immediate: 90, urgent: 50, standard: 20}
      rules:
        - id: first
          when:
            - {fact: access_to_children, is: true}
            - {fact: suspects, at_least: 2, at_most: 5}
          points: 12
          en: "One."
          es: "Uno."
        - id: second
          when:
            - {fact: bundle, in: [viral, spam]}
          points: -7
          en: "Two."
          es: "Dos."
      """;

  @Test
  void everyPartOfAFileIsRead() throws Exception {
    PriorityRules rules = PriorityRulesReader.read("a.yml", GOOD);

    assertThat(rules.version()).isEqualTo("7");
    assertThat(rules.author()).isEqualTo("A. Example");
    assertThat(rules.effective()).isEqualTo(LocalDate.of(2026, 3, 1));
    assertThat(rules.thresholds()).isEqualTo(new PriorityRules.Thresholds(90, 50, 20));
    assertThat(rules.rules())
        .containsExactly(
            new PriorityRule(
                "first",
                List.of(
                    new Condition.Is(Fact.ACCESS_TO_CHILDREN, true),
                    new Condition.Between(Fact.SUSPECTS, 2, 5)),
                12,
                new PlainText("One.", "Uno.")),
            new PriorityRule(
                "second",
                List.of(new Condition.In(Fact.BUNDLE, Set.of("viral", "spam"))),
                -7,
                new PlainText("Two.", "Dos.")));
  }

  @Test
  void theBuiltInRulesAreReadAndNameOnlyWhatExists() {
    PriorityRules rules = PriorityRules.builtIn();

    assertThat(rules.rules()).hasSizeGreaterThan(20);
    assertThat(rules.rules())
        .allMatch(rule -> !rule.words().spanish().equals(rule.words().english()));
  }

  @Test
  void anUnknownKeyIsNamedWithItsLine() {
    refused(GOOD.replace("author:", "autor:"), "[a.yml:line 2]", "'autor'");
    refused(GOOD.replace("immediate:", "now:"), "[a.yml:line 4]", "'now'");
    refused(GOOD.replace("    points: 12", "    weight: 12"), "[a.yml:line 10]", "'weight'");
    refused(GOOD.replace("at_most:", "atmost:"), "[a.yml:line 9]", "'atmost'");
  }

  @Test
  void whatIsMissingIsNamed() {
    refused(GOOD.replace("version: \"7\"\n", ""), "[a.yml:line 1]", "key 'version'");
    refused(GOOD.replace("    points: 12\n", ""), "[a.yml:line 6]", "key 'points'");
    refused(GOOD.replace("    es: \"Uno.\"\n", ""), "[a.yml:line 6]", "key 'es'");
    refused(GOOD.replace(", is: true", ""), "[a.yml:line 8]", "[is]");
    refused("", "[a.yml:line 1]", "an empty document");
    refused("# nothing\n", "[a.yml:line 1]", "an empty document");
  }

  @Test
  void aFactTakesOnlyItsOwnKindOfTest() {
    refused(GOOD.replace("is: true", "in: [a]"), "line 8", "[is]");
    refused(GOOD.replace("is: true", "is: true, at_least: 1"), "line 8", "[is]");
    refused(GOOD.replace("in: [viral, spam]", "is: true"), "line 15", "[in]");
    refused(GOOD.replace("at_least: 2, at_most: 5", "is: true"), "line 9", "[at_least, at_most]");
    refused(GOOD.replace("at_least: 2", "at_least: 6"), "line 9", "at most 5");
    refused(GOOD.replace("fact: suspects", "fact: age_of_suspect"), "line 9", "'age_of_suspect'");
    refused(GOOD.replace("[viral, spam]", "[viral, funny]"), "line 15", "'funny'");
    refused(GOOD.replace("[viral, spam]", "[]"), "line 15", "empty");
    refused(GOOD.replace("is: true", "is: maybe"), "line 8", "'maybe'");
  }

  @Test
  void numbersStayWithinBounds() {
    refused(GOOD.replace("points: 12", "points: 1001"), "line 10", "1001");
    refused(GOOD.replace("points: 12", "points: -1001"), "line 10", "-1001");
    refused(GOOD.replace("points: 12", "points: 0"), "line 10", "0");
    refused(GOOD.replace("points: 12", "points: 1.5"), "line 10", "'1.5'");
    refused(GOOD.replace("points: 12", "points: many"), "line 10", "'many'");
    refused(GOOD.replace("points: 12", "points: 99999999999"), "line 10", "'99999999999'");
    refused(GOOD.replace("urgent: 50", "urgent: 95"), "line 4", "90, 95, 20");
    refused(GOOD.replace("2026-03-01", "01.03.2026"), "line 3", "'01.03.2026'");
    refused(GOOD.replace("2026-03-01", "2026-02-30"), "line 3", "'2026-02-30'");
  }

  @Test
  void idsAreUniqueAndPlain() {
    refused(GOOD.replace("id: second", "id: first"), "line 13", "'first' again");
    refused(GOOD.replace("id: second", "id: Second Rule"), "line 13", "'Second Rule'");
    refused(GOOD.replace("author: A. Example", "author: A\nauthor: B"), "line 3", "again");
  }

  @Test
  void nothingButPlainValuesIsLetIn() {
    refused(
        GOOD.replace("A. Example", "!!java.net.URL [\"http://192.0.2.1/\"]"),
        "line 2",
        "not allowed");
    refused(GOOD.replace("A. Example", "!!javax.script.ScriptEngine x"), "line 2", "not allowed");
    refused(GOOD.replace("A. Example", "!!binary eA=="), "line 2", "another type");
    refused(GOOD.replace("A. Example", "&a x"), "line 2", "anchor 'a'");
    refused(GOOD.replace("A. Example", "*nowhere"), "line 2", "");
    refused(GOOD.replace("A. Example", "[x]"), "line 2", "a list");
    refused(GOOD.replace("A. Example", ""), "line 2", "nothing");
    refused(GOOD.replace("A. Example", "\"  \""), "line 2", "blank");
    refused(GOOD.replace("A. Example", "x".repeat(501)), "line 2", "501");
    refused(
        GOOD.replace("  - id: first", "  - <<: {id: x}\n    id: first"), "line 6", "another type");
    refused("&a [*a]", "", "aliases");
    refused(GOOD + "---\nx: 1\n", "line", "");
  }

  @Test
  void brokenOrHugeDocumentsAreRefusedNotCrashedOn() {
    refused("rules: [", "line", "");
    refused("version: \"7", "line", "");
    refused("\tversion: 7", "line 1", "");
    refused("[".repeat(100_000), "", "");
    refused("a: ".repeat(50), "", "");
    refused("version: \u0000", "", "");
    refused("x".repeat((1 << 20) + 1), "", "");
    refused("- a", "line 1", "a list");
    refused("only text", "line 1", "");
    StringBuilder many = new StringBuilder(GOOD);
    for (int i = 0; i < 500; i++) {
      many.append("  - {id: r").append(i).append(", when: [{fact: suspects, at_least: 1}], ");
      many.append("points: 1, en: a, es: b}\n");
    }
    refused(many.toString(), "line 6", "502");
  }

  @Test
  void theLatestEffectiveVersionIsInForce() throws Exception {
    PriorityRules march = PriorityRulesReader.read("a.yml", GOOD);
    PriorityRules may =
        PriorityRulesReader.read(
            "b.yml", GOOD.replace("2026-03", "2026-05").replace("\"7\"", "\"8\""));
    PriorityRules mayAgain = PriorityRulesReader.read("c.yml", GOOD.replace("2026-03", "2026-05"));
    List<PriorityRules> versions = List.of(may, march, mayAgain);

    assertThat(PriorityRules.inForce(versions, LocalDate.of(2026, 2, 28))).isEmpty();
    assertThat(PriorityRules.inForce(versions, LocalDate.of(2026, 4, 30)))
        .isEqualTo(Optional.of(march));
    assertThat(PriorityRules.inForce(versions, LocalDate.of(2026, 5, 1)))
        .isEqualTo(Optional.of(mayAgain));
  }

  private static void refused(String text, String where, String found) {
    assertThatThrownBy(() -> PriorityRulesReader.read("a.yml", text))
        .as(text.substring(0, Math.min(200, text.length())))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("[a.yml")
        .hasMessageContaining(where)
        .hasMessageContaining(found);
  }
}
