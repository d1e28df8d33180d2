package org.orion.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.orion.operations.database.PostgresBinaries;
import org.orion.triage.media.NativeLibraries;

/// The last step of a build: unpacks native libraries, and runs what a usual start runs, so that
/// the virtual machine can record it in its cache. Started by the launcher, never by a person.
final class Prepare {
  private static final String SQLITE = "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so";

  private Prepare() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 2 && arguments[0].equals("--train")) {
      train();
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
}
