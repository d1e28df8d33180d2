package org.orion.triage.database;

import java.util.Arrays;

/// The types of a record's values, and so where each lies. Source: section 2.1 of the format.
///
/// Reused for one record after another, so that a scan of many rows makes no garbage. One thread.
public final class RecordHeader {
  private static final int MOST_COLUMNS = 32_767;
  private static final int BLOB = 12;
  private static final int TEXT = 13;
  private static final int[] FIXED_BYTES = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

  private long[] types = new long[16];
  private int columns;
  private int headerBytes;
  private long recordBytes;

  /// Reads a header with its length before it.
  ///
  /// @param end where the bytes end that are there
  /// @return whether it is one, and is there as a whole
  public boolean read(byte[] bytes, int at, int end) {
    return read(bytes, at, end, MOST_COLUMNS);
  }

  /// Reads a header of at most so many columns.
  boolean read(byte[] bytes, int at, int end, int mostColumns) {
    if (at >= end) {
      return false;
    }
    long length = Bytes.varint(bytes, at, end);
    int lengthBytes = Bytes.varintBytes(bytes, at, end);
    if (length < lengthBytes || length > end - at) {
      return false;
    }
    reset((int) length);
    int next = at + lengthBytes;
    while (next < at + headerBytes) {
      long type = Bytes.varint(bytes, next, at + headerBytes);
      if (columns == mostColumns || !add(type)) {
        return false;
      }
      next += Bytes.varintBytes(bytes, next, at + headerBytes);
    }
    return next == at + headerBytes;
  }

  /// Reads a number of types whose header's length is lost, and with it perhaps the first type,
  /// which is then taken for that of a rowid's column.
  ///
  /// @param at of the first type that is there
  /// @param lost bytes before it that belonged to the header
  boolean readTypes(byte[] bytes, int at, int end, int wanted, int lost) {
    reset(lost);
    for (int i = 1; i < lost; i++) {
      add(0);
    }
    int next = at;
    while (columns < wanted && next < end) {
      if (!add(Bytes.varint(bytes, next, end))) {
        return false;
      }
      next += Bytes.varintBytes(bytes, next, end);
    }
    headerBytes = lost + next - at;
    recordBytes += next - at;
    return columns == wanted && next <= end;
  }

  private void reset(int header) {
    columns = 0;
    headerBytes = header;
    recordBytes = header;
  }

  private boolean add(long type) {
    boolean possible = type >= 0 && type < FIXED_BYTES.length || type >= BLOB;
    if (!possible || columns == MOST_COLUMNS) {
      return false;
    }
    if (columns == types.length) {
      types = Arrays.copyOf(types, 2 * types.length);
    }
    types[columns++] = type;
    recordBytes += bytesOf(type);
    return recordBytes >= 0;
  }

  private static long bytesOf(long type) {
    return type < FIXED_BYTES.length ? FIXED_BYTES[(int) type] : (type - BLOB) / 2;
  }

  public int columns() {
    return columns;
  }

  /// Of the header itself; the first value lies behind.
  public int headerBytes() {
    return headerBytes;
  }

  /// Of the header and all values.
  public long recordBytes() {
    return recordBytes;
  }

  /// Of a value.
  public long bytes(int column) {
    return bytesOf(types[column]);
  }

  public boolean isBlob(int column) {
    return types[column] >= BLOB && (types[column] & 1) == 0;
  }

  public boolean isText(int column) {
    return types[column] >= TEXT && (types[column] & 1) == 1;
  }

  public boolean isInteger(int column) {
    long type = types[column];
    return type >= 1 && type <= 6 || type == 8 || type == 9;
  }

  /// The integer in a column, of type [#isInteger].
  ///
  /// @param at where the value begins
  long integer(int column, byte[] bytes, int at) {
    long type = types[column];
    if (type == 8 || type == 9) {
      return type - 8;
    }
    long value = bytes[at];
    for (int i = 1; i < bytes(column); i++) {
      value = value << 8 | bytes[at + i] & 0xFF;
    }
    return value;
  }
}
