package org.orion.app.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.operations.OperationsServer;
import org.orion.operations.ServerSettings;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.agency.AccountDesk;
import org.orion.operations.agency.Agencies;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.intake.TipImport;

/// A server with an invented operation to look around in: tips, and people who may sign in. What a
/// data directory has from an earlier start is not made again.
public final class DemoServer implements AutoCloseable {
  /// Nobody who only looks around needs an authenticator; who wants one can set it up.
  private static final Map<String, String> SETTINGS = Map.of("orion.second-factor", "optional");

  private final OperationsServer server;
  private final List<Person> people;
  private final Map<TipImport.Kind, Integer> tips;

  private DemoServer(
      OperationsServer server, List<Person> people, Map<TipImport.Kind, Integer> tips) {
    this.server = server;
    this.people = List.copyOf(people);
    this.tips = tips;
  }

  /// Somebody who can sign in for the first time.
  ///
  /// @param password opens nothing but the page on which to set a password of one's own
  public record Person(String login, String does, String password) {}

  /// Starts it on this machine's own address, and returns when requests are answered.
  ///
  /// @param data for the database and its keys
  /// @param binaries where PostgreSQL's programs are unpacked to
  /// @param today the day whose tips these are
  public static DemoServer start(Path data, Path binaries, int port, LocalDate today)
      throws DatabaseException, IOException, InterruptedException {
    OperationsServer server =
        OperationsServer.start(
            new ServerSettings(
                data, binaries, "127.0.0.1", port, Optional.empty(), Optional.empty(), SETTINGS));
    boolean ready = false;
    try {
      String agency = server.agencies().getFirst();
      List<Person> people = new ArrayList<>();
      server
          .firstPassword()
          .ifPresent(password -> people.add(new Person("admin", "runs the accounts", password)));
      people.addAll(people(data, binaries, agency));
      DemoServer demo = new DemoServer(server, people, tips(server, agency, today));
      ready = true;
      return demo;
    } finally {
      if (!ready) {
        server.close();
      }
    }
  }

  private static List<Person> people(Path data, Path binaries, String ref)
      throws DatabaseException, IOException, InterruptedException {
    // The agency is there; only its reference counts.
    Agencies.Agency agency =
        new Agencies.Agency(ref, "Example agency", "US", Agencies.Type.POLICE, "");
    List<Person> people = new ArrayList<>();
    try (AccountDesk desk = AccountDesk.open(data, binaries, Optional.empty())) {
      desk.add("ana", "Ana Example", agency, Set.of(Role.ANALYST))
          .ifPresent(
              added -> people.add(new Person("ana", "sorts and works the tips", added.secret())));
      desk.add("sam", "Sam Example", agency, Set.of(Role.SUPERVISOR, Role.AUDITOR))
          .ifPresent(added ->
              people.add(
                  new Person("sam", "assigns tips, decides, reads the audit log", added.secret())));
    }
    return people;
  }

  private static Map<TipImport.Kind, Integer> tips(
      OperationsServer server, String agency, LocalDate today) throws IOException {
    Map<TipImport.Kind, Integer> kinds = new EnumMap<>(TipImport.Kind.class);
    byte[] table = DemoTips.csv(today).getBytes(StandardCharsets.UTF_8);
    server
        .tips()
        .read(
            Viewer.machine(agency),
            new ByteArrayInputStream(table),
            "demo-tips.csv",
            outcome -> kinds.merge(outcome.kind(), 1, Integer::sum));
    if (kinds.containsKey(TipImport.Kind.REFUSED)) {
      throw new IllegalStateException("a tip of the demo was refused");
    }
    return kinds;
  }

  /// Where its pages are.
  public String address() {
    return "http://127.0.0.1:" + server.port();
  }

  /// Those who were made by this start; empty where the data directory had them.
  public List<Person> people() {
    return people;
  }

  /// How many tips came in.
  public int tips() {
    return tips.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public void close() {
    server.close();
  }
}
