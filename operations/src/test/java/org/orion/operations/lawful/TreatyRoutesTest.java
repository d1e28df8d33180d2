package org.orion.operations.lawful;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orion.exchange.FormatException;

/// Ways between countries, looked up by hand in the treaties.
class TreatyRoutesTest {
  private static final TreatyRoutes ROUTES = TreatyRoutes.builtIn();
  private static final LocalDate DAY = LocalDate.of(2026, 5, 10);

  @ParameterizedTest
  @CsvSource({
    "DE, US, budapest-29, eu-us",
    "US, DE, budapest-29, eu-us",
    "GB, US, budapest-29, access-gb-us",
    "US, AU, budapest-29, access-au-us",
    "CA, US, budapest-29, mlat-us",
    "MX, US, interpol-preservation, mlat-us",
    "FR, ES, budapest-29, eu-investigation-order",
    "DK, SE, budapest-29, europe-1959",
    "IE, GB, interpol-preservation, europe-1959",
    "PH, AU, budapest-29, budapest-31",
    "PH, JP, budapest-29, budapest-31",
    "KR, CH, interpol-preservation, europe-1959",
    "KE, NL, interpol-preservation, letters-rogatory",
    "CN, RU, interpol-preservation, letters-rogatory",
  })
  void firstStepsOfARoute(String from, String to, String preservation, String request) {
    TreatyRoutes.Route route = ROUTES.route(from, to, DAY);
    assertThat(route.preservation().id()).isEqualTo(preservation);
    assertThat(route.request().id()).isEqualTo(request);
    assertThat(ROUTES.route(to, from, DAY).steps()).isEqualTo(route.steps());
  }

  @Test
  void betweenAnyTwoCountriesPreservationComesFirstAndARequestFollows() {
    String[] countries = Locale.getISOCountries();
    for (String from : countries) {
      for (String to : countries) {
        if (from.equals(to)) {
          continue;
        }
        List<TreatyRoutes.Step> steps = ROUTES.route(from, to, DAY).steps();
        int requests = 0;
        for (TreatyRoutes.Step step : steps) {
          switch (step.purpose()) {
            case PRESERVE -> assertThat(requests).as("%s to %s", from, to).isZero();
            case REQUEST -> requests++;
          }
          assertThat(step.source()).isNotBlank();
        }
        assertThat(steps.getFirst().purpose()).isEqualTo(TreatyRoutes.Purpose.PRESERVE);
        assertThat(requests).as("%s to %s", from, to).isPositive();
      }
    }
  }

  @Test
  void aTreatyHoldsFromItsFirstDay() {
    assertThat(ids("IE", "FR", LocalDate.of(2026, 8, 17)))
        .doesNotContain("eu-preservation-order", "eu-production-order");
    assertThat(ids("IE", "FR", LocalDate.of(2026, 8, 18)))
        .containsSubsequence(
            "eu-preservation-order", "interpol-preservation", "eu-production-order");
    assertThat(ids("DK", "FR", LocalDate.of(2026, 8, 18))).doesNotContain("eu-production-order");
    assertThat(ids("GB", "US", LocalDate.of(2022, 10, 2))).doesNotContain("access-gb-us");
  }

  private static List<String> ids(String from, String to, LocalDate day) {
    return ROUTES.route(from, to, day).steps().stream().map(TreatyRoutes.Step::id).toList();
  }

  @Test
  void whatIsNoPairOfCountriesIsRefused() {
    assertThatThrownBy(() -> ROUTES.route("US", "US", DAY))
        .hasMessage("both countries are US, must be two");
    for (String bad : List.of("", "us", "UK", "USA", "*", "@eu")) {
      assertThatThrownBy(() -> ROUTES.route(bad, "US", DAY))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + bad + "'");
    }
  }

  @Test
  void aLegalOfficesStepsAreAddedAndBadOnesNamed(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("t.tsv"),
            "jp-kr\tREQUEST\t5\tCENTRAL_AUTHORITY\tJP\tKR\t2007-01-26\ttreaty of the test\n");
    assertThat(TreatyRoutes.withFile(file).route("KR", "JP", DAY).request().id())
        .isEqualTo("jp-kr");

    for (String bad :
        new String[] {
          "a\tREQUEST\t5\tCENTRAL_AUTHORITY\tJP\tQQ\t-\tx",
          "a\tREQUEST\t5\tCENTRAL_AUTHORITY\t@nobody\tKR\t-\tx",
          "a\tASK\t5\tCENTRAL_AUTHORITY\tJP\tKR\t-\tx",
          "a\tREQUEST\tfive\tCENTRAL_AUTHORITY\tJP\tKR\t-\tx",
          "a\tREQUEST\t5\tPIGEON\tJP\tKR\t-\tx",
          "a\tREQUEST\t5\tCENTRAL_AUTHORITY\tJP\tKR\t1.1.2026\tx",
          "a\tREQUEST\t5\tCENTRAL_AUTHORITY\tJP\tKR\t-",
          "letters-rogatory\tREQUEST\t5\tDIPLOMATIC\tJP\tKR\t-\tx",
        }) {
      Files.writeString(file, bad);
      assertThatThrownBy(() -> TreatyRoutes.withFile(file))
          .as(bad)
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("t.tsv:line 1");
    }
  }
}
