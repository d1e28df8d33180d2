package org.orion.app;

import java.nio.file.Path;
import java.util.Optional;
import org.orion.operations.database.DatabaseAddress;

/// Where a server's data are: the options that commands about the server share.
final class DataFolder {
  private static final String NATIVE_PROPERTY = "orion.native";

  private DataFolder() {}

  /// The data directory: as given, or `server` in Orion's folder.
  static Path of(Optional<Path> given) {
    return given.orElseGet(() -> OrionHome.folder().resolve("server")).toAbsolutePath().normalize();
  }

  /// Where PostgreSQL's programs are unpacked to: beside the program, where the launcher did it.
  static Path binaries(Path data) {
    String prepared = System.getProperty(NATIVE_PROPERTY);
    return prepared == null ? data.resolve("programs") : Path.of(prepared).toAbsolutePath();
  }

  /// The database that `ORION_DB_URL` names.
  static Optional<DatabaseAddress> external() throws Refusal {
    String url = System.getenv(DatabaseAddress.VARIABLE);
    if (url == null || url.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(DatabaseAddress.external(url.strip()));
    } catch (IllegalArgumentException wrong) {
      throw Refusal.usage(String.valueOf(wrong.getMessage()));
    }
  }
}
