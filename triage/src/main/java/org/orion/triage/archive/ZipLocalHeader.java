package org.orion.triage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;

/// A member's own header, right before its bytes. Source: APPNOTE.TXT of PKWARE, section 4.3.7.
final class ZipLocalHeader {
  private static final int SIGNATURE = 0x04034b50;
  private static final int BYTES = 30;

  /// Where it begins.
  final long at;

  /// Where the member's bytes begin.
  final long dataAt;

  private final ByteBuffer name;

  private ZipLocalHeader(long at, long dataAt, ByteBuffer name) {
    this.at = at;
    this.dataAt = dataAt;
    this.name = name;
  }

  /// @throws IOException when there is none
  static ZipLocalHeader read(SeekableByteChannel content, long at) throws IOException {
    ByteBuffer fixed = bytes(content, at, BYTES);
    if (fixed.remaining() < BYTES || fixed.getInt(0) != SIGNATURE) {
      throw new IOException("expected a local header at byte %d, found none".formatted(at));
    }
    int nameBytes = fixed.getShort(26) & 0xFFFF;
    int extraBytes = fixed.getShort(28) & 0xFFFF;
    return new ZipLocalHeader(
        at, at + BYTES + nameBytes + extraBytes, bytes(content, at + BYTES, nameBytes));
  }

  static boolean isAt(SeekableByteChannel content, long at) throws IOException {
    ByteBuffer first = bytes(content, at, 4);
    return first.remaining() == 4 && first.getInt(0) == SIGNATURE;
  }

  boolean isNamed(byte[] other) {
    return name.equals(ByteBuffer.wrap(other));
  }

  private static ByteBuffer bytes(SeekableByteChannel content, long at, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (at >= 0) {
      content.position(at);
      while (buffer.hasRemaining() && content.read(buffer) >= 0) {
        // Until all is there or the file ends.
      }
    }
    return buffer.flip();
  }
}
