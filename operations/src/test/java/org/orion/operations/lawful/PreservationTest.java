package org.orion.operations.lawful;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orion.exchange.FormatException;

/// Terms of providers, counted by hand on a calendar.
class PreservationTest {
  private static final RetentionTable TABLE = RetentionTable.builtIn();

  @ParameterizedTest
  @CsvSource({
    "US, REPORT, 2026-01-01, false, 2027-01-01",
    "US, REPORT, 2027-03-01, false, 2028-02-29", // 2028 is a leap year
    "US, REPORT, 2026-01-01, true, 2027-01-01", // no extension in that law
    "US, REQUEST, 2026-01-01, false, 2026-04-01",
    "US, REQUEST, 2026-01-01, true, 2026-06-30",
    "CA, REPORT, 2026-01-10, false, 2026-01-31",
    "DE, TREATY_REQUEST, 2026-01-01, false, 2026-03-02",
    "US, TREATY_REQUEST, 2026-01-01, false, 2026-03-02",
  })
  void lastDays(
      String country, PreservationKind kind, LocalDate start, boolean extended, LocalDate last) {
    Preservation.Due due = new Preservation(country, kind, start, extended).due(TABLE, start);
    assertThat(due.lastDay()).contains(last);
    assertThat(due.law()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01, 90, IN_TIME",
    "2026-02-14, 46, IN_TIME",
    "2026-02-15, 45, DUE_SOON",
    "2026-03-17, 15, DUE_SOON",
    "2026-03-18, 14, DUE_NOW",
    "2026-04-01, 0, DUE_NOW",
    "2026-04-02, -1, LAPSED",
  })
  void daysLeft(LocalDate today, long left, Preservation.State state) {
    Preservation.Due due =
        new Preservation("US", PreservationKind.REQUEST, LocalDate.of(2026, 1, 1), false)
            .due(TABLE, today);
    assertThat(due.daysLeft()).isEqualTo(OptionalLong.of(left));
    assertThat(due.state()).isEqualTo(state);
  }

  @Test
  void anUnknownTermIsNoPermissionToWait() {
    Preservation.Due due =
        new Preservation("MX", PreservationKind.REPORT, LocalDate.of(2026, 1, 1), false)
            .due(TABLE, LocalDate.of(2026, 1, 1));
    assertThat(due.state()).isEqualTo(Preservation.State.UNKNOWN);
    assertThat(due.lastDay()).isEmpty();
    assertThat(due.daysLeft()).isEmpty();
  }

  @Test
  void aLegalOfficesLinesAreTakenAndBadOnesNamed(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("r.tsv"), "MX,US\tREPORT\t30\t10\tlaw of the test");
    RetentionTable table = RetentionTable.withFile(file);
    assertThat(table.retention("MX", PreservationKind.REPORT))
        .contains(new RetentionTable.Retention(30, 10, "law of the test"));
    assertThat(table.retention("US", PreservationKind.REPORT).orElseThrow().days()).isEqualTo(30);
    assertThat(table.retention("US", PreservationKind.REQUEST).orElseThrow().days()).isEqualTo(90);

    for (String bad :
        new String[] {
          "MX\tREPORT\t0\t0\tlaw",
          "MX\tREPORT\t-1\t0\tlaw",
          "MX\tREPORT\tyear\t0\tlaw",
          "MX\tREPORT\t12345678901\t0\tlaw",
          "MX\tFOREVER\t1\t0\tlaw",
          "Mexico\tREPORT\t1\t0\tlaw",
          "MX,\tREPORT\t1\t0\tlaw\nMX\tREPORT\t1\t0\tlaw",
          "MX\tREPORT\t1\t0",
        }) {
      Files.writeString(file, bad);
      assertThatThrownBy(() -> RetentionTable.withFile(file))
          .as(bad)
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("r.tsv:line ");
    }
  }
}
