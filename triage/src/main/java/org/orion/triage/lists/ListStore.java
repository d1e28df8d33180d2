package org.orion.triage.lists;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.exchange.hashlist.CategoryTable;
import org.orion.exchange.hashlist.ListFormats;
import org.orion.exchange.hashlist.ListReader;

/// The lists of this machine: a folder for its owner alone, with one file a list.
///
/// An import builds the new version beside the old one and takes its place in one step at the end;
/// until then, and if it is interrupted at any moment, the old version is what everybody reads.
public final class ListStore {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String ENDING = ".list";

  private final Path folder;
  private final CategoryTable categories;

  private ListStore(Path folder, CategoryTable categories) {
    this.folder = folder;
    this.categories = categories;
  }

  /// Opens the store, and makes its folder when it is not there.
  public static ListStore open(Path folder, CategoryTable categories) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return new ListStore(folder, categories);
  }

  /// A list or its name is not what was asked for; the message says which and why.
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /// Names of all lists, in order.
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING) && !name.startsWith("."))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .sorted()
          .toList();
    }
  }

  public HashList list(String name) throws IOException, RefusedException {
    Path file = fileOf(name);
    if (!Files.exists(file)) {
      throw new RefusedException(
          "there is no list %s; there are: %s"
              .formatted(name, names().isEmpty() ? "none" : String.join(", ", names())));
    }
    try {
      return HashList.open(name, file, categories);
    } catch (SQLException damaged) {
      throw new RefusedException("the list %s is damaged: import it anew".formatted(name));
    }
  }

  private Path fileOf(String name) throws RefusedException {
    if (!NAME.matcher(name).matches()) {
      throw new RefusedException(
          "a list's name has 1 to 64 letters, digits, dots, dashes and underscores");
    }
    return folder.resolve(name + ENDING);
  }

  public void remove(String name) throws IOException, RefusedException {
    list(name).close();
    Files.delete(fileOf(name));
  }

  /// What one file brought.
  public record Imported(
      String file, String format, long kept, long known, List<RefusedRows> refused) {
    public Imported {
      refused = List.copyOf(refused);
    }

    public long refusedRows() {
      return refused.stream().mapToLong(RefusedRows::rows).sum();
    }
  }

  /// Rows refused for one reason.
  ///
  /// @param first where the first of them stands
  public record RefusedRows(String reason, long rows, String first) {}

  /// Adds the entries of files to a list, which is made when it does not exist. All or none.
  ///
  /// @param format its name, or empty to tell it by content
  /// @param scheme of the category codes, or empty
  /// @param mostRefusedPercent more refused rows than this refuse the whole import
  public List<Imported> importFiles(
      String name,
      List<Path> files,
      Optional<String> format,
      String scheme,
      String importer,
      int mostRefusedPercent)
      throws IOException, FormatException, RefusedException {
    Path target = fileOf(name);
    Path lockFile = folder.resolve("." + name + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (lock == null) {
        throw new RefusedException("another import into %s is running".formatted(name));
      }
      Path building = folder.resolve("." + name + ".building");
      Files.deleteIfExists(building);
      try {
        if (Files.exists(target)) {
          Files.copy(target, building);
        } else {
          Files.createFile(
              building,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        List<Imported> imported =
            build(name, building, files, format, scheme, importer, mostRefusedPercent);
        try (FileChannel written = FileChannel.open(building, StandardOpenOption.WRITE)) {
          written.force(true);
        }
        Files.move(building, target, StandardCopyOption.ATOMIC_MOVE);
        return imported;
      } catch (SQLException problem) {
        throw new IOException("the list cannot be written: " + problem.getMessage(), problem);
      } finally {
        Files.deleteIfExists(building);
        Files.deleteIfExists(lockFile);
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static List<Imported> build(
      String name,
      Path building,
      List<Path> files,
      Optional<String> format,
      String scheme,
      String importer,
      int mostRefusedPercent)
      throws IOException, FormatException, RefusedException, SQLException {
    List<Imported> imported = new ArrayList<>();
    try (ListWriter writer = ListWriter.open(building, name)) {
      for (Path file : files) {
        MessageDigest digest = sha256();
        try (InputStream raw = Files.newInputStream(file);
            DigestInputStream digested = new DigestInputStream(raw, digest);
            BufferedInputStream input = new BufferedInputStream(digested, 1 << 16)) {
          ListReader reader =
              format.isPresent()
                  ? ListFormats.named(format.get()).orElseThrow()
                  : ListFormats.detect(input, file.toString());
          writer.begin(file.getFileName().toString(), reader.format(), scheme, importer);
          reader.read(new Unclosed(input), file.toString(), scheme, writer);
          input.transferTo(OutputStream.nullOutputStream());
          Imported result = writer.end(HexFormat.of().formatHex(digest.digest()), reader.format());
          imported.add(result);
          requireEnough(result, mostRefusedPercent);
        }
      }
      writer.complete();
    }
    return imported;
  }

  /// Readers close what they read; the rest of the file must still be digested.
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream input) {
      super(input);
    }

    @Override
    public void close() {}
  }

  private static void requireEnough(Imported result, int mostRefusedPercent)
      throws RefusedException {
    long rows = result.kept() + result.known() + result.refusedRows();
    if (result.kept() + result.known() == 0
        || result.refusedRows() * 100 > rows * mostRefusedPercent) {
      String why =
          result.refused().isEmpty()
              ? "it holds no entries"
              : "%d of %d rows were refused, first at %s (%s)"
                  .formatted(
                      result.refusedRows(),
                      rows,
                      result.refused().getFirst().first(),
                      result.refused().getFirst().reason());
      throw new RefusedException("%s: %s; nothing was imported".formatted(result.file(), why));
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
