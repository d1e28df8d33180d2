package org.orion.operations.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.AccountDesk;

/// The interface for providers, on the real server.
class IspwsIT {
  /// MD5 and SHA-256 of `abc`: RFC 1321 and FIPS 180-4.
  private static final String MD5_OF_ABC = "900150983cd24fb0d6963f7d28e17f72";

  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final ProviderClient provider = client(Role.PROVIDER);

  private ProviderClient client(Role role) {
    TestServer.Person person = server.add(agency, role);
    return new ProviderClient(server.address(), person.account().login(), person.password());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private <T> T first(String query, Class<T> type) throws SQLException {
    return all(query, type).getFirst();
  }

  private <T> List<T> all(String query, Class<T> type) throws SQLException {
    try (Connection connection = server.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getObject(1, type));
      }
      return found;
    }
  }

  private void change(String statement) throws SQLException {
    try (Connection connection = server.database().connect();
        Statement open = connection.createStatement()) {
      open.execute(statement);
    }
  }

  @Test
  void aReportWithAFileBecomesATip() throws SQLException {
    assertThat(provider.get("/ispws/status").code()).isZero();
    long report = provider.submit(ProviderClient.SMALL).reportId();
    ProviderClient.Answer upload = provider.upload(report, bytes("abc"));
    assertThat(upload.code()).isZero();
    assertThat(upload.element("hash")).isEqualTo(MD5_OF_ABC);
    String fileId = upload.element("fileId");
    ProviderClient.Answer described =
        provider.fileInfo(
            report,
            fileId,
            "<originalFileName>\u202echart.png</originalFileName>"
                + "<fileViewedByEsp>true</fileViewedByEsp>");
    assertThat(described.body()).contains("<responseCode>0<");
    ProviderClient.Answer done = provider.multipart("/ispws/finish", Long.toString(report));
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.body()).contains("<reportDoneResponse>");
    assertThat(done.elements("fileId")).containsExactly(fileId);

    UUID tip =
        first(
            "select id from orion.tip where format = 'ISPWS' and external_id = '" + report + "'",
            UUID.class);
    Viewer viewer = Viewer.machine(agency);
    TipReport read =
        server
            .bean(ViewerTransactions.class)
            .read(viewer, () -> server.bean(Originals.class).latest(viewer, tip));
    assertThat(read.files()).hasSize(1);
    assertThat(read.files().getFirst().viewedByProvider()).isEqualTo(Stated.YES);
    assertThat(read.files().getFirst().originalName()).contains("\u202echart.png");
    assertThat(read.reporter().orElseThrow()).startsWith("Example Person");
    assertThat(
            first(
                "select encode(sha256, 'hex') || viewed || (lists is null) from orion.tip_file where tip = '%s'"
                    .formatted(tip),
                String.class))
        .isEqualTo(SHA256_OF_ABC + "YEStrue");
    assertThat(
            all(
                "select verb from orion.audit_event where agency = '%s' and verb in ('open', 'upload', 'describe', 'finish', 'receive') order by id"
                    .formatted(agency),
                String.class))
        .containsExactly("open", "upload", "describe", "receive", "finish");
    assertThat(
            first(
                "select sealed is null from orion.ispws_report where number = " + report,
                Boolean.class))
        .isTrue();
  }

  @Test
  void afterTheEndNothingChangesAnyMore() {
    long report = provider.submit(ProviderClient.SMALL).reportId();
    assertThat(provider.finish(report).code()).isZero();
    assertThat(provider.finish(report).code()).isEqualTo(5102);
    assertThat(provider.retract(report).code()).isEqualTo(5102);
    assertThat(provider.upload(report, bytes("abc")).code()).isEqualTo(5102);
    long other = provider.submit(ProviderClient.SMALL).reportId();
    String file = provider.upload(other, bytes("abc")).element("fileId");
    assertThat(provider.retract(other).code()).isZero();
    assertThat(provider.finish(other).code()).isEqualTo(5101);
    assertThat(provider.fileInfo(other, file, "").code()).isEqualTo(5101);
  }

  @Test
  void ofOthersReportsNothingIsTold() {
    ProviderClient other = client(Role.PROVIDER);
    long report = provider.submit(ProviderClient.SMALL).reportId();
    String file = provider.upload(report, bytes("abc")).element("fileId");
    assertThat(other.finish(report).code()).isEqualTo(5001);
    assertThat(other.retract(report).code()).isEqualTo(5001);
    assertThat(other.upload(report, bytes("abc")).code()).isEqualTo(5001);
    assertThat(other.fileInfo(report, file, "").code()).isEqualTo(5001);
    long own = other.submit(ProviderClient.SMALL).reportId();
    assertThat(other.fileInfo(own, file, "").code()).isEqualTo(5002);
    assertThat(other.finish(1).body().replace(">1<", "><"))
        .isEqualTo(other.finish(report).body().replace(">" + report + "<", "><"));
    assertThat(provider.finish(report).code()).isZero();
  }

  @Test
  void whatIsWrongIsToldWithACode() {
    assertThat(provider.submit("<report>").code()).isEqualTo(4110);
    ProviderClient.Answer ampersand =
        provider.submit(ProviderClient.SMALL.replace("Misleading", "A & B"));
    assertThat(ampersand.code()).isEqualTo(4110);
    assertThat(ampersand.element("responseDescription")).startsWith("Line 1, column ");
    assertThat(provider.submit(ProviderClient.SMALL.replace("Domain", "Doman")).code())
        .isEqualTo(4100);
    assertThat(provider.form("/ispws/finish", "1e5").body())
        .contains("<reportDoneResponse><responseCode>4000<");
    assertThat(provider.form("/ispws/retract", "x").code()).isEqualTo(4000);
    assertThat(provider.post("/ispws/upload", "text/plain", BodyPublishers.ofString("x")).code())
        .isEqualTo(4000);
    assertThat(
            provider
                .post(
                    "/ispws/upload",
                    "multipart/form-data; boundary=xyz",
                    BodyPublishers.ofString("--xyz\r\nContent-Disposition: form-data; na"))
                .code())
        .isEqualTo(4000);
    assertThat(provider.get("/ispws/elsewhere").code()).isEqualTo(1210);
    assertThat(provider.get("/ispws/xsd").body()).contains("<xs:schema");
  }

  @Test
  void noEntityIsUnfoldedAndNothingOutsideIsRead() {
    String external =
        "<!DOCTYPE report [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>" + ProviderClient.SMALL;
    assertThat(provider.submit(external).code()).isEqualTo(4110);
    StringBuilder laughs = new StringBuilder("<!DOCTYPE report [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 30; i++) {
      laughs.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
    }
    assertThat(provider.submit(laughs + "]><report>&a29;</report>").code()).isEqualTo(4110);
    assertThat(provider.submit("<report>" + "<a>".repeat(100_000)).code()).isEqualTo(4110);
    byte[] noText = bytes(ProviderClient.SMALL.replace("Domain", "\u00ff"));
    noText[noText.length / 2] = (byte) 0xC3;
    assertThat(
            provider.post("/ispws/submit", "text/xml", BodyPublishers.ofByteArray(noText)).code())
        .isIn(4100, 4110);
  }

  @Test
  void everyAnswerHasANumberAndStrangersGetAnEmptyOne() {
    ProviderClient stranger = new ProviderClient(server.address(), "nobody", "wrong");
    ProviderClient.Answer answer = stranger.get("/ispws/status");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.requestId()).isNotEmpty();
    assertThat(provider.get("/ispws/status").requestId()).isNotEmpty();
  }

  @Test
  void otherPeopleThanProvidersAreStrangers() {
    assertThat(client(Role.EXAMINER).get("/ispws/status").status()).isEqualTo(401);
    assertThat(client(Role.ANALYST).submit(ProviderClient.SMALL).status()).isEqualTo(401);
  }

  /// Codes 3000 for the interface, 3100 for submissions, 3300 for changes, in the form of each
  /// answer; and nothing is done.
  @Test
  void whoIsKnownAndMayNotReportIsToldWhat() throws Exception {
    TestServer.Person person = server.add(agency, Role.PROVIDER);
    ProviderClient known =
        new ProviderClient(server.address(), person.account().login(), person.password());
    long report = known.submit(ProviderClient.SMALL).reportId();
    String file = known.upload(report, bytes("abc")).element("fileId");
    try (AccountDesk desk = AccountDesk.at(server.database())) {
      desk.disable(person.account());
    }
    assertThat(known.get("/ispws/status").code()).isEqualTo(3000);
    assertThat(known.get("/ispws/xsd").code()).isEqualTo(3000);
    assertThat(known.submit(ProviderClient.SMALL).code()).isEqualTo(3100);
    assertThat(known.upload(report, bytes("abc")).code()).isEqualTo(3300);
    assertThat(known.fileInfo(report, file, "").code()).isEqualTo(3300);
    assertThat(known.retract(report).code()).isEqualTo(3300);
    ProviderClient.Answer finish = known.finish(report);
    assertThat(finish.status()).isEqualTo(200);
    assertThat(finish.body()).contains("<reportDoneResponse><responseCode>3300<");
    assertThat(
            first(
                "select state || (select count(*) from orion.ispws_file f where f.report = r.number) from orion.ispws_report r where number = "
                    + report,
                String.class))
        .isEqualTo("OPEN1");
    assertThat(
            all(
                "select verb from orion.audit_event where agency = '%s' and outcome = 'refused' and verb = 'ask'"
                    .formatted(agency),
                String.class))
        .hasSize(7);
  }

  /// Codes 1110 and 1300: a report takes so many files, and so much about them.
  @Test
  void aReportHasItsLimits() throws SQLException {
    long report = provider.submit(ProviderClient.SMALL).reportId();
    String file = provider.upload(report, bytes("abc")).element("fileId");
    String name = "<originalFileName>" + "chart ".repeat(100_000) + "</originalFileName>";
    change(
        "update orion.ispws_report set detail_bytes = %d where number = %d"
            .formatted((16 << 20) - name.length(), report));
    assertThat(provider.fileInfo(report, file, name).code()).isEqualTo(1300);
    assertThat(provider.fileInfo(report, file, "").code()).isZero();
    change(
        "insert into orion.ispws_file select (jsonb_populate_record(f, jsonb_build_object('id', 'f' || lpad(n || '', 25, 'a'), 'place', n + 1, 'details', null))).* from orion.ispws_file f, generate_series(1, 999) n where f.report = "
            + report);
    assertThat(provider.upload(report, bytes("abc")).code()).isEqualTo(1110);
    assertThat(provider.finish(report).elements("fileId")).hasSize(1000);
  }

  @Test
  void aReportThatIsNotFinishedInTimeExpires() throws SQLException {
    long report = provider.submit(ProviderClient.SMALL).reportId();
    String times =
        "select extract(epoch from expires_at - %s)::int from orion.ispws_report where number = "
            + report;
    assertThat(first(times.formatted("opened_at"), Integer.class)).isEqualTo(24 * 3600);
    change(
        "update orion.ispws_report set opened_at = now() - interval '23 hours 30 minutes' where number = "
            + report);
    provider.upload(report, bytes("abc"));
    assertThat(first(times.formatted("now()"), Integer.class)).isBetween(3500, 3600);
    change("update orion.ispws_report set expires_at = now() where number = " + report);
    assertThat(provider.finish(report).code()).isEqualTo(5001);
    assertThat(provider.upload(report, bytes("abc")).code()).isEqualTo(5001);
    server.bean(ExpiredReports.class).clear();
    assertThat(
            first(
                "select state || (sealed is null) from orion.ispws_report where number = " + report,
                String.class))
        .isEqualTo("EXPIREDtrue");
    assertThat(provider.finish(report).code()).isEqualTo(5001);
  }

  @Test
  void ofActsThatExcludeEachOtherOneIsDone() throws Exception {
    for (int round = 0; round < 15; round++) {
      long report = provider.submit(ProviderClient.SMALL).reportId();
      List<ProviderClient.Answer> answers =
          together(
              List.of(
                  () -> provider.finish(report),
                  () -> provider.finish(report),
                  () -> provider.retract(report),
                  () -> provider.retract(report)));
      assertThat(answers.stream().map(ProviderClient.Answer::code).filter(code -> code == 0))
          .as("round " + round)
          .hasSize(1);
      long tips =
          first("select count(*) from orion.tip where external_id = '" + report + "'", Long.class);
      boolean finished = answers.get(0).code() == 0 || answers.get(1).code() == 0;
      assertThat(tips).isEqualTo(finished ? 1 : 0);
    }
  }

  @Test
  void aFileIsInTheTipOrItsSenderKnowsThatItIsNot() throws Exception {
    for (int round = 0; round < 15; round++) {
      long report = provider.submit(ProviderClient.SMALL).reportId();
      List<ProviderClient.Answer> answers =
          together(
              List.of(() -> provider.upload(report, bytes("abc")), () -> provider.finish(report)));
      assertThat(answers.get(1).code()).isZero();
      boolean taken = answers.get(0).code() == 0;
      assertThat(answers.get(0).code()).isIn(0, 5102);
      assertThat(answers.get(1).elements("fileId")).hasSize(taken ? 1 : 0);
      assertThat(
              first(
                  "select files from orion.tip where external_id = '" + report + "'",
                  Integer.class))
          .isEqualTo(taken ? 1 : 0);
    }
  }

  private static <T> List<T> together(List<Callable<T>> acts)
      throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(acts.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(acts.size())) {
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> act : acts) {
        running.add(
            threads.submit(() -> {
              start.await();
              return act.call();
            }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    }
  }
}
