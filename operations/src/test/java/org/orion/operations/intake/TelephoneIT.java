package org.orion.operations.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;

/// What somebody says on the telephone, typed into the form.
class TelephoneIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();

  private static String id(String page) {
    Matcher found = Pattern.compile("name=\"id\" value=\"([^\"]+)\"").matcher(page);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  @Test
  void whatIsTypedIsATip() {
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String id = id(analyst.get("/tips/new").body());
    String[] fields = {
      "id", id,
      "account", "<script>alert(1)</script> the caller says that\na stranger writes",
      "type", "ONLINE_ENTICEMENT",
      "day", "2026-11-20",
      "time", "17:30",
      "platform", "Example Chat",
      "danger", "yes",
      "danger-why", "they want to meet today",
      "source", "AGENCY",
      "organisation", "Example School",
      "person1-role", "REPORTED_PERSON",
      "person1-USERNAME", "one_example\r\n two.example \r\n\r\n",
      "person1-PHONE", "555 0100",
      "person2-role", "CHILD",
      "person2-name", "\u202eCasey Example",
      "person2-age", "12",
      "general-PAYMENT_HANDLE", "$invented"
    };
    HttpResponse<String> answer = analyst.post("/tips/new", fields);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    String where = answer.headers().firstValue("Location").orElseThrow();
    HttpResponse<String> twice = analyst.post("/tips/new", fields);
    assertThat(twice.headers().firstValue("Location")).contains(where);

    UUID tip = UUID.fromString(where.replaceFirst(".*/", ""));
    Viewer viewer = Viewer.machine(agency);
    TipReport report =
        server
            .bean(ViewerTransactions.class)
            .read(viewer, () -> server.bean(Originals.class).latest(viewer, tip));
    assertThat(report.source()).isEqualTo(TipReport.Source.AGENCY);
    assertThat(report.incident().type()).isEqualTo(IncidentType.ONLINE_ENTICEMENT);
    assertThat(report.incident().time().orElseThrow().stated()).isEqualTo("2026-11-20T17:30");
    assertThat(report.incident().escalation()).contains("they want to meet today");
    assertThat(report.people()).hasSize(2);
    assertThat(report.people().getFirst().identifiers())
        .extracting(Identifier::value)
        .containsExactly("one_example", "two.example", "555 0100");
    assertThat(report.people().getLast().name().last()).contains("\u202eCasey Example");
    assertThat(report.identifiers().getFirst().kind()).isEqualTo(Identifier.Kind.PAYMENT_HANDLE);
    assertThat(analyst.get(where + "/texts").body())
        .contains("&lt;script&gt;")
        .doesNotContain("<script>alert");
    assertThat(
            server
                .owner()
                .sql("select format || escalated from orion.tip where id = ?")
                .param(tip)
                .query(String.class)
                .single())
        .isEqualTo("FORMtrue");
  }

  @Test
  void nothingHasToBeTypedTwiceWhenSomethingIsWrong() {
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String id = id(analyst.get("/tips/new").body());
    HttpResponse<String> answer =
        analyst.post(
            "/tips/new",
            "id",
            id,
            "account",
            "said \"hello\"",
            "person1-age",
            "old",
            "type",
            "OTHER");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("An age is a number from 0 to 150.", "said \"hello\"", id);
    assertThat(analyst.post("/tips/new", "id", id, "account", " ").statusCode()).isEqualTo(400);
    assertThat(analyst.post("/tips/new", "id", id, "account", "a", "time", "10:00").statusCode())
        .isEqualTo(400);
  }

  /// The second and the third person are folded away until something is typed about them.
  @Test
  void aPersonWhoWasTypedIsNotFoldedAway() {
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String form = analyst.get("/tips/new").body();
    assertThat(form.split("<details>", -1)).hasSize(3);
    assertThat(form).contains("name=\"person2-name\"", "name=\"person3-name\"");
    String again =
        analyst
            .post(
                "/tips/new",
                "id",
                id(form),
                "account",
                " ",
                "person2-role",
                "CHILD",
                "person3-role",
                "CHILD",
                "person3-name",
                "Casey Example")
            .body();
    assertThat(again.split("<details>", -1)).as("the second").hasSize(2);
    assertThat(again.split("<details open>", -1)).as("the third").hasSize(2);
  }

  @Test
  void anAuditorRecordsNothing() {
    Browser auditor = server.signIn(agency, Role.AUDITOR);
    assertThat(auditor.get("/tips/new").statusCode()).isEqualTo(403);
  }
}
