package org.orion.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.orion.operations.OperationsServer;
import org.orion.operations.ServerSettings;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.PostgresBinaries;
import org.orion.triage.media.NativeLibraries;

/// The last step of a build: unpacks native libraries, and runs what a usual start runs, so that
/// the virtual machine can record it in its cache. Started by the launcher, never by a person.
final class Prepare {
  private static final String SQLITE = "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so";

  private Prepare() {}

  public static void main(String[] arguments)
      throws IOException, InterruptedException, DatabaseException {
    if (arguments.length == 2 && arguments[0].equals("--train")) {
      train();
    } else if (arguments.length == 2 && arguments[0].equals("--train-server")) {
      trainServer(Path.of(arguments[1]));
    } else {
      unpack(Path.of(arguments[0]).resolve("native"));
    }
  }

  private static void unpack(Path folder) throws IOException {
    NativeLibraries.unpack(folder);
    PostgresBinaries.in(folder);
    try (InputStream library = Prepare.class.getClassLoader().getResourceAsStream(SQLITE)) {
      if (library == null) {
        throw new IOException("the program lacks the native library " + SQLITE);
      }
      Path part = Files.createTempFile(folder, "part-", ".so");
      Files.copy(library, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, folder.resolve("libsqlitejdbc.so"), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void train() {
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false));
    try {
      Main.run("--help");
      Main.run("scan", "--help");
      Main.run("list", "--help");
      Main.run("report", "--help");
    } finally {
      System.setOut(out);
    }
  }

  /// Starts a server on a data directory that is thrown away, and asks for its first page.
  private static void trainServer(Path program)
      throws IOException, InterruptedException, DatabaseException {
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Path data = Files.createTempDirectory(program, "training-");
    ServerSettings settings =
        new ServerSettings(
            data,
            program.resolve("native").toAbsolutePath(),
            "127.0.0.1",
            0,
            Optional.empty(),
            Optional.empty());
    try (OperationsServer server = OperationsServer.start(settings)) {
      URI page = URI.create("http://127.0.0.1:" + server.port() + "/sign-in");
      try (InputStream answer = page.toURL().openStream()) {
        answer.readAllBytes();
      }
    } finally {
      try (Stream<Path> all = Files.walk(data)) {
        all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }
}
