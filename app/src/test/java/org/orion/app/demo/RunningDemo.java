package org.orion.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.orion.operations.database.DatabaseException;

/// One demonstration for all tests that only look at it; it ends with the tests.
final class RunningDemo {
  /// The day that it is made for, one for all tests, whenever midnight is.
  @SuppressWarnings("TimeInStaticInitializer")
  static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

  private static final class Holder {
    private static final Path FOLDER = folder();
    private static final DemoServer ONE = make("one");
  }

  private RunningDemo() {}

  static DemoServer one() {
    return Holder.ONE;
  }

  /// Starts another one.
  ///
  /// @param name of its data directory; one that was there before is started again
  static DemoServer make(String name) {
    try {
      return DemoServer.start(place(name), place("programs"), 0, TODAY, Optional.empty());
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    } catch (DatabaseException problem) {
      throw new IllegalStateException(problem);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(impatient);
    }
  }

  /// A place in the folder of these tests.
  static Path place(String name) {
    return Holder.FOLDER.resolve(name);
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("orion-demo-test-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(folder)));
      return folder;
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static void end(Path folder) {
    Holder.ONE.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException left) {
      System.err.println("left behind: " + folder);
    }
  }
}
