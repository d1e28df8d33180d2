package org.orion.triage.scanfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// A complete scan file that becomes part of another one.
///
/// @param sha256 of the file
/// @param scan the one row of `scan` by column; empty texts where it has none
/// @param similar the radius of look-alikes, as its plan says; -1 for none
/// @param allFiles 1 when every file was hashed
/// @param lists digest of each list that was looked up, by name
/// @param places what it holds, in its order
record MergeSource(
    Path path,
    String sha256,
    long bytes,
    FileTime modified,
    SequencedMap<String, String> scan,
    int similar,
    int allFiles,
    Map<String, String> lists,
    List<Place> places) {
  private static final int BUFFER_BYTES = 1 << 20;

  MergeSource {
    places = List.copyOf(places);
  }

  /// An evidence under its exhibit.
  record Place(String exhibit, String path) {}

  /// Reads what a merge must know of a scan file.
  ///
  /// @throws ScanFileException when it is no scan file, not complete, or being written
  static MergeSource read(Path path) throws ScanFileException {
    ScanFileFormat.check(path);
    SequencedMap<String, String> scan = new LinkedHashMap<>();
    int[] plan = new int[2];
    Map<String, String> lists = new TreeMap<>();
    List<Place> places = new ArrayList<>();
    try (ScanFileReader reader = ScanFileReader.open(path)) {
      reader.query(
          """
          SELECT *, coalesce(json_extract(plan, '$.similar'), -1) AS similar,
            coalesce(json_extract(plan, '$.all_files'), 0) AS all_files FROM scan\
          """,
          row -> {
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              String value = row.getString(i);
              scan.put(row.getMetaData().getColumnName(i), value == null ? "" : value);
            }
            plan[0] = row.getInt("similar");
            plan[1] = row.getInt("all_files");
          });
      reader.query(
          "SELECT name, sha256 FROM list", row -> lists.put(row.getString(1), row.getString(2)));
      reader.query(
          "SELECT exhibit, path FROM evidence ORDER BY id",
          row -> places.add(new Place(row.getString(1), row.getString(2))));
    }
    String state = scan.getOrDefault("state", "");
    if (!state.equals("complete")) {
      throw new ScanFileException(
          "%s: the scan is not complete (it is %s); go on with the orion scan command that began it, then merge"
              .formatted(path, state));
    }
    Path log = path.resolveSibling(path.getFileName() + "-wal");
    try {
      if (Files.exists(log) && Files.size(log) > 0) {
        throw new ScanFileException(
            path
                + ": it is being written at this moment, or the command that wrote it was killed;"
                + " let that command end, or give it again, then merge");
      }
      return new MergeSource(
          path,
          digest(path),
          Files.size(path),
          Files.getLastModifiedTime(path),
          scan,
          plan[0],
          plan[1],
          lists,
          places);
    } catch (ScanFileException refused) {
      throw refused;
    } catch (IOException unreadable) {
      throw ScanFile.failure(path, unreadable);
    }
  }

  private static String digest(Path path) throws IOException {
    try (InputStream input = Files.newInputStream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Whether it is still the file whose digest was taken.
  boolean isUnchanged() throws IOException {
    return Files.size(path) == bytes && Files.getLastModifiedTime(path).equals(modified);
  }

  /// The file's name, as the merged file calls it.
  String name() {
    return String.valueOf(path.getFileName());
  }

  String fact(String column) {
    return scan.getOrDefault(column, "");
  }
}
