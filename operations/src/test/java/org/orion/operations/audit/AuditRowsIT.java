package org.orion.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.exchange.audit.AuditEvent;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What PostgreSQL itself holds about the log's rows.
class AuditRowsIT {
  private static final String AS_APPLICATION = "set role orion_app";

  private final TestServer server = TestServer.running();
  private final Logs logs = new Logs(server);

  @BeforeEach
  void writeSomething() {
    logs.append(TestServer.newAgency(), "object-1");
    logs.keep();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audit_event",
        "audit_leaf",
        "audit_node",
        "audit_key",
        "audit_checkpoint",
        "installation"
      })
  void rowsAreNeverChangedOrRemovedByAnybody(String table) {
    for (String act :
        List.of(
            "update orion.%s set %s",
            "delete from orion.%s --%s",
            "truncate orion.%s cascade --%s",
            "update orion.%s set %s where false; drop table orion.%1$s")) {
      String column =
          switch (table) {
            case "audit_event" -> "outcome = 'refused'";
            case "audit_leaf", "audit_node" -> "hash = sha256('')";
            case "audit_key" -> "key = ''";
            case "audit_checkpoint" -> "note = ''";
            default -> "name = 'other'";
          };
      String sql = act.formatted(table, column);
      assertThatThrownBy(() -> Logs.run(server.database(), AS_APPLICATION, sql))
          .as(sql + " as the application")
          .isInstanceOf(SQLException.class)
          .hasMessageMatching("(?s).*(permission denied|must be owner).*");
      if (!act.contains("drop")) {
        assertThatThrownBy(() -> Logs.run(server.database(), sql))
            .as(sql + " as the owner")
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("rows of " + table + " are never changed or removed");
      }
    }
  }

  @Test
  void anEventThatWaitsCannotBeForgotten() {
    assertThatThrownBy(() ->
            Logs.run(
                server.database(),
                "begin",
                """
                insert into orion.audit_event (account, agency, verb, object_type, object_id, source, outcome)
                values ('x', 'TEST', 'try', 'example', 'x', 'local', 'done')
                """,
                "delete from orion.audit_pending",
                "commit"))
        .hasMessageContaining("has no place in the log yet");
    assertThatThrownBy(() -> Logs.run(server.database(), "truncate orion.audit_pending"))
        .hasMessageContaining("never changed or removed");
    assertThatThrownBy(
            () -> Logs.run(server.database(), AS_APPLICATION, "delete from orion.audit_pending"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void theWriterChoosesNeitherTimeNorNumber() {
    for (String column : List.of("at", "id")) {
      assertThatThrownBy(() ->
              Logs.run(
                  server.database(),
                  AS_APPLICATION,
                  """
                  insert into orion.audit_event (%s, account, agency, verb, object_type, object_id, source, outcome)
                  values (default, 'x', 'TEST', 'try', 'example', 'x', 'local', 'done')
                  """
                      .formatted(column)))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void onlyTheLogsKeeperWritesTheTree() {
    Viewer viewer = Viewer.machine("TEST");
    JdbcClient jdbc = server.bean(JdbcClient.class);
    for (String sql :
        List.of(
            "insert into orion.audit_leaf values (9000000, 9000000, sha256(''))",
            "insert into orion.audit_node values (9, 9000000, sha256(''))",
            "insert into orion.audit_checkpoint (size, note) values (9000000, '')",
            "insert into orion.audit_key (key) values ('x')")) {
      assertThatThrownBy(() ->
              server.bean(ViewerTransactions.class).write(viewer, () -> jdbc.sql(sql).update()))
          .as(sql)
          .rootCause()
          .hasMessageContaining("row-level security");
    }
  }

  @Test
  void withoutAViewerTheLogIsAnError() throws SQLException {
    try (Connection connection = server.database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(AS_APPLICATION);
      assertThatThrownBy(() -> statement.executeQuery("select * from orion.audit_event"))
          .hasMessageContaining("unrecognized configuration parameter");
    }
  }

  @Test
  void anActWhoseEventCannotBeWrittenDoesNotHappen() throws SQLException {
    String agency = TestServer.newAgency();
    Browser admin = server.signIn(agency, Role.ADMINISTRATOR);
    admin.get("/accounts");
    Logs.run(
        server.superuser(),
        """
        create function public.no_events() returns trigger language plpgsql as
          $$ begin raise exception 'no events today'; end $$
        """,
        """
        create trigger no_events before insert on orion.audit_event for each row
          when (new.agency = '%s') execute function public.no_events()
        """
            .formatted(agency));
    try {
      HttpResponse<String> answer =
          admin.post("/accounts", "login", "casey", "name", "Casey Example", "role", "analyst");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("no events today");
    } finally {
      Logs.run(
          server.superuser(),
          "drop trigger no_events on orion.audit_event",
          "drop function public.no_events()");
    }
    assertThat(admin.get("/accounts").body()).doesNotContain("Casey Example");
  }

  @Test
  void whatAnEventHasNoRoomForIsRefusedBeforeTheDatabase() {
    Viewer viewer = Viewer.machine("TEST");
    AuditTrail trail = server.bean(AuditTrail.class);
    for (Act act :
        List.of(
            Act.of("read", "tip", "Alex Example"),
            Act.of("read", "tip", "alex@example.org"),
            Act.of("read", "tip", "0123456789abcdef0123456789ABCDEF"),
            Act.of("Read", "tip", "1"),
            Act.of("read", "tip", ""),
            new Act("read", "tip", "1", Optional.of("by word of mouth")))) {
      assertThatThrownBy(() ->
              server.bean(ViewerTransactions.class).write(viewer, () -> trail.record(viewer, act)))
          .as(act.toString())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("holds what an event must not")
          .message()
          .doesNotContain("lex");
    }
  }

  @Test
  void anAddressInBracketsIsRecordedWithoutThem() {
    String agency = TestServer.newAgency();
    Viewer viewer = new Viewer(new UUID(5, 5), agency, Set.of(), "[2001:db8::1]");
    server
        .bean(ViewerTransactions.class)
        .write(
            viewer,
            () -> server.bean(AuditTrail.class).record(viewer, Act.of("try", "example", "1")));
    assertThat(
            server
                .bean(ViewerTransactions.class)
                .read(
                    viewer,
                    () ->
                        server
                            .bean(JdbcClient.class)
                            .sql("select source from orion.audit_event where agency = :agency")
                            .param("agency", agency)
                            .query(String.class)
                            .single()))
        .isEqualTo("2001:db8::1");
  }

  /// The table and the format agree on every text, so that each row can be exported.
  @Test
  void theTableTakesExactlyWhatAnEventTakes() throws SQLException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Connection connection = server.database().connect();
        var statement =
            connection.prepareStatement(
                "insert into orion.audit_event (account, agency, verb, object_type, object_id,"
                    + " authority, source, outcome) values (?, ?, ?, ?, ?, ?, ?, 'done')")) {
      connection.setAutoCommit(false);
      int taken = 0;
      for (int i = 0; i < 3000; i++) {
        String[] parts = {"x", "TEST", "try", "example", "x", "x", "local"};
        int changed = random.nextInt(parts.length);
        parts[changed] = text(random);
        boolean allowed = isAllowed(parts);
        boolean inserted = isInserted(connection, statement, parts);
        assertThat(inserted)
            .as("part %d, '%s', seed %d", changed, parts[changed], seed)
            .isEqualTo(allowed);
        taken += inserted ? 1 : 0;
      }
      assertThat(taken).isBetween(300, 2700);
      connection.rollback();
    }
  }

  private static boolean isAllowed(String... parts) {
    try {
      AuditEvent event =
          new AuditEvent(
              0,
              Instant.EPOCH,
              parts[0],
              parts[1],
              parts[2],
              parts[3],
              parts[4],
              Optional.of(parts[5]),
              parts[6],
              AuditEvent.Outcome.DONE);
      return event.toJson().length > 0;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private static boolean isInserted(
      Connection connection, PreparedStatement statement, String... parts) throws SQLException {
    for (int i = 0; i < parts.length; i++) {
      statement.setString(i + 1, parts[i]);
    }
    Savepoint before = connection.setSavepoint();
    try {
      statement.executeUpdate();
      connection.releaseSavepoint(before);
      return true;
    } catch (SQLException refused) {
      connection.rollback(before);
      return false;
    }
  }

  /// Mostly what is allowed, at the limits of its length.
  private static String text(Random random) {
    String alphabet =
        switch (random.nextInt(5)) {
          case 0 -> "abcdef0123456789";
          case 1 -> "abcdefXYZ0189._:-";
          case 2 -> "abcxyz019._-";
          case 3 -> "abcF%:.-_";
          default -> "ab1._:-% \n\t\u00e9\u0661@/Z";
        };
    int[] lengths = {0, 1, 2, 31, 32, 33, 39, 40, 41, 63, 64, 65};
    int length = lengths[random.nextInt(lengths.length)];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
