package org.orion.app.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.orion.operations.OperationsServer;
import org.orion.operations.ServerSettings;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.agency.AccountDesk;
import org.orion.operations.database.DatabaseException;

/// A server with an invented operation to look around in: tips, people who may sign in, and
/// [NorthernLights]. What a data directory has from an earlier start is not made again.
public final class DemoServer implements AutoCloseable {
  /// Nobody who only looks around needs an authenticator; who wants one can set it up.
  private static final Map<String, String> SETTINGS = Map.of("orion.second-factor", "optional");

  private static final DemoCountry.Place LEAD = DemoCountry.places().getFirst();
  private static final List<Job> JOBS =
      List.of(
          new Job(
              "sam",
              "leads: assigns, shares, decides, reads the audit log",
              Role.SUPERVISOR,
              Role.AUDITOR),
          new Job("ines", "investigates: cases, actions, arrests", Role.INVESTIGATOR),
          new Job("ana", "sorts and works the tips", Role.ANALYST),
          new Job("elin", "examines exhibits", Role.EXAMINER),
          new Job("cleo", "works for the children", Role.CHILD_SPECIALIST));

  private final OperationsServer server;
  private final List<Person> people;

  private DemoServer(OperationsServer server, List<Person> people) {
    this.server = server;
    this.people = List.copyOf(people);
  }

  /// Somebody who can sign in for the first time.
  ///
  /// @param password opens nothing but the page on which to set a password of one's own
  public record Person(String login, String does, String password) {}

  private record Job(String login, String does, Set<Role> roles) {
    Job(String login, String does, Role... roles) {
      this(login, does, Set.of(roles));
    }
  }

  /// Starts it on this machine's own address, and returns when requests are answered and all of the
  /// operation is there.
  ///
  /// @param data for the database and its keys: the demo's own, or empty
  /// @param binaries where PostgreSQL's programs are unpacked to
  /// @param today the day that the operation's month ends on
  /// @param scanFile of the two exhibits, whose report the lab hands in
  /// @throws IOException also where the directory is not the demo's, or was left half made
  public static DemoServer start(
      Path data, Path binaries, int port, LocalDate today, Optional<Path> scanFile)
      throws DatabaseException, IOException, InterruptedException {
    DemoMark mark = DemoMark.of(data);
    OperationsServer server =
        OperationsServer.start(
            new ServerSettings(
                data, binaries, "127.0.0.1", port, Optional.empty(), Optional.empty(), SETTINGS),
            LEAD.agency());
    boolean ready = false;
    try {
      List<Person> people = new ArrayList<>();
      if (!mark.isWhole()) {
        String password = server.firstPassword().orElseThrow();
        people.addAll(fill(server, data, binaries, today, scanFile));
        people.addFirst(new Person("admin", "runs the accounts", password));
        mark.whole();
      }
      DemoServer demo = new DemoServer(server, people);
      ready = true;
      return demo;
    } finally {
      if (!ready) {
        server.close();
      }
    }
  }

  private static List<Person> fill(
      OperationsServer server, Path data, Path binaries, LocalDate today, Optional<Path> scanFile)
      throws DatabaseException, IOException, InterruptedException {
    List<Person> people = new ArrayList<>();
    List<Viewer> own = new ArrayList<>();
    List<Viewer> desks = new ArrayList<>();
    Viewer administrator;
    try (AccountDesk desk = AccountDesk.open(data, binaries, Optional.empty())) {
      administrator =
          desk.find("admin", Optional.of(LEAD.agency().ref())).orElseThrow().viewer("local");
      for (Job job : JOBS) {
        AccountDesk.Added added = add(desk, job.login(), LEAD, job.roles());
        own.add(added.account().viewer("local"));
        people.add(new Person(job.login(), job.does(), added.secret()));
      }
      // Nobody is told the passwords of those below: they are there to have entered something.
      own.add(viewer(desk, "kim", LEAD, Set.of(Role.INVESTIGATOR)));
      Set<Role> roles = Set.of(Role.SUPERVISOR, Role.INVESTIGATOR, Role.CHILD_SPECIALIST);
      for (DemoCountry.Place place : DemoCountry.places()) {
        desks.add(viewer(desk, "desk." + place.number(), place, roles));
      }
    }
    List<UUID> tips = tips(server, today);
    NorthernLights.Lead lead = NorthernLights.Lead.of(own);
    NorthernLights.enter(server, lead, desks, tips, today);
    if (scanFile.isPresent()) {
      DemoLab.submit(server, administrator, lead.examiner(), scanFile.get(), data);
    }
    return people;
  }

  private static AccountDesk.Added add(
      AccountDesk desk, String login, DemoCountry.Place place, Set<Role> roles) {
    String name = Character.toUpperCase(login.charAt(0)) + login.substring(1) + " Example";
    return desk.add(login, name, place.agency(), roles).orElseThrow();
  }

  private static Viewer viewer(
      AccountDesk desk, String login, DemoCountry.Place place, Set<Role> roles) {
    return add(desk, login, place, roles).account().viewer("local");
  }

  private static List<UUID> tips(OperationsServer server, LocalDate today) throws IOException {
    List<UUID> tips = new ArrayList<>();
    byte[] table = DemoTips.csv(today).getBytes(StandardCharsets.UTF_8);
    server
        .tips()
        .read(
            Viewer.machine(LEAD.agency().ref()),
            new ByteArrayInputStream(table),
            "demo-tips.csv",
            outcome ->
                tips.add(
                    outcome
                        .tip()
                        .orElseThrow(
                            () -> new IllegalStateException("a tip of the demo was refused"))));
    return tips;
  }

  /// Where its pages are.
  public String address() {
    return "http://127.0.0.1:" + server.port();
  }

  /// Those who were made by this start; empty where the data directory had them.
  public List<Person> people() {
    return people;
  }

  /// The server itself, for tests of this package.
  OperationsServer server() {
    return server;
  }

  @Override
  public void close() {
    server.close();
  }
}
