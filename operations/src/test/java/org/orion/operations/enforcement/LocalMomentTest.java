package org.orion.operations.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orion.operations.web.BadInputException;

/// Moments as clocks show them. Spain is one hour ahead of UTC in winter and two in summer; in 2026
/// its clocks were set forward on 29 March at 02:00 and back on 25 October at 03:00.
class LocalMomentTest {
  @ParameterizedTest
  @CsvSource({
    "2026-03-01T05:30, Europe/Madrid, 2026-03-01T04:30:00Z",
    "2026-07-01T05:30, Europe/Madrid, 2026-07-01T03:30:00Z",
    "2026-03-01T05:30, Asia/Kathmandu, 2026-02-28T23:45:00Z",
    "2026-03-01T05:30, UTC, 2026-03-01T05:30:00Z",
    // Shown twice: the first time is meant, which is summer time still.
    "2026-10-25T02:30, Europe/Madrid, 2026-10-25T00:30:00Z",
  })
  void whatClocksShowIsAMoment(String local, String zone, Instant expected) {
    LocalMoment moment = LocalMoment.of(local, zone);
    assertThat(moment.instant()).isEqualTo(expected);
    assertThat(LocalMoment.local(moment.instant(), moment.zone()).replace(' ', 'T'))
        .isEqualTo(local);
  }

  @Test
  void aTimeThatClocksSkipIsRefusedAndSaysSo() {
    assertThatThrownBy(() -> LocalMoment.of("2026-03-29T02:30", "Europe/Madrid"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("enforcement.time.skipped");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01, UTC, enforcement.time.bad",
    "5:30, UTC, enforcement.time.bad",
    "+999999999-12-31T00:00, UTC, enforcement.time.bad",
    "2026-03-01T05:30, +02:00, enforcement.zone.bad",
    "2026-03-01T05:30, CET, enforcement.zone.bad",
    "2026-03-01T05:30, ../etc/passwd, enforcement.zone.bad",
    "2026-03-01T05:30, Etc/GMT+5, enforcement.zone.bad",
  })
  void whatIsNoMomentIsRefused(String local, String zone, String key) {
    assertThatThrownBy(() -> LocalMoment.of(local, zone))
        .isInstanceOf(BadInputException.class)
        .hasMessage(key);
  }
}
