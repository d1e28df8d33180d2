package org.orion.triage.scanfile;

import java.io.IOException;
import java.nio.channels.FileChannel;
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
import java.util.stream.Collectors;

/// Makes one scan file of several complete ones. Exhibits stay apart, contents become one each, and
/// an item is a duplicate when its content came before in the merged file.
///
/// The sources are never written to. The result appears under its name when it is whole.
public final class ScanFileMerge {
  private final Path target;
  private final Optional<String> caseRef;
  private final String programVersion;

  /// @param caseRef where the sources name different cases, the one of the merged file
  public ScanFileMerge(Path target, Optional<String> caseRef, String programVersion) {
    this.target = target;
    this.caseRef = caseRef;
    this.programVersion = programVersion;
  }

  /// What came of it.
  ///
  /// @param repeated files that are byte for byte another one of them, and were taken once
  /// @param shared contents that were in more than one, counted for each file after the first
  public record Result(
      long files, List<Path> repeated, long exhibits, long items, long contents, long shared) {
    public Result {
      repeated = List.copyOf(repeated);
    }
  }

  /// @throws ScanFileException when a source is not complete, sources do not agree, or the target
  ///   exists or cannot be written
  public Result run(List<Path> paths) throws ScanFileException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new ScanFileException(target + ": exists already; name another file");
    }
    Map<String, MergeSource> sources = new LinkedHashMap<>();
    List<Path> repeated = new ArrayList<>();
    for (Path path : paths) {
      MergeSource source = MergeSource.read(path);
      if (sources.putIfAbsent(source.sha256(), source) != null) {
        repeated.add(path);
      }
    }
    List<MergeSource> distinct = List.copyOf(sources.values());
    MergeAgreement.check(distinct);
    ScanHeader header =
        MergeAgreement.header(distinct, MergeAgreement.caseRef(distinct, caseRef), programVersion);
    FileChannel lock = ScanFile.lock(target);
    try {
      return write(distinct, repeated, header);
    } finally {
      ScanFile.unlock(lock, target);
    }
  }

  private Result write(List<MergeSource> sources, List<Path> repeated, ScanHeader header)
      throws ScanFileException {
    Path merging = target.resolveSibling("." + target.getFileName() + ".merging");
    try {
      try {
        Files.deleteIfExists(merging);
        Result result = write(merging, sources, repeated, header);
        for (MergeSource source : sources) {
          if (!source.isUnchanged()) {
            throw new ScanFileException(
                source.path() + ": it was changed while it was merged; merge again");
          }
        }
        try (FileChannel channel = FileChannel.open(merging, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        Files.move(merging, target, StandardCopyOption.ATOMIC_MOVE);
        return result;
      } finally {
        Files.deleteIfExists(merging);
      }
    } catch (ScanFileException known) {
      throw known;
    } catch (SQLException | IOException problem) {
      String text = String.valueOf(problem.getMessage());
      if (text.contains("SQLITE_FULL") || text.contains("No space left")) {
        throw new ScanFileException(target + ": the disk is full; nothing was written", problem);
      }
      throw ScanFile.failure(target, problem);
    }
  }

  private Result write(
      Path merging, List<MergeSource> sources, List<Path> repeated, ScanHeader header)
      throws SQLException, IOException {
    Connection connection = ScanFileConnections.openForMerging(merging);
    try (ScanFileStatements statements = new ScanFileStatements(connection)) {
      ScanFile.createSchema(connection);
      ScanFileStatements.insertHeader(connection, header);
      connection.commit();
      MergedRows rows = new MergedRows(connection);
      long items = 0;
      long shared = 0;
      for (MergeSource source : sources) {
        MergedRows.Counts counts = rows.add(source);
        items += counts.items();
        shared += counts.known();
      }
      statements.enter("complete", latestEnd(sources));
      statements.journal(
          Instant.now(),
          "merged",
          sources.stream().map(MergeSource::name).collect(Collectors.joining(", ")));
      connection.commit();
      requireWhole(connection, sources, items);
      return new Result(
          sources.size(),
          repeated,
          statements.number("SELECT count(DISTINCT exhibit) FROM evidence"),
          items,
          statements.number("SELECT count(*) FROM digest"),
          shared);
    } finally {
      ScanFileConnections.closeQuietly(connection);
    }
  }

  private static String latestEnd(List<MergeSource> sources) {
    return sources.stream().map(source -> source.fact("ended")).sorted().toList().getLast();
  }

  /// Every reference must lead somewhere, or a source was damaged.
  private void requireWhole(Connection connection, List<MergeSource> sources, long items)
      throws SQLException, ScanFileException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA foreign_key_check")) {
      if (row.next()) {
        throw new ScanFileException(
            "%s: %d items were merged from %s, but a row of %s leads nowhere: one of the files is damaged"
                .formatted(
                    target,
                    items,
                    sources.stream().map(MergeSource::name).collect(Collectors.joining(", ")),
                    row.getString(1)));
      }
    }
  }
}
