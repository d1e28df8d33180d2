package org.orion.triage.lists;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.orion.exchange.FormatException;
import org.orion.exchange.hashlist.CategoryTable;
import org.orion.exchange.hashlist.ListFormats;
import org.orion.exchange.hashlist.ListReader;
import org.orion.exchange.hashlist.NsrlTextReader;
import org.orion.triage.index.DamagedIndexException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/// The lists of this machine: a folder for its owner alone, with one file a list.
///
/// An import builds the new version beside the old one and takes its place in one step at the end;
/// until then, and if it is interrupted at any moment, the old version is what everybody reads.
public final class ListStore {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String ENDING = ".list";
  private static final String INDEXES = "indexes";
  private static final long MOST_SEALED_BYTES = 1_900_000_000;

  private final Path folder;
  private final CategoryTable categories;
  private final KeySource keys;

  private ListStore(Path folder, CategoryTable categories, KeySource keys) {
    this.folder = folder;
    this.categories = categories;
    this.keys = keys;
  }

  /// Where the key of encrypted lists comes from, when one is opened.
  public interface KeySource {
    /// @param list the list that is to be opened
    Optional<ListKey> key(String list) throws IOException;
  }

  /// Opens the store, and makes its folder when it is not there.
  public static ListStore open(Path folder, CategoryTable categories, KeySource keys)
      throws IOException {
    return new ListStore(createFolder(folder), categories, keys);
  }

  private static Path createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return folder;
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

  /// Opens a list as it is now. Its indexes are made when they are missing.
  public HashList list(String name) throws IOException, RefusedException {
    Path file = fileOf(name);
    for (int attempt = 1; ; attempt++) {
      HashList list = open(name, file);
      try {
        if (SealedList.isSealed(file)) {
          list.searchBy(ListIndexes.build(list::forEachHash));
          return list;
        }
        list.searchBy(ListIndexes.open(indexFolder(), name, list.generation()));
        return list;
      } catch (NoSuchFileException missing) {
        // An import may have replaced the list between the two openings; or they were never made.
        list.close();
        if (attempt > 1) {
          index(name);
        }
        if (attempt > 3) {
          throw missing;
        }
      } catch (DamagedIndexException damaged) {
        list.close();
        throw new RefusedException(
            "%s: the list's index is damaged; orion list index %s makes it anew"
                .formatted(damaged.getMessage(), name));
      } catch (IOException problem) {
        list.close();
        throw problem;
      }
    }
  }

  private HashList open(String name, Path file) throws IOException, RefusedException {
    if (!Files.exists(file)) {
      throw new RefusedException(
          "there is no list %s; there are: %s"
              .formatted(name, names().isEmpty() ? "none" : String.join(", ", names())));
    }
    try {
      return SealedList.isSealed(file)
          ? HashList.open(name, unsealed(name, file, key(name)), categories)
          : HashList.open(name, file, categories);
    } catch (SQLException damaged) {
      throw new RefusedException("the list %s is damaged: import it anew".formatted(name));
    }
  }

  private ListKey key(String name) throws IOException, RefusedException {
    Optional<ListKey> key = keys.key(name);
    if (key.isEmpty()) {
      throw new RefusedException(
          "the list %s is encrypted: give its key by --key-file, ORION_KEY_FILE or ORION_PASSPHRASE"
              .formatted(name));
    }
    return key.get();
  }

  /// A database in memory that holds an encrypted list.
  private static SQLiteConnection unsealed(String name, Path file, ListKey key)
      throws IOException, RefusedException, SQLException {
    SQLiteConnection connection = inMemory();
    connection.deserialize("main", SealedList.read(name, file, key));
    return connection;
  }

  private static SQLiteConnection inMemory() throws SQLException {
    return (SQLiteConnection) new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
  }

  /// Encrypts a list at rest. From now on it is opened into memory, and has no index files.
  public void encrypt(String name, ListKey key) throws IOException, RefusedException {
    Path file = fileOf(name);
    try (ImportLock _ = ImportLock.take(folder, name)) {
      open(name, file).close();
      if (SealedList.isSealed(file)) {
        throw new RefusedException("the list %s is encrypted already".formatted(name));
      }
      if (Files.size(file) > MOST_SEALED_BYTES) {
        throw new RefusedException(
            "the list %s has %,d bytes; an encrypted list is opened into memory and has %,d at most"
                .formatted(name, Files.size(file), MOST_SEALED_BYTES));
      }
      seal(name, Files.readAllBytes(file), key);
      ListIndexes.remove(indexFolder(), name, "");
    }
  }

  /// Keeps a list in the clear again.
  public void decrypt(String name) throws IOException, RefusedException {
    Path file = fileOf(name);
    try (ImportLock _ = ImportLock.take(folder, name)) {
      open(name, file).close();
      if (!SealedList.isSealed(file)) {
        throw new RefusedException("the list %s is not encrypted".formatted(name));
      }
      byte[] content = SealedList.read(name, file, key(name));
      replace(name, output -> output.write(content));
    }
    index(name);
  }

  private void seal(String name, byte[] content, ListKey key) throws IOException, RefusedException {
    replace(name, output -> SealedList.write(content, key, output));
  }

  private interface ContentWriter {
    void write(OutputStream output) throws IOException;
  }

  private void replace(String name, ContentWriter writer) throws IOException, RefusedException {
    Path building = folder.resolve("." + name + ".building");
    Files.deleteIfExists(building);
    try {
      createPrivate(building);
      try (OutputStream output =
          new BufferedOutputStream(Files.newOutputStream(building), 1 << 16)) {
        writer.write(output);
      }
      moveIntoPlace(building, fileOf(name));
    } finally {
      Files.deleteIfExists(building);
    }
  }

  private static void createPrivate(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static void moveIntoPlace(Path building, Path target) throws IOException {
    try (FileChannel written = FileChannel.open(building, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(building, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Makes a list's indexes anew.
  public void index(String name) throws IOException, RefusedException {
    Path file = fileOf(name);
    if (SealedList.isSealed(file)) {
      throw new RefusedException(
          "the list %s is encrypted: its indexes are made in memory".formatted(name));
    }
    try (ImportLock _ = ImportLock.take(folder, name);
        HashList list = open(name, file)) {
      ListIndexes.build(indexFolder(), name, list.generation(), list::forEachHash);
      ListIndexes.remove(indexFolder(), name, list.generation());
    }
  }

  /// What changes whenever the list does, and costs nothing to ask.
  public String stamp(String name) throws IOException, RefusedException {
    BasicFileAttributes attributes = Files.readAttributes(fileOf(name), BasicFileAttributes.class);
    return "%s %s %d"
        .formatted(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
  }

  private Path indexFolder() throws IOException {
    return createFolder(folder.resolve(INDEXES));
  }

  private Path fileOf(String name) throws RefusedException {
    if (!NAME.matcher(name).matches()) {
      throw new RefusedException(
          "a list's name has 1 to 64 letters, digits, dots, dashes and underscores");
    }
    return folder.resolve(name + ENDING);
  }

  public void remove(String name) throws IOException, RefusedException {
    Path file = fileOf(name);
    if (!Files.exists(file)) {
      open(name, file).close();
    }
    try (ImportLock _ = ImportLock.take(folder, name)) {
      Files.delete(file);
      ListIndexes.remove(indexFolder(), name, "");
    }
  }

  /// What one file brought.
  ///
  /// @param withdrawn entries of before that their owner took back or replaced
  public record Imported(
      String file,
      String format,
      long kept,
      long known,
      long withdrawn,
      List<RefusedRows> refused) {
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

  /// How files are to be read.
  ///
  /// @param format its name, or empty to tell it by content
  /// @param scheme of the category codes, or empty
  /// @param mostRefusedPercent more refused rows than this refuse the whole import
  public record ImportPlan(
      Optional<String> format, String scheme, String importer, int mostRefusedPercent) {}

  /// Adds the entries of files to a list, which is made when it does not exist. All or none.
  public List<Imported> importFiles(
      String name, List<Path> files, ImportPlan plan, ImportProgress progress)
      throws IOException, FormatException, RefusedException {
    Path target = fileOf(name);
    try (ImportLock _ = ImportLock.take(folder, name)) {
      return Files.exists(target) && SealedList.isSealed(target)
          ? importSealed(name, target, files, plan, progress)
          : importPlain(name, target, files, plan, progress);
    } catch (SQLException problem) {
      throw new IOException("the list cannot be written: " + problem.getMessage(), problem);
    }
  }

  private List<Imported> importPlain(
      String name, Path target, List<Path> files, ImportPlan plan, ImportProgress progress)
      throws IOException, FormatException, RefusedException, SQLException {
    Path building = folder.resolve("." + name + ".building");
    Files.deleteIfExists(building);
    try {
      if (Files.exists(target)) {
        open(name, target).close();
        Files.copy(target, building);
      } else {
        createPrivate(building);
      }
      List<Imported> imported;
      try (ListWriter writer = ListWriter.open(building, name)) {
        imported = read(files, plan, writer, progress);
      }
      progress.indexing();
      String generation = index(name, building);
      moveIntoPlace(building, target);
      ListIndexes.remove(indexFolder(), name, generation);
      return imported;
    } finally {
      Files.deleteIfExists(building);
    }
  }

  /// Imports in memory alone.
  private List<Imported> importSealed(
      String name, Path target, List<Path> files, ImportPlan plan, ImportProgress progress)
      throws IOException, FormatException, RefusedException, SQLException {
    ListKey key = key(name);
    SQLiteConnection connection = unsealed(name, target, key);
    try (ListWriter writer = ListWriter.open(connection, name)) {
      List<Imported> imported = read(files, plan, writer, progress);
      seal(name, connection.serialize("main"), key);
      return imported;
    }
  }

  private String index(String name, Path building) throws IOException, SQLException {
    try (HashList list = HashList.open(name, building, categories)) {
      ListIndexes.build(indexFolder(), name, list.generation(), list::forEachHash);
      return list.generation();
    }
  }

  private List<Imported> read(
      List<Path> files, ImportPlan plan, ListWriter writer, ImportProgress progress)
      throws IOException, FormatException, RefusedException, SQLException {
    List<Imported> imported = new ArrayList<>();
    for (Path file : files) {
      Imported result = read(file, plan, writer, progress);
      imported.add(result);
      requireEnough(result, plan.mostRefusedPercent());
    }
    writer.complete();
    return imported;
  }

  private Imported read(Path file, ImportPlan plan, ListWriter writer, ImportProgress progress)
      throws IOException, FormatException, SQLException {
    MessageDigest digest = sha256();
    long bytes = Files.size(file);
    try (InputStream raw = Files.newInputStream(file);
        WatchedInput watched =
            new WatchedInput(
                raw,
                read -> progress.read(file.getFileName().toString(), read, bytes, writer.kept()));
        DigestInputStream digested = new DigestInputStream(watched, digest);
        BufferedInputStream input = new BufferedInputStream(digested, 1 << 16)) {
      ListReader reader = reader(file, input, plan);
      writer.begin(
          new ListWriter.ImportedFile(
              file.getFileName().toString(), reader.format(), plan.scheme(), reader.idsLast()),
          plan.importer());
      reader.read(new Unclosed(input), file.toString(), plan.scheme(), writer);
      input.transferTo(OutputStream.nullOutputStream());
      return writer.end(HexFormat.of().formatHex(digest.digest()));
    }
  }

  /// The reader that was asked for, or that the file's first bytes ask for.
  private ListReader reader(Path file, BufferedInputStream input, ImportPlan plan)
      throws IOException, FormatException {
    if (NsrlDatabase.isDatabase(input)) {
      if (!plan.format().orElse(NsrlTextReader.FORMAT).equals(NsrlTextReader.FORMAT)) {
        throw new FormatException(
            file.toString(), "", "the format " + plan.format().get(), "an SQLite database");
      }
      return new NsrlDatabase(file, folder);
    }
    return plan.format().isPresent()
        ? ListFormats.named(plan.format().get()).orElseThrow()
        : ListFormats.detect(input, file.toString());
  }

  /// Tells now and then how far it was read.
  private static final class WatchedInput extends FilterInputStream {
    private static final long STEP_BYTES = 1 << 20;
    private final LongConsumer watcher;
    private long read;
    private long told;

    WatchedInput(InputStream input, LongConsumer watcher) {
      super(input);
      this.watcher = watcher;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      count(Math.max(count, 0));
      return count;
    }

    private void count(int bytes) {
      read += bytes;
      if (read - told >= STEP_BYTES) {
        told = read;
        watcher.accept(read);
      }
    }
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
    long taken = result.kept() + result.known() + result.withdrawn();
    long rows = taken + result.refusedRows();
    if (taken == 0 || result.refusedRows() * 100 > rows * mostRefusedPercent) {
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
