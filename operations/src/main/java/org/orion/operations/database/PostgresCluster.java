package org.orion.operations.database;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The embedded PostgreSQL of a data directory. Whoever starts it holds the directory's lock;
/// others on the same directory use it while it runs.
///
/// What was acknowledged is on the disk: fsync, full_page_writes and synchronous_commit are on
/// whatever the directory's own settings say. It listens on the loopback address, for passwords by
/// SCRAM, and has no socket file. A process left behind by a killed server is ended at the next
/// start, which is the crash recovery that PostgreSQL is made for. One that ends by itself, as on a
/// full disk, is started again until it runs, at the same port.
public final class PostgresCluster implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(30);
  private static final String SUPERUSER = "orion_admin";
  private static final String OWNER = "orion_owner";
  private static final String NAME = "orion";

  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "fsync=on",
          "full_page_writes=on",
          "synchronous_commit=on",
          "password_encryption=scram-sha-256",
          "max_connections=100",
          "shared_buffers=192MB",
          "effective_io_concurrency=16",
          "random_page_cost=1.1",
          "max_wal_size=2GB",
          "jit=off",
          // A new table that fills is looked at before plans made for an empty one hurt.
          "autovacuum_naptime=15s",
          "log_destination=stderr",
          "log_min_messages=warning",
          "log_min_error_statement=panic");

  private final Path folder;
  private final FileChannel lock;
  private final PostgresProcess process;
  private final DatabaseAddress address;

  private PostgresCluster(
      Path folder, FileChannel lock, PostgresProcess process, DatabaseAddress address) {
    this.folder = folder;
    this.lock = lock;
    this.process = process;
    this.address = address;
  }

  /// Starts the cluster of a data directory, making it at the first time.
  ///
  /// @param binaries the folder that the programs are unpacked into
  /// @throws DatabaseException when another process runs it, or it does not start
  public static PostgresCluster start(Path data, Path binaries)
      throws DatabaseException, IOException, InterruptedException {
    SecretFile.folder(data);
    FileChannel lock =
        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean started = false;
    try {
      FileLock held = lock.tryLock();
      if (held == null) {
        throw new DatabaseException(
            "%s is in use by another process; only one server runs on a data directory"
                .formatted(data));
      }
      PostgresCluster cluster = startLocked(data, PostgresBinaries.in(binaries), lock);
      started = true;
      return cluster;
    } finally {
      if (!started) {
        lock.close();
      }
    }
  }

  private static PostgresCluster startLocked(Path data, PostgresBinaries programs, FileChannel lock)
      throws DatabaseException, IOException, InterruptedException {
    Path keys = SecretFile.folder(data.resolve("keys"));
    String password = SecretFile.readOrMake(keys.resolve("postgres-admin"));
    Path folder = data.resolve("postgres");
    if (!Files.exists(folder.resolve("PG_VERSION"))) {
      initialise(programs, folder, keys.resolve("postgres-admin"));
    }
    endLeftBehind(folder);
    int port = freePort();
    // In a session of its own: Ctrl-C at the terminal is for the server, which ends it last.
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(asNobody());
    command.addAll(List.of(programs.program("postgres"), "-D", folder.toString(), "-p", "" + port));
    for (String setting : SETTINGS) {
      command.add("-c");
      command.add(setting);
    }
    Path log = data.resolve("postgres.log");
    PostgresProcess process = PostgresProcess.start(command, log);
    boolean ready = false;
    try {
      awaitReady(process, port, password, log);
      DatabaseAddress address = owner(keys, port, password);
      process.keep();
      ready = true;
      return new PostgresCluster(folder, lock, process, address);
    } finally {
      if (!ready) {
        process.destroy();
      }
    }
  }

  /// The running cluster of a data directory, which another process started.
  public static Optional<DatabaseAddress> running(Path data) throws IOException {
    Path pid = data.resolve("postgres/postmaster.pid");
    if (!Files.exists(pid)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pid);
    if (lines.size() < 4) {
      return Optional.empty();
    }
    return Optional.of(
        address(
            Integer.parseInt(lines.get(3).strip()),
            NAME,
            OWNER,
            SecretFile.readOrMake(data.resolve("keys/postgres-owner"))));
  }

  /// The database, as the login that owns its tables.
  public DatabaseAddress address() {
    return address;
  }

  /// Whether PostgreSQL still runs.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// Ends it in order: running statements are cancelled, everything committed stays.
  @Override
  public void close() {
    try {
      process.end(END);
      lock.close();
    } catch (IOException problem) {
      throw new IllegalStateException("PostgreSQL in " + folder + " did not end", problem);
    } catch (InterruptedException impatient) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }

  private static void initialise(PostgresBinaries programs, Path folder, Path passwordFile)
      throws DatabaseException, IOException, InterruptedException {
    List<String> command = new ArrayList<>(asNobody());
    command.addAll(
        List.of(
            programs.program("initdb"),
            "--pgdata=" + folder,
            "--username=" + SUPERUSER,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new DatabaseException("initdb failed in " + folder + ": " + lastLine(output));
    }
    Files.writeString(
        folder.resolve("pg_hba.conf"),
        """
        # Written by Orion: passwords only, from this machine only.
        host all all 127.0.0.1/32 scram-sha-256
        """);
  }

  /// A server that was killed leaves its database running; it is ended and started anew. Processes
  /// of PostgreSQL work in its folder, and none works there when this returns: what the file of the
  /// process says then is of one that is gone, even where its number is still taken.
  private static void endLeftBehind(Path folder)
      throws DatabaseException, IOException, InterruptedException {
    Path pidFile = folder.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<Long> postmaster =
        Files.readAllLines(pidFile).stream().findFirst().map(line -> Long.parseLong(line.strip()));
    List<Long> left = workingIn(folder);
    if (postmaster.isPresent() && left.contains(postmaster.get())) {
      PostgresProcess.interrupt(postmaster.get());
    }
    for (int i = 0; !left.isEmpty() && i < END.toSeconds() * 10; i++) {
      Thread.sleep(100);
      left = workingIn(folder);
    }
    if (!left.isEmpty()) {
      throw new DatabaseException(
          "PostgreSQL of a killed server does not end in %s: process %d"
              .formatted(folder, left.getFirst()));
    }
    Files.deleteIfExists(pidFile);
  }

  /// The processes whose working directory is a folder.
  private static List<Long> workingIn(Path folder) throws IOException {
    Path real = folder.toRealPath();
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> isWorkingIn(real, pid))
        .toList();
  }

  private static boolean isWorkingIn(Path real, long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")).equals(real);
    } catch (IOException goneOrSomebodyElses) {
      return false;
    }
  }

  /// PostgreSQL refuses to run as root: then it runs in a user namespace in which it is nobody.
  private static List<String> asNobody() {
    return new UnixSystem().getUid() == 0 ? List.of("unshare", "--user") : List.of();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static DatabaseAddress address(int port, String name, String user, String password) {
    return new DatabaseAddress(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name),
        Optional.of(user),
        Optional.of(password));
  }

  private static void awaitReady(PostgresProcess process, int port, String password, Path log)
      throws DatabaseException, IOException, InterruptedException {
    DatabaseAddress address = address(port, "postgres", SUPERUSER, password);
    long end = System.nanoTime() + START.toNanos();
    @Nullable SQLException last = null;
    while (System.nanoTime() < end && process.isAlive()) {
      try (Connection connection = address.connect()) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException notYet) {
        last = notYet;
      }
      Thread.sleep(50);
    }
    String reason = process.isAlive() && last != null ? last.getMessage() : lastLine(log);
    throw new DatabaseException("PostgreSQL did not start: " + reason);
  }

  /// The owner of the tables and its database, made at the first start.
  private static DatabaseAddress owner(Path keys, int port, String password)
      throws DatabaseException, IOException {
    String secret = SecretFile.readOrMake(keys.resolve("postgres-owner"));
    try (Connection connection = address(port, "postgres", SUPERUSER, password).connect();
        Statement statement = connection.createStatement()) {
      if (!exists(statement, "select from pg_roles where rolname = '" + OWNER + "'")) {
        statement.execute(
            "create role %s login createrole nosuperuser nobypassrls password '%s'"
                .formatted(OWNER, secret));
      }
      if (!exists(statement, "select from pg_database where datname = '" + NAME + "'")) {
        statement.execute("create database %s owner %s".formatted(NAME, OWNER));
      }
    } catch (SQLException problem) {
      throw new DatabaseException("the database cannot be made: " + problem.getMessage(), problem);
    }
    return address(port, NAME, OWNER, secret);
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    return statement.executeQuery(query).next();
  }

  private static String lastLine(Path log) throws IOException {
    return lastLine(Files.readString(log));
  }

  private static String lastLine(String text) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .reduce((a, b) -> b)
        .orElse("no reason given");
  }
}
