package org.orion.triage.scanfile;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.orion.triage.disk.CarvePart;
import org.orion.triage.disk.DiskVolume;
import org.orion.triage.evidence.Unreadable;

/// Reads the listing of one disk image from the scan file, as far as it waits to be examined, a
/// page at a time.
public final class ListedMembers implements AutoCloseable {
  private final Path path;
  private final long imageId;
  private final Connection connection;
  private final PreparedStatement statement;
  private long lastId = -1;

  private ListedMembers(Path path, Connection connection, long imageId) throws SQLException {
    this.path = path;
    this.imageId = imageId;
    this.connection = connection;
    this.statement =
        connection.prepareStatement(
            """
            SELECT id, ordinal, path, bytes, volume_id, inode, stream, links, lost_reason, lost_detail
            FROM item
            WHERE id > ? AND parent_id = ? AND inode IS NOT NULL AND verdict IS NULL
            ORDER BY id LIMIT ?\
            """);
  }

  public static ListedMembers open(Path path, long imageId) throws ScanFileException {
    try {
      return new ListedMembers(path, ScanFileConnections.openForReading(path), imageId);
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    }
  }

  /// A listed file.
  ///
  /// @param links how many names its content has
  /// @param stream number of a named NTFS stream; -1 for the file's own content
  public record Row(
      long id,
      long ordinal,
      String path,
      long bytes,
      long volumeId,
      long inode,
      int stream,
      int links,
      Optional<Unreadable> lost) {}

  /// The next rows; none at the end.
  public List<Row> page(int most) throws ScanFileException {
    List<Row> page = new ArrayList<>();
    try {
      statement.setLong(1, lastId);
      statement.setLong(2, imageId);
      statement.setInt(3, most);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          page.add(row(rows));
        }
      }
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    }
    if (!page.isEmpty()) {
      lastId = page.getLast().id();
    }
    return page;
  }

  private static Row row(ResultSet rows) throws SQLException {
    String reason = rows.getString("lost_reason");
    int stream = rows.getInt("stream");
    if (rows.wasNull()) {
      stream = -1;
    }
    return new Row(
        rows.getLong("id"),
        rows.getLong("ordinal"),
        rows.getString("path"),
        rows.getLong("bytes"),
        rows.getLong("volume_id"),
        rows.getLong("inode"),
        stream,
        Math.max(1, rows.getInt("links")),
        reason == null
            ? Optional.empty()
            : Optional.of(
                new Unreadable(Unreadable.Reason.valueOf(reason), rows.getString("lost_detail"))));
  }

  /// A volume with its row.
  public record VolumeRow(long id, DiskVolume volume) {}

  /// The image's volumes, gaps included, in their order.
  public List<VolumeRow> volumes() throws ScanFileException {
    List<VolumeRow> volumes = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM volume WHERE item_id = ? ORDER BY id")) {
      select.setLong(1, imageId);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long poolBlock = rows.getLong("pool_block");
          if (rows.wasNull()) {
            poolBlock = -1;
          }
          String fileSystem = rows.getString("file_system");
          volumes.add(
              new VolumeRow(
                  rows.getLong("id"),
                  new DiskVolume(
                      rows.getInt("number"),
                      DiskVolume.Kind.valueOf(rows.getString("kind").toUpperCase(Locale.ROOT)),
                      rows.getString("description"),
                      rows.getLong("start"),
                      rows.getLong("bytes"),
                      poolBlock,
                      fileSystem == null ? "" : fileSystem,
                      0)));
        }
      }
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    }
    return volumes;
  }

  /// A part to be searched, with its volume's row.
  public record UnlistedPart(long volumeId, CarvePart part) {}

  /// The parts in which something may lie that no file system lists: gaps, what is called free, and
  /// volumes that could not be listed. Volumes of one APFS container share their free blocks.
  public List<UnlistedPart> unlisted() throws ScanFileException {
    List<UnlistedPart> parts = new ArrayList<>();
    Set<Long> pools = new HashSet<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT * FROM volume
            WHERE item_id = ? AND kind IN ('file_system', 'unsupported', 'empty', 'gap')
            ORDER BY id\
            """)) {
      select.setLong(1, imageId);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long start = rows.getLong("start");
          long poolBlock = rows.getLong("pool_block");
          boolean pooled = !rows.wasNull();
          boolean listed =
              rows.getString("kind").equals("file_system")
                  && !rows.getString("strategy").equals("none");
          if (!pooled || pools.add(start)) {
            int number = rows.getInt("number");
            parts.add(
                new UnlistedPart(
                    rows.getLong("id"),
                    new CarvePart(
                        number > 0 ? "vol" + number : "gap at " + start,
                        start,
                        rows.getLong("bytes"),
                        pooled ? poolBlock : -1,
                        !listed)));
          }
        }
      }
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    }
    return parts;
  }

  @Override
  public void close() {
    ScanFileConnections.closeQuietly(connection);
  }
}
