package org.orion.operations.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.Migrations;
import org.orion.operations.database.PostgresCluster;
import org.orion.operations.database.SecretFile;
import org.orion.operations.database.UnfinishedRestore;

/// A backup of a real server that runs in another process and is busy, and what becomes of it: what
/// comes back, what is refused, and what a kill or a full disk leaves.
class BackupIT {
  private static final byte[] UPLOAD = "not opened here".getBytes(StandardCharsets.UTF_8);

  @TempDir private static Path place;

  private static AgeKey key = new AgeKey("");
  private static String login = "";
  private static Path data = Path.of("");
  private static Path file = Path.of("");

  /// Tips that were acknowledged before the backup began.
  private static final Set<UUID> ACKNOWLEDGED = new HashSet<>();

  private static BackupManifest made = manifest(1, 1);

  @TempDir private Path folder;

  private static Backup backup(Path of) {
    return new Backup(of, TestServer.BINARIES, Optional.empty(), Optional.empty());
  }

  private static Restore restore(Path backup, AgeKey with, Path into) {
    return new Restore(backup, List.of(with.secret()), into, TestServer.BINARIES, Optional.empty());
  }

  private static Process start(Class<?> program, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName());
    builder.command().addAll(List.of(arguments));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /// Makes a backup of a server that takes in tips all the while, and kills the server.
  @BeforeAll
  static void makeOne() throws Exception {
    key = AgeKey.make();
    data = place.resolve("data");
    file = place.resolve("one.age");
    Process server = start(LoadedServer.class, data.toString());
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      login = lines.readLine();
      while (ACKNOWLEDGED.size() < 300) {
        ACKNOWLEDGED.add(UUID.fromString(lines.readLine()));
      }
      Set<String> meanwhile = ConcurrentHashMap.newKeySet();
      Thread.ofPlatform().daemon().start(() -> collect(lines, meanwhile));
      Path drop = SecretFile.folder(data.resolve("drop"));
      Files.write(drop.resolve("fabcdefghijklmnopqrstuvwxy.age"), UPLOAD);
      Files.write(drop.resolve("fzzz.part"), UPLOAD);
      made = backup(data).write(List.of(key.recipient()), file);
      assertThat(meanwhile).as("the server went on meanwhile").isNotEmpty();
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static void collect(BufferedReader lines, Set<String> into) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        into.add(line);
      }
    } catch (IOException closed) {
      return;
    }
  }

  @AfterAll
  static void endDatabase() throws Exception {
    endDatabase(data);
  }

  private static void endDatabase(Path of) throws IOException {
    Path pid = of.resolve("postgres/postmaster.pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void everythingComesBackAndIsServed() throws Exception {
    Path restored = folder.resolve("restored");
    RestoreProof proof = restore(file, key, restored).run();
    assertThat(proof.lines()).allMatch(RestoreProof.Line::isProven);
    assertThat(proof.lines()).extracting(RestoreProof.Line::kind).contains("log", "checkpoint");
    assertThat(proof.logKeys()).hasSize(1);
    assertThat(Files.readAllBytes(restored.resolve("drop/fabcdefghijklmnopqrstuvwxy.age")))
        .isEqualTo(UPLOAD);
    assertThat(restored.resolve("drop/fzzz.part")).doesNotExist();
    for (String secret : List.of("keys/vault", "keys/audit-log")) {
      assertThat(restored.resolve(secret)).hasSameBinaryContentAs(data.resolve(secret));
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(restored.resolve(secret))))
          .isEqualTo("rw-------");
    }
    try (TestServer server = TestServer.start(restored, Optional.empty())) {
      assertThat(server.owner().sql("select id from orion.tip").query(UUID.class).list())
          .containsAll(ACKNOWLEDGED)
          .doesNotHaveDuplicates();
      isServed(server, server.database());
      rulesHoldAgain(server);
    }
  }

  /// A person signs in with the same password, and sees tips, an original and a case.
  private static void isServed(TestServer server, DatabaseAddress database) throws SQLException {
    Browser browser = new Browser(server.address());
    browser.get("/sign-in");
    assertThat(
            browser.post("/sign-in", "name", login, "password", LoadedServer.PASSWORD).statusCode())
        .isEqualTo(302);
    UUID tip = ACKNOWLEDGED.iterator().next();
    assertThat(browser.get("/tips/" + tip).body()).contains("An invented text");
    assertThat(browser.get("/cases").body()).contains("An invented case");
    assertThat(
            one(
                database,
                "select string_agg(verb, ' ' order by id) from orion.audit_event where object_type = 'installation'"))
        .isEqualTo("backup restore");
  }

  /// Triggers, references and row-level security are what migrations make them.
  private static void rulesHoldAgain(TestServer restored) {
    List<String> rules =
        List.of(
            """
            select t.relname || ' ' || g.tgname || ' ' || g.tgenabled::text from pg_trigger g
            join pg_class t on t.oid = g.tgrelid join pg_namespace n on n.oid = t.relnamespace
            where n.nspname = 'orion' and not g.tgisinternal
            """,
            """
            select t.relname || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid) || c.convalidated
            from pg_constraint c join pg_class t on t.oid = c.conrelid
            join pg_namespace n on n.oid = t.relnamespace where n.nspname = 'orion'
            """,
            """
            select t.relname || ' ' || t.relrowsecurity || ' ' || t.relforcerowsecurity from pg_class t
            join pg_namespace n on n.oid = t.relnamespace where n.nspname = 'orion' and t.relkind = 'r'
            """);
    for (String query : rules) {
      List<String> expected = TestServer.running().owner().sql(query).query(String.class).list();
      assertThat(expected).hasSizeGreaterThan(20);
      assertThat(restored.owner().sql(query).query(String.class).list())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThatThrownBy(() -> restored.owner().sql("delete from orion.audit_event").update())
        .hasStackTraceContaining("never changed");
  }

  /// The programs of age and Python come to the same members and digests.
  @Test
  void otherProgramsOpenIt() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Path secret = Files.writeString(folder.resolve("key"), key.text());
    Path zip = folder.resolve("one.zip");
    run("age", "--decrypt", "-i", secret.toString(), "-o", zip.toString(), file.toString());
    String script =
        """
        import hashlib, json, sys, zipfile
        with zipfile.ZipFile(sys.argv[1]) as z:
            m = json.loads(z.read("manifest.json"))
            names = ["tables/" + t["name"] for t in m["tables"]] + ["files/" + f["path"] for f in m["files"]]
            assert sorted(names + ["manifest.json"]) == sorted(z.namelist())
            for name, one in zip(names, m["tables"] + m["files"]):
                content = z.read(name)
                assert len(content) == one["bytes"] and hashlib.sha256(content).hexdigest() == one["sha256"], name
                if name.startswith("tables/"):
                    rows, at = 0, 19
                    while content[at:at + 2] != b"\\xff\\xff":
                        fields, at, rows = int.from_bytes(content[at:at + 2]), at + 2, rows + 1
                        assert fields == len(one["columns"]), name
                        for _ in range(fields):
                            size = int.from_bytes(content[at:at + 4], signed=True)
                            at += 4 + max(size, 0)
                    assert rows == one["rows"], name
            print("agrees")
        """;
    Path check = Files.writeString(folder.resolve("check.py"), script);
    assertThat(run("python3", check.toString(), zip.toString())).isEqualTo("agrees\n");
    Set<String> tables = new HashSet<>(made.leftOut());
    made.tables().forEach(table -> tables.add(table.name()));
    assertThat(tables)
        .containsExactlyInAnyOrderElementsOf(
            TestServer.running()
                .owner()
                .sql("select tablename::text from pg_tables where schemaname = 'orion'")
                .query(String.class)
                .list());
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private void isRefused(Path backup, AgeKey with, String why) {
    Path target = folder.resolve("never");
    assertThatThrownBy(() -> Backup.verify(backup, List.of(with.secret())))
        .as(why)
        .isInstanceOf(BackupRefusedException.class)
        .hasMessageStartingWith(backup.toString());
    assertThatThrownBy(() -> restore(backup, with, target).run())
        .as(why)
        .isInstanceOf(BackupRefusedException.class);
    assertThat(target).as("nothing was made: " + why).doesNotExist();
  }

  @Test
  void aDamagedFileIsRefusedWhereverItIsDamaged() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      int at = i < 20 ? i * 11 : random.nextInt(whole.length);
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      refuse(flipped, "a bit flipped at " + at);
      int cut = i < 3 ? whole.length - 1 - i : random.nextInt(whole.length);
      refuse(Arrays.copyOf(whole, cut), "cut off at " + cut);
    }
    refuse(Arrays.copyOf(whole, whole.length + 1), "a byte more");
    int piece = (1 << 16) + 16;
    int first = whole.length % piece;
    byte[] swapped = whole.clone();
    System.arraycopy(whole, first, swapped, first + piece, piece);
    System.arraycopy(whole, first + piece, swapped, first, piece);
    refuse(swapped, "two pieces swapped");
  }

  private void refuse(byte[] backup, String why) throws IOException {
    isRefused(Files.write(folder.resolve("damaged.age"), backup), key, why);
  }

  @Test
  void anotherKeyOrNoBackupAtAllIsRefused() throws Exception {
    isRefused(file, AgeKey.make(), "another key");
    refuse(new byte[0], "empty");
    refuse("hello".getBytes(StandardCharsets.UTF_8), "a text");
    assertThatThrownBy(() -> Backup.verify(folder.resolve("absent"), List.of(key.secret())))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }

  private static BackupManifest manifest(int version, int state, String... files) {
    return new BackupManifest(
        BackupManifest.FORMAT,
        version,
        java.time.Instant.EPOCH,
        "orion-example",
        state,
        List.of(),
        List.of(),
        List.of(),
        Stream.of(files).map(path -> stored(path, "x")).toList(),
        new BackupManifest.Log(
            "orion-example/audit", 0, Optional.empty(), 0, Optional.empty(), Optional.empty()));
  }

  private static BackupManifest.StoredFile stored(String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new BackupManifest.StoredFile(
        path, bytes.length, org.orion.exchange.hash.Sha256.digest(bytes).hex());
  }

  /// A file by somebody who has the public key: what stands in it is not believed.
  ///
  /// @param text makes the manifest of a good one; empty for none at all
  private Path forged(String name, Function<String, String> text, String... members)
      throws Exception {
    Path forged = folder.resolve(name);
    try (BackupWriter writer = new BackupWriter(forged, List.of(key.recipient()))) {
      for (String member : members) {
        writer.add(member, output -> output.write('x'));
      }
      byte[] json =
          text.apply(
                  new String(
                      manifest(1, Migrations.states().last(), "drop/a").toJson(),
                      StandardCharsets.UTF_8))
              .getBytes(StandardCharsets.UTF_8);
      if (json.length > 0) {
        writer.add("manifest.json", output -> output.write(json));
      }
      writer.end();
    }
    return forged;
  }

  @Test
  void whatTheManifestDoesNotBearOutIsRefused() throws Exception {
    Map<String, Path> files =
        Map.of(
            "nothing but a manifest", forged("a", text -> text),
            "a member more", forged("b", text -> text, "files/drop/a", "files/drop/b"),
            "an unknown field",
                forged("d", t -> t.replaceFirst("\\{", "{\"x\":1,"), "files/drop/a"),
            "a later format",
                forged("e", t -> t.replace("\"version\":1", "\"version\":2"), "files/drop/a"),
            "out of the folder", forged("f", text -> text.replace("drop/a", "../a"), "files/../a"),
            "an absolute path",
                forged("g", text -> text.replace("drop/a", "/tmp/a"), "files//tmp/a"),
            "an empty manifest", forged("h", text -> " ", "files/drop/a"));
    Path without = forged("i", text -> "", "files/drop/a");
    isRefused(without, key, "no manifest");
    assertThatThrownBy(() -> Backup.verify(without, List.of(key.secret())))
        .hasMessageContaining("it has no manifest");
    files.forEach((why, one) -> isRefused(one, key, why));
    Path later =
        forged("later", t -> t.replaceFirst("\"state\":\\d+", "\"state\":9999"), "files/drop/a");
    Path target = folder.resolve("target");
    assertThatThrownBy(() -> restore(later, key, target).run())
        .isInstanceOf(BackupRefusedException.class)
        .hasMessageContaining("use the program that made it, or a later one");
    assertThat(target).doesNotExist();
  }

  @Test
  void aFolderThatIsNotEmptyStaysAsItIs() throws Exception {
    Path there = Files.writeString(folder.resolve("note"), "mine");
    assertThatThrownBy(() -> restore(file, key, folder).run())
        .isInstanceOf(BackupRefusedException.class)
        .hasMessageContaining("expected an empty folder");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(there);
    }
    assertThatThrownBy(() -> backup(data).write(List.of(key.recipient()), there))
        .hasMessageContaining("is there already");
    assertThat(there).hasContent("mine");
    assertThatThrownBy(() -> backup(data).write(List.of(key.secret()), folder.resolve("new.age")))
        .isInstanceOf(BackupRefusedException.class)
        .hasMessageNotContaining(key.secret());
  }

  /// A backup that holds itself never ends.
  @Test
  void aBackupIntoWhatItHoldsIsRefused() throws Exception {
    Path drop = SecretFile.folder(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), data.resolve("keys"));
    Backup backup = new Backup(data, TestServer.BINARIES, Optional.empty(), Optional.of(drop));
    for (Path target :
        List.of(
            data.resolve("in.age"),
            data.resolve("keys/in.age"),
            data.resolve("drop/in.age"),
            drop.resolve("in.age"),
            drop.resolve("../elsewhere/in.age"),
            link.resolve("in.age"))) {
      assertThatThrownBy(() -> backup.write(List.of(key.recipient()), target))
          .as(target.toString())
          .isInstanceOf(BackupRefusedException.class)
          .hasMessageContaining("lies in what is backed up");
      assertThat(target).doesNotExist();
      assertThat(target.resolveSibling("in.age.part")).doesNotExist();
    }
  }

  /// The same members and another log: as a backup would be of which something was lost.
  private Path withAnotherLog() throws Exception {
    Path other = folder.resolve("other-log.age");
    try (BackupWriter writer = new BackupWriter(other, List.of(key.recipient()))) {
      BackupManifest read =
          new BackupReader(file, List.of(key.secret()))
              .read((member, bytes) -> writer.add(member, bytes::transferTo));
      BackupManifest.Log log = read.log();
      writer.finish(
          new BackupManifest(
              read.format(),
              read.version(),
              read.madeAt(),
              read.installation(),
              read.state(),
              read.tables(),
              read.leftOut(),
              read.sequences(),
              read.files(),
              new BackupManifest.Log(
                  log.origin(),
                  log.events() + 1,
                  log.root(),
                  log.waiting(),
                  log.checkpoint(),
                  log.problem())));
    }
    return other;
  }

  private static String one(DatabaseAddress address, String query) throws SQLException {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static long tips(DatabaseAddress address) throws SQLException {
    return Long.parseLong(one(address, "select count(*) from orion.tip"));
  }

  private Restore into(Path backup, String name, DatabaseAddress database) {
    return new Restore(
        backup,
        List.of(key.secret()),
        folder.resolve(name),
        TestServer.BINARIES,
        Optional.of(database));
  }

  @Test
  void anExternalDatabaseIsRestoredAndWhatIsNotProvenLeavesNoRow() throws Exception {
    try (PostgresCluster cluster =
        PostgresCluster.start(folder.resolve("database"), TestServer.BINARIES)) {
      DatabaseAddress database = cluster.address();
      RestoreProof differs = into(withAnotherLog(), "differs", database).run();
      assertThat(differs.isWhole()).isFalse();
      assertThat(tips(database)).isZero();
      assertThat(UnfinishedRestore.isIn(folder.resolve("differs"))).isTrue();

      assertThatThrownBy(() -> into(file, "refused", database).run())
          .isInstanceOf(BackupRefusedException.class)
          .hasMessageContaining("drop schema orion cascade");
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        statement.execute(UnfinishedRestore.EMPTY_DATABASE);
      }
      assertThat(into(file, "restored", database).run().isWhole()).isTrue();
      assertThat(tips(database)).isGreaterThanOrEqualTo(ACKNOWLEDGED.size());
      try (TestServer server =
          TestServer.start(folder.resolve("restored"), Optional.of(database))) {
        isServed(server, database);
      }
    }
  }

  @Test
  void aKilledBackupLeavesNoFileAndAKilledRestoreIsNotServed() throws Exception {
    Path target = folder.resolve("killed.age");
    Process run =
        start(KilledRun.class, "backup", data.toString(), target.toString(), key.recipient());
    Path part = folder.resolve("killed.age.part");
    for (int i = 0; i < 1200 && !(Files.exists(part) && Files.size(part) > 100_000); i++) {
      Thread.sleep(50);
    }
    assertThat(run.destroyForcibly().waitFor()).isEqualTo(137);
    assertThat(target).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part)))
        .isEqualTo("rw-------");
    endDatabase(data);

    for (String moment : List.of("restoring", "postgres/postmaster.pid", "keys/vault")) {
      Path restored = folder.resolve("restored-" + moment.replace('/', '-'));
      Process restoring =
          start(KilledRun.class, "restore", restored.toString(), file.toString(), key.secret());
      for (int i = 0; i < 6000 && !Files.exists(restored.resolve(moment)); i++) {
        Thread.sleep(10);
      }
      assertThat(restoring.destroyForcibly().waitFor()).as(moment).isEqualTo(137);
      endDatabase(restored);
      assertThat(UnfinishedRestore.isIn(restored)).isTrue();
      assertThatThrownBy(() -> TestServer.start(restored, Optional.empty()))
          .hasMessageContaining("did not come to its end");
      assertThatThrownBy(() -> restore(file, key, restored).run())
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("did not come to its end");
    }
    assertThat(restore(file, key, folder.resolve("again")).run().isWhole()).isTrue();
  }

  /// The disks are small ones in memory, which only root may mount.
  @Test
  void aFullDiskLeavesNoFileAndNothingThatIsServed() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=70m", "tmpfs", disk.toString())
                .start()
                .waitFor()
            == 0,
        "a small disk cannot be mounted: that needs root");
    try {
      Path restored = disk.resolve("restored");
      Files.write(disk.resolve("filler"), new byte[1 << 16]);
      assertThatThrownBy(() -> restore(file, key, restored).run())
          .isInstanceOfAny(DatabaseException.class, IOException.class);
      assertThat(UnfinishedRestore.isIn(restored)).isTrue();
      endDatabase(restored);
      try (OutputStream filler = Files.newOutputStream(disk.resolve("more"))) {
        assertThatThrownBy(
                () -> {
                  while (true) {
                    filler.write(new byte[4096]);
                  }
                })
            .hasMessageContaining("No space left");
      }
      Files.delete(disk.resolve("filler"));
      Path target = disk.resolve("full.age");
      assertThatThrownBy(() -> backup(data).write(List.of(key.recipient()), target))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
      assertThat(target).doesNotExist();
      assertThat(disk.resolve("full.age.part")).doesNotExist();
    } finally {
      run("umount", "--lazy", disk.toString());
    }
  }

  @Test
  void aBackupOfAnEarlierVersionComesBackAndIsBroughtUpToDate() throws Exception {
    Path target = folder.resolve("older.age");
    int state = Migrations.states().headSet(Migrations.states().last()).last();
    Path older = folder.resolve("older");
    SecretFile.folder(older.resolve("keys"));
    SecretFile.readOrMake(older.resolve("keys/audit-log"));
    try (PostgresCluster cluster = PostgresCluster.start(older, TestServer.BINARIES)) {
      Migrations.runUpTo(cluster.address(), state);
      assertThat(backup(older).write(List.of(key.recipient()), target).state()).isEqualTo(state);
    }
    Path restored = folder.resolve("restored");
    assertThat(restore(target, key, restored).run().isWhole()).isTrue();
    try (TestServer server = TestServer.start(restored, Optional.empty())) {
      assertThat(Migrations.current(server.database())).isEqualTo(Migrations.states().last());
    }
  }

  /// What such a backup holds could not be opened after a restore.
  @Test
  void keysThatAreNotTheDatabasesAreRefused() throws Exception {
    Path other = folder.resolve("other");
    SecretFile.folder(other.resolve("keys"));
    SecretFile.readOrMake(other.resolve("keys/audit-log"));
    try (PostgresCluster cluster = PostgresCluster.start(data, TestServer.BINARIES)) {
      Backup backup =
          new Backup(other, TestServer.BINARIES, Optional.of(cluster.address()), Optional.empty());
      assertThatThrownBy(() -> backup.write(List.of(key.recipient()), folder.resolve("x.age")))
          .isInstanceOf(BackupRefusedException.class)
          .hasMessageContaining("its keys are not those of the database");
      assertThat(folder.resolve("x.age")).doesNotExist();
      Restore restore =
          new Restore(
              file,
              List.of(key.secret()),
              folder.resolve("into"),
              TestServer.BINARIES,
              Optional.of(cluster.address()));
      assertThatThrownBy(restore::run).hasMessageContaining("expected an empty one");
      assertThat(folder.resolve("into")).doesNotExist();
    }
  }
}
