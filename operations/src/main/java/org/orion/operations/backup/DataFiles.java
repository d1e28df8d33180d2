package org.orion.operations.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.orion.operations.database.SecretFile;

/// The files of a data directory that a backup holds: keys, settings, and the drop folder. Not what
/// is made anew: PostgreSQL's own files and logins, and its programs.
final class DataFiles {
  static final String VAULT_KEY = "keys/vault";

  private static final String DROP = "drop";
  private static final String UNFINISHED = ".part";
  private static final Set<String> NOT_KEPT =
      Set.of(
          DROP,
          "postgres",
          "postgres.log",
          "programs",
          "lock",
          "keys/postgres-admin",
          "keys/postgres-owner");

  private DataFiles() {}

  /// The files by their paths in the backup.
  ///
  /// @param drop the drop folder, where it is elsewhere
  /// @throws BackupRefusedException when something is neither a file nor a folder: it would be
  ///   missing
  static SortedMap<String, Path> list(Path data, Optional<Path> drop)
      throws IOException, BackupRefusedException {
    if (drop.isPresent() && !Files.isDirectory(drop.get())) {
      throw new BackupRefusedException(drop.get() + ": expected the drop folder, found none");
    }
    SortedMap<String, Path> files =
        new Listing(data.toRealPath(), "", path -> !NOT_KEPT.contains(path)).run();
    Path uploads = drop.orElse(data.resolve(DROP));
    if (Files.isDirectory(uploads)) {
      files.putAll(
          new Listing(uploads.toRealPath(), DROP + "/", path -> !path.endsWith(UNFINISHED)).run());
    }
    return files;
  }

  /// Whether a file that is still to be written would lie in the data directory or the drop folder,
  /// by whatever links.
  static boolean isWithin(Path file, Path data, Optional<Path> drop) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return false;
    }
    Path real = folder.toRealPath();
    for (Path one : List.of(data, drop.orElse(data.resolve(DROP)))) {
      if (Files.isDirectory(one) && real.startsWith(one.toRealPath())) {
        return true;
      }
    }
    return false;
  }

  /// One walk through a folder.
  private static final class Listing extends SimpleFileVisitor<Path> {
    private final SortedMap<String, Path> files = new TreeMap<>();
    private final Path folder;
    private final String prefix;
    private final Predicate<String> kept;
    private Optional<Path> strange = Optional.empty();

    Listing(Path folder, String prefix, Predicate<String> kept) {
      this.folder = folder;
      this.prefix = prefix;
      this.kept = kept;
    }

    SortedMap<String, Path> run() throws IOException, BackupRefusedException {
      Files.walkFileTree(folder, this);
      if (strange.isPresent()) {
        throw new BackupRefusedException(
            strange.get() + ": expected a file or a folder, found a link or the like");
      }
      return files;
    }

    private String path(Path one) {
      return folder.relativize(one).toString();
    }

    @Override
    public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes attributes) {
      return kept.test(path(one)) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path one, BasicFileAttributes attributes) {
      if (!kept.test(path(one))) {
        return FileVisitResult.CONTINUE;
      }
      if (!attributes.isRegularFile()) {
        strange = Optional.of(one);
        return FileVisitResult.TERMINATE;
      }
      files.put(prefix + path(one), one);
      return FileVisitResult.CONTINUE;
    }

    /// Nothing is missing when the laboratory fetched a file in the meantime.
    @Override
    public FileVisitResult visitFileFailed(Path one, IOException problem) throws IOException {
      if (problem instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw problem;
    }
  }

  /// Puts a file into a data directory, for its owner alone, synced.
  static void put(Path data, String path, InputStream bytes) throws IOException {
    Path target = data.resolve(path);
    for (Path folder = target.getParent();
        folder != null && !folder.equals(data);
        folder = folder.getParent()) {
      SecretFile.folder(folder);
    }
    try (FileChannel file =
        FileChannel.open(
            target,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      bytes.transferTo(Channels.newOutputStream(file));
      file.force(true);
    }
  }
}
