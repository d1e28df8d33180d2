package org.orion.triage.database;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// What the first 100 bytes of a database say. Source: section 1.3 of the format.
///
/// @param pageBytes a power of two from 512 to 65,536
/// @param usableBytes of each page; what is behind them belongs to extensions
/// @param text of names and values
/// @param firstTrunk number of the first page of the freelist; 0 when there is none
public record DatabaseHeader(int pageBytes, int usableBytes, Charset text, long firstTrunk) {
  public static final int BYTES = 100;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int LEAST_USABLE_BYTES = 480;

  /// @param bytes the first [#BYTES] of a file
  /// @throws DamagedDatabaseException when they are no header, such as those of an encrypted file
  public static DatabaseHeader of(byte[] bytes) throws DamagedDatabaseException {
    for (int i = 0; i < MAGIC.length; i++) {
      if (bytes[i] != MAGIC[i]) {
        throw new DamagedDatabaseException("it does not begin as a SQLite database does");
      }
    }
    int stored = Bytes.big16(bytes, 16);
    int pageBytes = stored == 1 ? 1 << 16 : stored;
    if (pageBytes < 512 || Integer.bitCount(pageBytes) != 1) {
      throw new DamagedDatabaseException("pages of %d bytes are impossible".formatted(pageBytes));
    }
    int usable = pageBytes - (bytes[20] & 0xFF);
    if (usable < LEAST_USABLE_BYTES) {
      throw new DamagedDatabaseException(
          "%d usable bytes in a page are impossible".formatted(usable));
    }
    Charset text =
        switch (bytes[59]) {
          case 2 -> StandardCharsets.UTF_16LE;
          case 3 -> StandardCharsets.UTF_16BE;
          default -> StandardCharsets.UTF_8;
        };
    return new DatabaseHeader(pageBytes, usable, text, Bytes.big32(bytes, 32));
  }
}
