package org.orion.triage.scanfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.orion.triage.disk.DeviceDigests;
import org.orion.triage.evidence.EvidenceFile;
import org.orion.triage.evidence.EvidenceItem;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.match.Match;

/// The one writer of a scan file. Everything since the last [#commit] is lost when the process
/// dies, and nothing before it; whoever goes on finds the file as of a commit.
///
/// A second writer is refused while this one is open. Not safe for use by several threads; readers
/// of other processes are welcome at any time.
public final class ScanFile implements AutoCloseable {
  private static final long PROGRESS_NANOS = 1_000_000_000L;

  private final Path path;
  private final Path lockPath;
  private final FileChannel lockChannel;
  private final Connection connection;
  private final ScanFileStatements statements;
  private final ImageStatements images;
  private long lastProgress = System.nanoTime() - PROGRESS_NANOS;

  private ScanFile(Path path, Path lockPath, FileChannel lockChannel, Connection connection)
      throws SQLException {
    this.path = path;
    this.lockPath = lockPath;
    this.lockChannel = lockChannel;
    this.connection = connection;
    this.statements = new ScanFileStatements(connection);
    this.images = new ImageStatements(statements);
  }

  /// Makes a new scan file.
  ///
  /// @throws ScanFileException when something lies there already or nothing can be written there
  public static ScanFile create(Path path, ScanHeader header) throws ScanFileException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new ScanFileException(path + ": exists already");
    }
    Path lockPath = lockPathOf(path);
    FileChannel lock = lock(path, lockPath);
    boolean created = false;
    Path beginning = path.resolveSibling("." + path.getFileName() + ".beginning");
    try {
      Files.deleteIfExists(beginning);
      Connection connection = ScanFileConnections.openForWriting(beginning);
      try {
        createSchema(connection);
        ScanFileStatements.insertHeader(connection, header);
        connection.commit();
      } finally {
        ScanFileConnections.closeQuietly(connection);
      }
      // Under its name a scan file is whole from its first moment.
      Files.move(beginning, path, StandardCopyOption.ATOMIC_MOVE);
      ScanFile file = opened(path, lockPath, lock);
      created = true;
      return file;
    } catch (SQLException | IOException problem) {
      throw failure(path, problem);
    } finally {
      if (!created) {
        deleteQuietly(beginning);
        release(lock, lockPath);
      }
    }
  }

  private static ScanFile opened(Path path, Path lockPath, FileChannel lock) throws SQLException {
    Connection connection = ScanFileConnections.openForWriting(path);
    ScanFileConnections.enterWriteAheadLog(connection);
    return new ScanFile(path, lockPath, lock, connection);
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException leftBehind) {
      // The next beginning takes its place.
      return;
    }
  }

  /// Opens an existing scan file to go on with it.
  public static ScanFile open(Path path) throws ScanFileException {
    ScanFileFormat.check(path);
    Path lockPath = lockPathOf(path);
    FileChannel lock = lock(path, lockPath);
    boolean opened = false;
    try {
      ScanFile file = opened(path, lockPath, lock);
      opened = true;
      return file;
    } catch (SQLException problem) {
      throw failure(path, problem);
    } finally {
      if (!opened) {
        release(lock, lockPath);
      }
    }
  }

  private static Path lockPathOf(Path path) {
    return path.resolveSibling("." + path.getFileName() + ".lock");
  }

  static FileChannel lock(Path path) throws ScanFileException {
    return lock(path, lockPathOf(path));
  }

  static void unlock(FileChannel lock, Path path) {
    release(lock, lockPathOf(path));
  }

  private static FileChannel lock(Path path, Path lockPath) throws ScanFileException {
    try {
      FileChannel channel =
          FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new ScanFileException(path + ": another scan is writing it at this moment");
      }
      return channel;
    } catch (ScanFileException inUse) {
      throw inUse;
    } catch (IOException problem) {
      throw failure(path, problem);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static void release(FileChannel lock, Path lockPath) {
    try (lock) {
      Files.deleteIfExists(lockPath);
    } catch (IOException leftBehind) {
      // An unlocked lock file does no harm; the next writer takes it over.
      return;
    }
  }

  static void createSchema(Connection connection) throws SQLException, IOException {
    String schema;
    try (InputStream input = ScanFile.class.getResourceAsStream("schema.sql")) {
      if (input == null) {
        throw new IllegalStateException("schema.sql is missing, must be beside ScanFile");
      }
      schema = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA application_id = " + ScanFileFormat.APPLICATION_ID);
      statement.executeUpdate("PRAGMA user_version = " + ScanFileFormat.VERSION);
      statement.executeUpdate(schema);
    }
  }

  static ScanFileException failure(Path path, Exception problem) {
    String text = String.valueOf(problem.getMessage());
    if (text.contains("SQLITE_FULL") || text.contains("No space left")) {
      return new ScanFileException(
          path
              + ": the disk is full; what was examined until now is kept: make room and give the"
              + " same command again",
          problem);
    }
    if (text.contains("SQLITE_CANTOPEN")
        || text.contains("SQLITE_READONLY")
        || problem instanceof java.nio.file.FileSystemException) {
      return new ScanFileException(
          path + ": cannot be written there (folder missing, read-only, or permission denied)",
          problem);
    }
    if (text.contains("SQLITE_CORRUPT") || text.contains("SQLITE_NOTADB")) {
      return new ScanFileException(
          path + ": the scan file is damaged and cannot be used; restore it from a copy", problem);
    }
    return new ScanFileException(path + ": " + text, problem);
  }

  /// The path, for messages and for readers.
  public Path path() {
    return path;
  }

  /// State, plan, program version and so on: the one row of `scan` by column.
  public Map<String, Optional<String>> header() throws ScanFileException {
    return run(() -> {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT * FROM scan")) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        int columns = row.getMetaData().getColumnCount();
        row.next();
        for (int i = 1; i <= columns; i++) {
          values.put(row.getMetaData().getColumnName(i), Optional.ofNullable(row.getString(i)));
        }
        return values;
      }
    });
  }

  public String state() throws ScanFileException {
    return run(() -> statements.text("SELECT state FROM scan"));
  }

  /// Sets the state; `complete` also writes the end.
  public void enter(String state) throws ScanFileException {
    run(() -> {
      statements.enter(state);
      connection.commit();
      return true;
    });
  }

  public void journal(String event, String detail) throws ScanFileException {
    run(() -> {
      statements.journal(Instant.now(), event, detail);
      connection.commit();
      return true;
    });
  }

  /// Tells others how far the scan is, and makes everything entered so far permanent; nothing
  /// happens when that was done less than a second ago. Call it as often as is convenient.
  ///
  /// @param now asked only when it is written
  public void progress(Supplier<WorkInProgress> now) throws ScanFileException {
    if (System.nanoTime() - lastProgress < PROGRESS_NANOS) {
      return;
    }
    run(() -> {
      statements.progress(now.get());
      connection.commit();
      return true;
    });
    lastProgress = System.nanoTime();
  }

  /// Forgets a listing that did not come to its end.
  public void clearListing() throws ScanFileException {
    run(() -> {
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate("DELETE FROM error");
        statement.executeUpdate("DELETE FROM item");
        statement.executeUpdate("DELETE FROM volume");
        statement.executeUpdate("DELETE FROM image");
        statement.executeUpdate("DELETE FROM evidence_file");
        statement.executeUpdate("DELETE FROM evidence");
      }
      connection.commit();
      return true;
    });
  }

  public long addEvidence(String exhibit, String evidencePath, String kind, boolean readOnly)
      throws ScanFileException {
    return run(() -> statements.addEvidence(exhibit, evidencePath, kind, readOnly));
  }

  /// Enters one listed item, still without a verdict.
  ///
  /// @return its id
  public long list(long evidenceId, long ordinal, EvidenceItem item) throws ScanFileException {
    return run(() -> statements.list(evidenceId, ordinal, item));
  }

  /// Enters a file that is evidence itself, as it is before anything of it is read.
  public void evidenceFile(long evidenceId, EvidenceFile evidenceFile) throws ScanFileException {
    run(() -> {
      statements.evidenceFile(evidenceId, evidenceFile);
      return true;
    });
  }

  /// Enters how it is when all was read.
  ///
  /// @return whether it is as it was
  public boolean evidenceFileAfter(long evidenceId, EvidenceFile evidenceFile)
      throws ScanFileException {
    return run(() -> statements.evidenceFileAfter(evidenceId, evidenceFile));
  }

  /// A disk image, as far as it is known.
  public Optional<ImageRow> image(long itemId) throws ScanFileException {
    return run(() -> images.imageRow(itemId));
  }

  /// Begins the listing of a disk image; what an earlier one left is forgotten.
  public ListedImage beginImage(long evidenceId, long itemId, String itemPath)
      throws ScanFileException {
    return run(() -> {
      images.clearImage(itemId);
      return new ListedImage(path, statements, images, evidenceId, itemId, itemPath);
    });
  }

  /// Makes the listing of a disk image permanent.
  public void imageListed(long itemId) throws ScanFileException {
    run(() -> {
      images.imageListed(itemId);
      connection.commit();
      return true;
    });
  }

  /// Enters what reading the whole device gave.
  public void imageDigested(long itemId, DeviceDigests digests) throws ScanFileException {
    run(() -> {
      Optional<ImageRow> row = images.imageRow(itemId);
      if (row.isPresent()) {
        images.imageDigested(itemId, digests, row.get().facts());
      }
      return true;
    });
  }

  public void evidenceListed(long evidenceId, long items, long bytes) throws ScanFileException {
    run(() -> {
      statements.evidenceListed(evidenceId, items, bytes);
      connection.commit();
      return true;
    });
  }

  /// Enters a folder or name that could not be listed.
  public void unlisted(long evidenceId, String itemPath, Unreadable why) throws ScanFileException {
    run(() -> {
      statements.error(evidenceId, OptionalLong.empty(), itemPath, why);
      return true;
    });
  }

  /// Enters a member that a container was found to hold, still without a verdict.
  ///
  /// @return its id
  public long member(long evidenceId, long parentId, long ordinal, String itemPath, Member member)
      throws ScanFileException {
    return run(() -> statements.member(evidenceId, parentId, ordinal, itemPath, member));
  }

  /// Enters what the examination of an item found. Contents that came before are not entered again.
  public void record(long evidenceId, long itemId, String itemPath, ExaminedItem examined)
      throws ScanFileException {
    run(() -> {
      statements.record(evidenceId, itemId, itemPath, examined);
      return true;
    });
  }

  /// How many members of a container have a verdict: always the first ones.
  public long membersDone(long parentId) throws ScanFileException {
    return run(() ->
        statements.number(
            "SELECT count(*) FROM item WHERE parent_id = ? AND verdict IS NOT NULL", parentId));
  }

  /// Bytes of the members counted by [#membersDone].
  public long memberBytesDone(long parentId) throws ScanFileException {
    return run(() ->
        statements.number(
            "SELECT coalesce(sum(max(bytes, 0)), 0) FROM item WHERE parent_id = ? AND verdict IS NOT NULL",
            parentId));
  }

  /// How many listed files have a verdict.
  public long listedDone() throws ScanFileException {
    return run(() ->
        statements.number(
            """
            SELECT count(*) FROM item
            WHERE (parent_id IS NULL OR inode IS NOT NULL) AND verdict IS NOT NULL\
            """));
  }

  /// Bytes of the files counted by [#listedDone].
  public long listedBytesDone() throws ScanFileException {
    return run(() ->
        statements.number(
            """
            SELECT coalesce(sum(max(bytes, 0)), 0) FROM item
            WHERE (parent_id IS NULL OR inode IS NOT NULL) AND verdict IS NOT NULL\
            """));
  }

  /// The member without a verdict, in which an earlier run stopped.
  public OptionalLong memberPending(long parentId) throws ScanFileException {
    long id =
        run(() ->
            statements.number(
                "SELECT coalesce(min(id), -1) FROM item WHERE parent_id = ? AND verdict IS NULL",
                parentId));
    return id < 0 ? OptionalLong.empty() : OptionalLong.of(id);
  }

  /// Forgets what is matched in the lists, and names them as they are now.
  public void beginRematch(List<ScanHeader.UsedList> lists) throws ScanFileException {
    run(() -> {
      statements.replaceLists(lists);
      return true;
    });
  }

  /// Enters matches of a content; look-alikes count only where no list has its bytes.
  public void addMatches(long digestId, List<Match> matches) throws ScanFileException {
    run(() -> {
      statements.addMatches(digestId, matches);
      return true;
    });
  }

  /// How many pictures and videos are on none of the lists of [#beginRematch] by their bytes, and
  /// have no signature by which a look-alike could be found.
  public long contentsWithoutSignature() throws ScanFileException {
    return run(statements::contentsWithoutSignature);
  }

  /// How many contents lost their last exact match since [#beginRematch].
  public long contentsUnlisted() throws ScanFileException {
    return run(statements::contentsUnlisted);
  }

  /// Decides every item anew by the matches of its content, enters that in the journal, and makes
  /// all of it permanent in one step.
  ///
  /// @return how many have another verdict now
  public long endRematch(String detail) throws ScanFileException {
    return run(() -> {
      long changed = statements.decideByMatches();
      statements.journal(
          Instant.now(),
          "rematched",
          "%s, %d items have another verdict".formatted(detail, changed));
      connection.commit();
      return changed;
    });
  }

  public List<EvidenceRow> evidence() throws ScanFileException {
    return run(() -> {
      List<EvidenceRow> rows = new ArrayList<>();
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT * FROM evidence ORDER BY id")) {
        while (row.next()) {
          rows.add(
              new EvidenceRow(
                  row.getLong("id"),
                  row.getString("exhibit"),
                  row.getString("path"),
                  row.getLong("items"),
                  row.getLong("bytes")));
        }
      }
      return rows;
    });
  }

  /// Makes everything entered so far permanent.
  public void commit() throws ScanFileException {
    run(() -> {
      connection.commit();
      return true;
    });
  }

  /// Drops everything entered since the last commit and closes. The file is one single file
  /// afterwards.
  @Override
  public void close() throws ScanFileException {
    try {
      connection.rollback();
      statements.close();
      ScanFileConnections.leaveWriteAheadLog(connection);
    } catch (SQLException problem) {
      throw failure(path, problem);
    } finally {
      ScanFileConnections.closeQuietly(connection);
      release(lockChannel, lockPath);
    }
  }

  /// One evidence of the scan.
  ///
  /// @param items listed by its file system
  public record EvidenceRow(long id, String exhibit, String path, long items, long bytes) {}

  /// What a container says of a member.
  ///
  /// @param rawName the stored bytes, where they are not UTF-8
  /// @param bytes as declared; -1 when not known
  /// @param modifiedMillis [Long#MIN_VALUE] when not stored
  /// @param state how the container holds it
  /// @param origin where the container says that it was on the device it was taken from
  /// @param volumeId the volume of a device in which it was found
  public record Member(
      Optional<byte[]> rawName,
      long bytes,
      long modifiedMillis,
      ItemState state,
      Optional<String> origin,
      OptionalLong volumeId) {}

  private interface DatabaseWork<T> {
    T run() throws SQLException;
  }

  private <T> T run(DatabaseWork<T> work) throws ScanFileException {
    try {
      return work.run();
    } catch (SQLException problem) {
      throw failure(path, problem);
    }
  }
}
