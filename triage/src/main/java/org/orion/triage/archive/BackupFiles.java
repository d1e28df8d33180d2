package org.orion.triage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.orion.triage.database.BtreePage;
import org.orion.triage.database.DamagedDatabaseException;
import org.orion.triage.database.DatabaseHeader;
import org.orion.triage.database.RecordHeader;
import org.orion.triage.evidence.Unreadable.Reason;

/// Reads the table `Files` of a phone backup's `Manifest.db`: `fileID`, `domain`, `relativePath`,
/// `flags`, `file`.
///
/// The database comes as a stream out of its zip, page by page, and is larger than memory may be.
/// So rows are taken from every page that looks like a leaf, and each proves itself: its `fileID`
/// is the SHA-1 of domain and path with a hyphen between.
final class BackupFiles {
  private static final int COLUMNS = 5;
  private static final int ID_BYTES = 40;

  private BackupFiles() {}

  static void read(InputStream stream, Origins origins) throws IOException {
    byte[] first = stream.readNBytes(DatabaseHeader.BYTES);
    DatabaseHeader database;
    try {
      database = DatabaseHeader.of(Arrays.copyOf(first, DatabaseHeader.BYTES));
    } catch (DamagedDatabaseException encrypted) {
      origins.setProblem(
          Reason.ENCRYPTED,
          "a phone's backup whose Manifest.db is no database: the backup is encrypted, and so are"
              + " its files");
      return;
    }
    byte[] page = Arrays.copyOf(first, database.pageBytes());
    int filled = first.length;
    RecordHeader header = new RecordHeader();
    MessageDigest sha1 = sha1();
    for (long number = 1; ; number++) {
      filled += stream.readNBytes(page, filled, page.length - filled);
      if (filled < page.length) {
        return;
      }
      if (BtreePage.isTableLeaf(page, number)) {
        readPage(page, number, database, header, sha1, origins);
      }
      filled = 0;
    }
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-1", missing);
    }
  }

  private static void readPage(
      byte[] bytes,
      long number,
      DatabaseHeader database,
      RecordHeader header,
      MessageDigest sha1,
      Origins origins) {
    try {
      BtreePage page = BtreePage.of(bytes, number, database.usableBytes());
      for (int i = 0; i < page.cells(); i++) {
        page.look(i);
        int end = page.localAt() + page.localBytes();
        if (header.read(bytes, page.localAt(), end) && header.columns() == COLUMNS) {
          readRow(
              bytes, page.localAt() + header.headerBytes(), end, database, header, sha1, origins);
        }
      }
    } catch (DamagedDatabaseException other) {
      // A page of another kind, such as a part of a long value.
      return;
    }
  }

  private static void readRow(
      byte[] bytes,
      int at,
      int end,
      DatabaseHeader database,
      RecordHeader header,
      MessageDigest sha1,
      Origins origins) {
    long length = header.bytes(0) + header.bytes(1) + header.bytes(2);
    if (!header.isText(0) || !header.isText(1) || !header.isText(2) || length > end - at) {
      return;
    }
    int idBytes = (int) header.bytes(0);
    int domainBytes = (int) header.bytes(1);
    String id = new String(bytes, at, idBytes, database.text());
    String domain = new String(bytes, at + idBytes, domainBytes, database.text());
    String path =
        new String(bytes, at + idBytes + domainBytes, (int) header.bytes(2), database.text());
    byte[] named = (domain + "-" + path).getBytes(StandardCharsets.UTF_8);
    if (id.length() == ID_BYTES && HexFormat.of().formatHex(sha1.digest(named)).equals(id)) {
      origins.put(id, domain + ": " + path);
    }
  }
}
