package org.orion.exchange.tip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.orion.exchange.tip.RecordedReport.Known;
import org.orion.exchange.tip.RecordedReport.Somebody;
import org.orion.exchange.tip.TipReport.Role;
import org.orion.exchange.tip.TipReport.Source;

/// What was said, written down and read again.
class RecordedReportTest {
  private static RecordedReport report(Optional<String> time) {
    return new RecordedReport(
        "R-1",
        Source.PUBLIC,
        Instant.parse("2026-01-02T03:04:05Z"),
        Optional.of("Example School"),
        IncidentType.OTHER,
        time,
        Optional.of("last week"),
        Optional.of("Example Chat"),
        Optional.of("said so today"),
        List.of(
            new Somebody(
                Role.REPORTED_PERSON,
                Optional.of("\u202eCasey Example"),
                OptionalInt.of(40),
                List.of(
                    new Known(Identifier.Kind.USERNAME, "casey_example"),
                    new Known(Identifier.Kind.PAYMENT_HANDLE, "$casey")),
                Optional.empty()),
            new Somebody(
                Role.CHILD,
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                Optional.of("a girl"))),
        List.of(new Known(Identifier.Kind.URL, "https://example.org/a")),
        "the caller said \"hello\"");
  }

  @Test
  void everythingThatWasSaidIsInTheTip() throws IOException {
    TipReport tip = CollectedTips.of(report(Optional.of("2026-01-01")).toOriginal().bytes()).only();
    assertThat(tip.source()).isEqualTo(Source.PUBLIC);
    assertThat(tip.externalId()).contains("R-1");
    assertThat(tip.reporter()).contains("Example School");
    assertThat(tip.incident().time().orElseThrow().stated()).isEqualTo("2026-01-01");
    assertThat(tip.incident().escalation()).contains("said so today");
    assertThat(tip.incident().platform()).contains("Example Chat");
    assertThat(tip.people())
        .extracting(TipReport.Person::role)
        .containsExactly(Role.REPORTED_PERSON, Role.CHILD);
    assertThat(tip.people().getFirst().name().last()).contains("\u202eCasey Example");
    assertThat(tip.people().getFirst().approximateAge()).hasValue(40);
    assertThat(tip.people().getFirst().identifiers().getFirst().platform())
        .contains("Example Chat");
    assertThat(tip.identifiers().getFirst().value()).isEqualTo("https://example.org/a");
    assertThat(tip.texts().getFirst().text()).isEqualTo("the caller said \"hello\"");
    assertThat(tip.notUnderstood()).isEmpty();
    assertThat(tip.completeness().changedFormat()).isFalse();
  }

  @Test
  void anUnknownRoleRefusesItWithItsPlace() throws IOException {
    String text =
        new String(
            report(Optional.empty()).toOriginal().bytes(), java.nio.charset.StandardCharsets.UTF_8);
    CollectedTips found = CollectedTips.of(text.replace("\"CHILD\"", "\"NEIGHBOR\""));
    assertThat(found.messages())
        .singleElement()
        .asString()
        .startsWith(
            "[recorded report:$.recordedReport.people[1].role] expected one of [REPORTED_PERSON,")
        .endsWith("found NEIGHBOR");
  }
}
