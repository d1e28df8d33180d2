package org.orion.triage.report;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.orion.triage.scanfile.ScanFileFixture;

/// A complete scan of two invented devices and a folder, whose figures were added up by hand.
///
/// Device D-17 has 1,000,000 bytes: table 512, gap 1,024 to 2,048 in all 1,536; vol1 NTFS of
/// 600,000; vol2 encrypted of 300,000; vol3 unsupported of 98,464. Of vol1, 9 names are listed: 6
/// items (one of them deleted, two names of one content), a carved one on top. Device D-18 is
/// damaged.
final class DeviceFixture {
  private DeviceFixture() {}

  static Path write(Path file) throws Exception {
    try (ScanFileFixture scan = ScanFileFixture.create(file, "uuid-devices")) {
      d17(scan);
      d18(scan);
      long folder = scan.evidence("D-19", "/evidence/folder");
      scan.item(folder, "note.txt", "other", "not_media", "note");
      scan.complete();
    }
    return file;
  }

  private static void d17(ScanFileFixture scan) throws Exception {
    long evidence = scan.evidence("D-17", "/evidence/D-17.E01");
    long image = scan.item(evidence, "D-17.E01", "container", "not_media", null);
    scan.insert(
        """
        INSERT INTO image (item_id, format, media_bytes, stored_md5, stored_sha1, listed, md5, sha1,
          sha256, damaged_chunks, chunks, integrity)
        VALUES (?, 'e01', 1000000, ?, NULL, 1, ?, ?, ?, 0, 31, 'agrees')\
        """,
        image,
        "ab".repeat(16),
        "ab".repeat(16),
        "cd".repeat(20),
        "ef".repeat(32));
    volume(scan, image, 0, "Primary Table", "table", null, 0, 512, null, null);
    volume(scan, image, 0, "Unallocated", "gap", null, 512, 1_024, null, null);
    long ntfs =
        volume(scan, image, 1, "Basic data", "file_system", "ntfs", 1_536, 600_000, 9, 599_000);
    volume(scan, image, 2, "BitLocker", "encrypted", null, 601_536, 300_000, null, null);
    volume(scan, image, 3, "Linux LVM", "unsupported", null, 901_536, 98_464, null, null);
    place(
        scan,
        ntfs,
        5,
        "allocated",
        scan.item(evidence, "D-17.E01 / vol1/a.png", "picture", "unmatched", "aaaa"));
    place(
        scan,
        ntfs,
        5,
        "allocated",
        scan.item(evidence, "D-17.E01 / vol1/a-again.png", "picture", "unmatched", "aaaa"));
    place(
        scan,
        ntfs,
        6,
        "allocated",
        scan.item(evidence, "D-17.E01 / vol1/b.txt", "other", "not_media", "bb"));
    long unreadable =
        scan.item(evidence, "D-17.E01 / vol1/c.png", "picture", "unreadable", "ccccc");
    place(scan, ntfs, 7, "allocated", unreadable);
    place(
        scan,
        ntfs,
        8,
        "deleted",
        scan.item(evidence, "D-17.E01 / vol1/d.png", "picture", "unmatched", "d"));
    place(
        scan,
        ntfs,
        9,
        "orphan",
        scan.item(evidence, "D-17.E01 / vol1/e.png", "picture", "unmatched", "e"));
    place(
        scan,
        ntfs,
        null,
        "carved",
        scan.item(evidence, "D-17.E01 / vol1/carved 1", "picture", "unmatched", "f"));
    scan.insert(
        "INSERT INTO error (evidence_id, item_id, path, reason, detail) VALUES (?, ?, 'c.png', 'CORRUPT', 'ends early')",
        evidence,
        unreadable);
    evidenceFile(scan, evidence, "D-17.E01", 700, 700, "2026-01-01T00:00:00.000Z");
    evidenceFile(scan, evidence, "D-17.E02", 300, 300, "2026-01-01T00:00:00.000Z");
  }

  private static void d18(ScanFileFixture scan) throws Exception {
    long evidence = scan.evidence("D-18", "/evidence/<b>D-18.E01");
    long image = scan.item(evidence, "<b>D-18.E01", "container", "not_media", null);
    scan.insert(
        """
        INSERT INTO image (item_id, format, media_bytes, stored_md5, listed, damaged_chunks, chunks,
          integrity, problem)
        VALUES (?, 'e01', 3932160000, ?, 1, 3, 120000, 'damaged', 'three chunks cannot be read')\
        """,
        image,
        "ab".repeat(16));
    long ext = volume(scan, image, 1, "Linux", "file_system", "ext", 0, 3_932_000_000L, 2, null);
    place(
        scan,
        ext,
        12,
        "allocated",
        scan.item(evidence, "<b>D-18.E01 / vol1/x", "other", "not_media", "x"));
    evidenceFile(scan, evidence, "<b>D-18.E01", 900, 901, "2026-01-02T00:00:00.000Z");
  }

  private static long volume(
      ScanFileFixture scan,
      long image,
      int number,
      String description,
      String kind,
      @Nullable String fileSystem,
      long start,
      long bytes,
      @Nullable Integer names,
      @Nullable Integer unallocated)
      throws Exception {
    return scan.insert(
        """
        INSERT INTO volume (item_id, number, description, kind, file_system, start, bytes, names,
          unallocated)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        image,
        number,
        description,
        kind,
        fileSystem,
        start,
        bytes,
        names,
        unallocated);
  }

  private static void place(
      ScanFileFixture scan, long volume, @Nullable Integer inode, String state, long item)
      throws Exception {
    scan.insert(
        "UPDATE item SET volume_id = ?, inode = ?, state = ? WHERE id = ?",
        volume,
        inode,
        state,
        item);
  }

  private static void evidenceFile(
      ScanFileFixture scan,
      long evidence,
      String name,
      long bytes,
      long bytesAfter,
      String modifiedAfter)
      throws Exception {
    scan.insert(
        """
        INSERT INTO evidence_file (evidence_id, name, bytes, modified, changed, bytes_after,
          modified_after, changed_after)
        VALUES (?, ?, ?, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', ?, ?,
          '2026-01-01T00:00:00.000Z')\
        """,
        evidence,
        name,
        bytes,
        bytesAfter,
        modifiedAfter);
  }
}
