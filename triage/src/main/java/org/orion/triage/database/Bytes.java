package org.orion.triage.database;

/// Numbers as the format stores them.
final class Bytes {
  private static final int MOST_VARINT_BYTES = 9;

  private Bytes() {}

  static int big16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  /// Without a sign.
  static long big32(byte[] bytes, int at) {
    return (long) big16(bytes, at) << 16 | big16(bytes, at + 2);
  }

  /// The value of a varint: seven bits in each byte but a ninth, which has eight.
  ///
  /// @param at where it begins; what lies from `end` on is taken for zeros
  static long varint(byte[] bytes, int at, int end) {
    long value = 0;
    for (int i = 0; i < MOST_VARINT_BYTES; i++) {
      int next = at + i < end ? bytes[at + i] : 0;
      if (i == MOST_VARINT_BYTES - 1) {
        return value << 8 | next & 0xFF;
      }
      value = value << 7 | next & 0x7F;
      if (next >= 0) {
        return value;
      }
    }
    return value;
  }

  /// How many bytes the varint has that begins here.
  static int varintBytes(byte[] bytes, int at, int end) {
    for (int i = 0; i < MOST_VARINT_BYTES - 1; i++) {
      if (at + i >= end || bytes[at + i] >= 0) {
        return i + 1;
      }
    }
    return MOST_VARINT_BYTES;
  }
}
