package org.orion.triage.scanfile;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.orion.triage.disk.DeviceDigests;
import org.orion.triage.disk.DiskEntry;
import org.orion.triage.disk.DiskVolume;
import org.orion.triage.disk.ImageFacts;
import org.orion.triage.evidence.Unreadable;

/// The SQL by which a scan writes disk images, their volumes and what these list.
final class ImageStatements {
  private final ScanFileStatements statements;

  ImageStatements(ScanFileStatements statements) {
    this.statements = statements;
  }

  void image(long itemId, ImageFacts facts) throws SQLException {
    statements.update(
        """
        INSERT OR REPLACE INTO image (item_id, format, media_bytes, chunks, stored_md5, stored_sha1, listed,
          problem)
        VALUES (?, ?, ?, ?, ?, ?, 0, ?)\
        """,
        itemId,
        facts.format(),
        facts.mediaBytes(),
        facts.chunks() > 0 ? facts.chunks() : null,
        facts.storedMd5().orElse(null),
        facts.storedSha1().orElse(null),
        facts.problem().orElse(null));
  }

  void imageListed(long itemId) throws SQLException {
    statements.update("UPDATE image SET listed = 1 WHERE item_id = ?", itemId);
  }

  void imageDigested(long itemId, DeviceDigests digests, ImageFacts facts) throws SQLException {
    statements.update(
        """
        UPDATE image SET md5 = ?, sha1 = ?, sha256 = ?, damaged_chunks = ?, integrity = ?,
          problem = ? WHERE item_id = ?\
        """,
        digests.md5().isEmpty() ? null : digests.md5(),
        digests.sha1().isEmpty() ? null : digests.sha1(),
        digests.sha256().isEmpty() ? null : digests.sha256(),
        digests.isKnown() ? digests.damagedChunks() : null,
        digests.isKnown() ? digests.integrity(facts) : null,
        digests.problem(facts).orElse(null),
        itemId);
  }

  /// Forgets a listing of an image that did not come to its end.
  void clearImage(long itemId) throws SQLException {
    statements.update("DELETE FROM item WHERE parent_id = ?", itemId);
    statements.update("DELETE FROM volume WHERE item_id = ?", itemId);
    statements.update("DELETE FROM image WHERE item_id = ?", itemId);
  }

  Optional<ImageRow> imageRow(long itemId) throws SQLException {
    PreparedStatement select = statements.prepare("SELECT * FROM image WHERE item_id = ?");
    ScanFileStatements.bind(select, itemId);
    ImageFacts facts;
    boolean listed;
    boolean digested;
    try (ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      facts =
          new ImageFacts(
              row.getString("format"),
              row.getLong("media_bytes"),
              row.getLong("chunks"),
              Optional.ofNullable(row.getString("stored_md5")),
              Optional.ofNullable(row.getString("stored_sha1")),
              Optional.ofNullable(row.getString("problem")));
      listed = row.getBoolean("listed");
      digested = row.getString("integrity") != null;
    }
    long files =
        statements.number(
            "SELECT count(*) FROM item WHERE parent_id = ? AND inode IS NOT NULL", itemId);
    return Optional.of(new ImageRow(itemId, listed, facts, digested, files));
  }

  long addVolume(long itemId) throws SQLException {
    return statements.insert(
        """
        INSERT INTO volume (item_id, number, description, kind, start, bytes)
        VALUES (?, 0, '', 'gap', 0, 0)\
        """,
        itemId);
  }

  void volume(long volumeId, DiskVolume volume, DiskVolume.Strategy strategy) throws SQLException {
    statements.update(
        """
        UPDATE volume SET number = ?, description = ?, kind = ?, file_system = ?, start = ?,
          bytes = ?, pool_block = ?, strategy = ? WHERE id = ?\
        """,
        volume.number(),
        volume.description(),
        volume.kind().name().toLowerCase(Locale.ROOT),
        volume.fileSystem().isEmpty() ? null : volume.fileSystem(),
        volume.start(),
        volume.bytes(),
        volume.poolBlock() < 0 ? null : volume.poolBlock(),
        strategy.name().toLowerCase(Locale.ROOT),
        volumeId);
  }

  /// @return bytes of the files that are forgotten
  long forgetVolume(long volumeId, long evidenceId, String pathPrefix) throws SQLException {
    long bytes =
        statements.number(
            "SELECT coalesce(sum(max(bytes, 0)), 0) FROM item WHERE volume_id = ?", volumeId);
    statements.update("DELETE FROM item WHERE volume_id = ?", volumeId);
    statements.update("UPDATE volume SET problem = NULL WHERE id = ?", volumeId);
    statements.update(
        """
        DELETE FROM error WHERE evidence_id = ? AND item_id IS NULL
          AND substr(path, 1, length(?)) = ?\
        """,
        evidenceId,
        pathPrefix,
        pathPrefix);
    return bytes;
  }

  void volumeEnd(long volumeId, long names, long unallocatedBytes) throws SQLException {
    statements.update(
        """
        UPDATE volume SET names = CASE kind WHEN 'file_system' THEN ? END, unallocated = ?
        WHERE id = ?\
        """,
        names,
        unallocatedBytes < 0 ? null : unallocatedBytes,
        volumeId);
  }

  void volumeProblem(long volumeId, Unreadable why) throws SQLException {
    statements.update(
        "UPDATE volume SET problem = ? WHERE id = ? AND problem IS NULL", why.detail(), volumeId);
  }

  void diskEntry(
      long evidenceId, long imageId, long volumeId, long ordinal, String path, DiskEntry entry)
      throws SQLException {
    statements.update(
        """
        INSERT INTO item (evidence_id, parent_id, ordinal, path, path_raw, bytes, modified,
          volume_id, inode, stream, links, lost_reason, lost_detail, state)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        evidenceId,
        imageId,
        ordinal,
        path,
        entry.rawPath().orElse(null),
        entry.bytes(),
        ScanFileStatements.modified(entry.modifiedMillis()),
        volumeId,
        entry.inode(),
        entry.stream() < 0 ? null : entry.stream(),
        entry.links() > 1 ? entry.links() : null,
        entry.lost().map(why -> why.reason().name()).orElse(null),
        entry.lost().map(Unreadable::detail).orElse(null),
        entry.state().id());
  }
}
