package org.orion.exchange.tip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Times as documents write them; the instants are calculated by hand.
class MomentTest {
  @Test
  void aZoneMovesTheTime() {
    assertThat(Moment.read("2026-01-02T03:04:05+02:00"))
        .contains(
            new Moment("2026-01-02T03:04:05+02:00", Instant.parse("2026-01-02T01:04:05Z"), true));
    assertThat(instant("2026-01-02T03:04:05.250Z")).isEqualTo("2026-01-02T03:04:05.250Z");
    assertThat(instant("2026-01-02 03:04:05 UTC")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(instant("2026-01-01 23:30 -0100")).isEqualTo("2026-01-02T00:30:00Z");
  }

  @Test
  void whereNoZoneIsStatedNoneIsClaimed() {
    assertThat(Moment.read(" 2026-01-02T03:04:05 "))
        .contains(new Moment("2026-01-02T03:04:05", Instant.parse("2026-01-02T03:04:05Z"), false));
    assertThat(Moment.read("2026-01-02"))
        .contains(new Moment("2026-01-02", Instant.parse("2026-01-02T00:00:00Z"), false));
  }

  @Test
  void whatIsNoTimeIsNone() {
    for (String text :
        new String[] {
          "",
          "soon",
          "2026-13-01",
          "2026-02-30T00:00:00Z",
          "01/02/2026",
          "2026-01-02T25:00Z",
          "2026-01-02T03:04:05+99:00",
          "2026-01-02T03:04:05Zulu"
        }) {
      assertThat(Moment.read(text)).as(text).isEmpty();
    }
  }

  private static String instant(String text) {
    return Moment.read(text).orElseThrow().instant().toString();
  }
}
