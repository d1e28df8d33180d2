package org.orion.operations.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.springframework.util.FileSystemUtils;
import org.tukaani.xz.XZInputStream;

/// The programs of PostgreSQL, unpacked once.
///
/// @param folder holds `bin`, `lib` and `share`
public record PostgresBinaries(Path folder) {
  /// Of the binaries on the class path; a cluster of another major version is refused by
  /// PostgreSQL.
  static final String VERSION = "18.6.0";

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

  /// Unpacks them into a folder, unless they are there.
  public static PostgresBinaries in(Path parent) throws IOException {
    Path folder = parent.resolve("postgres-" + VERSION);
    if (Files.isDirectory(folder)) {
      return new PostgresBinaries(folder);
    }
    Files.createDirectories(parent);
    Path fresh = Files.createTempDirectory(parent, "unpacking-");
    try (InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
      if (archive == null) {
        throw new IOException("there is no PostgreSQL for this machine; set ORION_DB_URL");
      }
      unpack(archive, fresh);
    }
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException problem) {
      if (!Files.isDirectory(folder)) {
        throw problem;
      }
      // Another process was faster; its files are the same.
      FileSystemUtils.deleteRecursively(fresh);
    }
    return new PostgresBinaries(folder);
  }

  private static void unpack(InputStream archive, Path folder) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("an entry outside of the folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(target.resolveSibling("."));
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(target.resolveSibling("."));
          Files.copy(tar, target);
          Files.setPosixFilePermissions(
              target,
              PosixFilePermissions.fromString(
                  (entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x"));
        }
      }
    }
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }
}
