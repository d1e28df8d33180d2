package org.orion.operations.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// A data directory into which a backup is being restored: its file `restoring` says so, from
/// before the first row until everything was proven. Nothing serves such a directory, and a restore
/// that was killed leaves it.
public final class UnfinishedRestore {
  /// What takes an unfinished restore out of an external database: the tables, and what remembers
  /// that they were made.
  public static final String EMPTY_DATABASE =
      "drop schema orion cascade; drop table flyway_schema_history";

  /// What to do about one.
  public static final String ADVICE =
      "remove it, empty an external database too (%s), and restore again".formatted(EMPTY_DATABASE);

  private static final String FILE = "restoring";

  private UnfinishedRestore() {}

  /// Whether a restore into a data directory has not come to its end.
  public static boolean isIn(Path data) {
    return Files.exists(data.resolve(FILE));
  }

  /// Refuses to work on what was not restored to its end.
  public static void refuse(Path data) throws DatabaseException {
    if (isIn(data)) {
      throw new DatabaseException(
          "%s: a restore into it did not come to its end; it is not served: %s"
              .formatted(data, ADVICE));
    }
  }

  /// Says so of a data directory, lastingly.
  public static void begin(Path data) throws IOException {
    Files.createFile(data.resolve(FILE));
    sync(data);
  }

  /// Everything is there and proven.
  public static void end(Path data) throws IOException {
    Files.delete(data.resolve(FILE));
    sync(data);
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel directory = FileChannel.open(folder)) {
      directory.force(true);
    }
  }
}
