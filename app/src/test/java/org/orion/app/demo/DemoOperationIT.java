package org.orion.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.Agencies;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.operation.Operation;
import org.orion.operations.operation.Operations;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The invented operation is there as it is promised, by counts that the database makes for itself,
/// and it is the same each time.
class DemoOperationIT {
  private static final LocalDate TODAY = RunningDemo.TODAY;
  private static final Viewer LEAD = Viewer.machine(DemoCountry.places().getFirst().agency().ref());

  private final DemoServer demo = RunningDemo.one();

  private static List<String> rows(DemoServer of, Viewer viewer, String sql) {
    return of.server()
        .desk(ViewerTransactions.class)
        .read(viewer, () -> of.server().desk(JdbcClient.class).sql(sql).query(String.class).list());
  }

  /// What all agencies have, each asked for its own.
  private static List<String> all(DemoServer of, String sql) {
    List<String> rows = new ArrayList<>();
    for (Agencies.Agency agency : of.server().desk(Agencies.class).list()) {
      rows.addAll(
          rows(
              of,
              Viewer.machine(agency.ref()),
              sql.replace("OWN", "agency = '" + agency.ref() + "'")));
    }
    return rows;
  }

  private Operation operation() {
    return demo
        .server()
        .desk(ViewerTransactions.class)
        .write(
            LEAD, () -> demo.server().desk(Operations.class).list(LEAD, SliceRequest.page(50, "")))
        .items()
        .stream()
        .filter(one -> one.name().equals("Northern Lights"))
        .findFirst()
        .orElseThrow();
  }

  private static final String ARRESTS =
      """
      select r.id::text from orion.arrest r join orion.investigation i on i.id = r.investigation
      join orion.operation o on o.id = i.operation where r.OWN and o.name = 'Northern Lights'
      """;

  @Test
  void eightCountriesFortyAgenciesAndAHundredAndNinetyArrestsInAMonth() {
    Operation operation = operation();
    assertThat(operation.name()).isEqualTo("Northern Lights");
    assertThat(operation.state()).isEqualTo(Operation.State.RUNNING);
    assertThat(operation.countries()).isEqualTo(8);
    assertThat(operation.agencies()).isEqualTo(40);
    assertThat(operation.startsOn()).isEqualTo(TODAY.minusDays(30));
    assertThat(all(demo, ARRESTS)).hasSize(190);
    assertThat(
            rows(
                demo,
                LEAD,
                "select sum(n)::text from orion.count_arrests('%s', '%s', '%s')"
                    .formatted(operation.id(), operation.startsOn(), TODAY)))
        .as("what the page of figures counts")
        .containsExactly("190");
    assertThat(
            rows(
                demo,
                LEAD,
                "select distinct country from orion.count_arrests('%s', '%s', '%s') order by 1"
                    .formatted(operation.id(), operation.startsOn(), TODAY)))
        .hasSize(8);
  }

  @Test
  void thereIsSomethingToLookAtOnEveryPage() {
    String ref = LEAD.agency();
    for (String table :
        List.of(
            "investigation",
            "person",
            "person_relation",
            "person_assessment",
            "investigation_task",
            "investigation_note",
            "planned_action",
            "arrest",
            "charge",
            "court_date",
            "child",
            "child_step",
            "series",
            "series_lead",
            "investigation_share",
            "exhibit",
            "custody",
            "figure_release_cell",
            "tip")) {
      assertThat(
              rows(
                  demo, LEAD, "select 'x' from orion.%s where agency = '%s'".formatted(table, ref)))
          .as(table)
          .hasSizeGreaterThanOrEqualTo(3);
    }
    assertThat(
            rows(
                demo,
                LEAD,
                "select distinct status from orion.planned_action where starts_at::date ="
                    + " current_date"))
        .as("the board of today")
        .isNotEmpty();
    assertThat(all(demo, "select distinct handling from orion.investigation where OWN"))
        .contains("H0", "H1", "H2", "H3");
  }

  @Test
  void everyArrestIsAnActOfSomebodyInTheLog() {
    assertThat(
            rows(
                demo,
                Viewer.logKeeper(),
                "select account::text from orion.audit_event where verb = 'record' and object_type"
                    + " = 'arrest'"))
        .hasSameSizeAs(all(demo, "select id::text from orion.arrest where OWN"))
        .hasSizeGreaterThan(190)
        .doesNotContain(LEAD.account().toString());
  }

  @Test
  void theSameDayMakesTheSameOperation() {
    try (DemoServer second = RunningDemo.make("two")) {
      for (String sql :
          List.of(
              "select concat_ws(' ', number, title, handling, band, state, opened_on) from"
                  + " orion.investigation where OWN order by number",
              "select concat_ws(' ', name, born_on, place) from orion.person where OWN order by"
                  + " name, born_on, place",
              "select concat_ws(' ', at, zone, country, place, outcome) from orion.arrest where OWN"
                  + " order by at, place",
              "select concat_ws(' ', code, label, filed_on) from orion.charge where OWN order by"
                  + " filed_on, code",
              "select concat_ws(' ', starts_at, kind, place, status) from orion.planned_action"
                  + " where OWN order by starts_at, place",
              "select concat_ws(' ', fact, on_day) from orion.child_fact where OWN order by child,"
                  + " on_day")) {
        assertThat(all(second, sql)).isNotEmpty().containsExactlyElementsOf(all(demo, sql));
      }
    }
    try (DemoServer again = RunningDemo.make("two")) {
      assertThat(again.people()).as("nobody is made twice").isEmpty();
      assertThat(all(again, ARRESTS)).hasSize(190);
    }
  }

  @Test
  void whatWasLeftHalfMadeOrIsAnothersIsRefused() throws Exception {
    Path half = Files.createDirectory(RunningDemo.place("half"));
    DemoMark.of(half);
    assertThatThrownBy(() -> RunningDemo.make("half"))
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining("was stopped while it was made");
    Path other = Files.createDirectory(RunningDemo.place("other"));
    Files.writeString(other.resolve("something"), "of another program");
    assertThatThrownBy(() -> RunningDemo.make("other"))
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining("is not the demo's");
    try (Stream<Path> files = Files.list(other)) {
      assertThat(files).as("nothing was added").hasSize(1);
    }
  }

  @Test
  void thePeopleHaveTheRolesToSeeAll() {
    assertThat(demo.people())
        .extracting(DemoServer.Person::login)
        .containsExactly("admin", "sam", "ines", "ana", "elin", "cleo");
    assertThat(
            rows(
                demo,
                LEAD,
                "select distinct unnest(roles) from orion.account where agency = '%s' order by 1"
                    .formatted(LEAD.agency())))
        .contains(
            "administrator",
            "analyst",
            "auditor",
            "child-specialist",
            "examiner",
            "investigator",
            "supervisor");
  }
}
