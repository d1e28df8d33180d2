package org.orion.triage.scanfile;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;

/// Tells whether a file is a scan file of the version known here, from its first 100 bytes and
/// without touching it. Source: the SQLite database file format, section 1.3.
public final class ScanFileFormat {
  public static final int APPLICATION_ID = 0x4F52494F;
  public static final int VERSION = 2;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 100;
  private static final int USER_VERSION_OFFSET = 60;
  private static final int APPLICATION_ID_OFFSET = 68;

  private ScanFileFormat() {}

  /// @throws ScanFileException when the file is missing, is no scan file, or is of another version
  public static void check(Path file) throws ScanFileException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ScanFileException(file + ": no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new ScanFileException(file + ": expected a scan file, found no ordinary file");
    }
    byte[] header = new byte[HEADER_BYTES];
    try (InputStream input = Files.newInputStream(file);
        DataInputStream data = new DataInputStream(input)) {
      data.readFully(header);
    } catch (EOFException tooShort) {
      throw new ScanFileException(file + ": expected a scan file, found a shorter file", tooShort);
    } catch (IOException unreadable) {
      throw new ScanFileException(
          file + ": cannot be read: " + unreadable.getMessage(), unreadable);
    }
    boolean isDatabase = Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    if (!isDatabase || word(header, APPLICATION_ID_OFFSET) != APPLICATION_ID) {
      throw new ScanFileException(file + ": expected a scan file of Orion, found another file");
    }
    int version = word(header, USER_VERSION_OFFSET);
    if (version > VERSION) {
      throw new ScanFileException(
          "%s: expected a scan file of version %d, found version %d, made by a newer Orion"
              .formatted(file, VERSION, version));
    }
    if (version < VERSION) {
      throw new ScanFileException(
          ("%s: expected a scan file of version %d, found version %d, made by an older Orion;"
                  + " scan again, or report it with the version that made it")
              .formatted(file, VERSION, version));
    }
  }

  private static int word(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF) << 24
        | (bytes[offset + 1] & 0xFF) << 16
        | (bytes[offset + 2] & 0xFF) << 8
        | (bytes[offset + 3] & 0xFF);
  }
}
