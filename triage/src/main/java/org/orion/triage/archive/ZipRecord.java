package org.orion.triage.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;

/// A member as the central directory of a zip lists it. Source: APPNOTE.TXT of PKWARE, section
/// 4.3.12, and the extra fields of Info-ZIP.
final class ZipRecord {
  static final int SIGNATURE = 0x02014b50;
  static final int BYTES = 46;

  private static final int ZIP64 = 0x0001;
  private static final int NTFS = 0x000A;
  private static final int TIMES = 0x5455;
  private static final int UNIX = 3;
  private static final int TYPE_OF_FILE = 0xF000;
  private static final int LINK = 0xA000;
  private static final long NTFS_EPOCH_MILLIS = 11_644_473_600_000L;
  private static final long UNSIGNED_INT = 0xFFFFFFFFL;

  private final byte[] name;

  /// Further fields, each with its number and length before it.
  private final byte[] extra;

  /// Program and system; the upper byte 3 is Unix.
  private final int made;

  private final int flags;
  private final int method;

  /// Two seconds up to years, in a time zone that is not stored.
  private final int dosTime;

  private final int crc;
  private final long packedBytes;
  private final long bytes;

  /// Of the system it was made on, those of Unix in the upper half.
  private final int attributes;

  private final int disk;
  private final long headerAt;

  /// @param fixed the fields before the name, of which the signature was looked at
  ZipRecord(ByteBuffer fixed, byte[] name, byte[] extra) {
    this.name = name;
    this.extra = extra;
    long packed = fixed.getInt(20) & UNSIGNED_INT;
    long unpacked = fixed.getInt(24) & UNSIGNED_INT;
    long header = fixed.getInt(42) & UNSIGNED_INT;
    ByteBuffer large = field(extra, ZIP64);
    if (unpacked == UNSIGNED_INT && large.remaining() >= 8) {
      unpacked = large.getLong();
    }
    if (packed == UNSIGNED_INT && large.remaining() >= 8) {
      packed = large.getLong();
    }
    if (header == UNSIGNED_INT && large.remaining() >= 8) {
      header = large.getLong();
    }
    made = fixed.getShort(4) & 0xFFFF;
    flags = fixed.getShort(8) & 0xFFFF;
    method = fixed.getShort(10) & 0xFFFF;
    dosTime = fixed.getInt(12);
    crc = fixed.getInt(16);
    packedBytes = packed;
    bytes = unpacked;
    attributes = fixed.getInt(38);
    disk = fixed.getShort(34) & 0xFFFF;
    headerAt = header;
  }

  private static ByteBuffer field(byte[] extra, int wanted) {
    ByteBuffer fields = ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN);
    while (fields.remaining() >= 4) {
      int id = fields.getShort() & 0xFFFF;
      int length = Math.min(fields.getShort() & 0xFFFF, fields.remaining());
      if (id == wanted) {
        return fields.slice(fields.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      }
      fields.position(fields.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  /// As stored; not to be changed.
  byte[] name() {
    return name;
  }

  /// As numbered in section 4.4.5.
  int method() {
    return method;
  }

  /// CRC-32 of the unpacked bytes.
  int crc() {
    return crc;
  }

  /// In the file.
  long packedBytes() {
    return packedBytes;
  }

  /// Unpacked.
  long bytes() {
    return bytes;
  }

  /// On which of several files it begins.
  int disk() {
    return disk;
  }

  /// Where its local header is, counted from where the zip begins.
  long headerAt() {
    return headerAt;
  }

  boolean isFolder() {
    return name.length > 0 && name[name.length - 1] == '/';
  }

  boolean isLink() {
    return made >> 8 == UNIX && (attributes >>> 16 & TYPE_OF_FILE) == LINK;
  }

  boolean isEncrypted() {
    return (flags & 1) != 0;
  }

  boolean nameEndsWith(byte[] ending) {
    int before = name.length - ending.length;
    return before >= 0 && Arrays.equals(name, before, name.length, ending, 0, ending.length);
  }

  /// When it was changed: from the field that says it best; [Long#MIN_VALUE] when none does.
  long modifiedMillis() {
    ByteBuffer times = field(extra, TIMES);
    if (times.remaining() >= 5 && (times.get(0) & 1) != 0) {
      return times.getInt(1) * 1_000L;
    }
    ByteBuffer ntfs = field(extra, NTFS);
    if (ntfs.remaining() >= 16 && ntfs.getShort(4) == 1) {
      return ntfs.getLong(8) / 10_000 - NTFS_EPOCH_MILLIS;
    }
    try {
      int date = dosTime >>> 16;
      return LocalDateTime.of(
              1980 + (date >> 9),
              date >> 5 & 15,
              date & 31,
              dosTime >> 11 & 31,
              dosTime >> 5 & 63,
              (dosTime & 31) * 2)
          .atZone(ZoneId.systemDefault())
          .toInstant()
          .toEpochMilli();
    } catch (DateTimeException none) {
      return Long.MIN_VALUE;
    }
  }
}
