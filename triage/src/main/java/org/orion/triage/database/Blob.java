package org.orion.triage.database;

import java.io.IOException;

/// The content of one value in a row, whose beginning has been read to tell what it is. Valid until
/// the visit ends; can be read once.
public final class Blob {
  /// So many first bytes tell what a content is, all that a database may be expected to hold.
  static final int HEAD_BYTES = 4_096;

  private final Payload payload;
  private final long bytes;
  private final byte[] buffer;
  private final int headBytes;

  /// @param payload behind the head
  /// @param buffer begins with the head, and is used to read on
  Blob(Payload payload, long bytes, byte[] buffer, int headBytes) {
    this.payload = payload;
    this.bytes = bytes;
    this.buffer = buffer;
    this.headBytes = headBytes;
  }

  /// Receives the bytes in order.
  public interface Target {
    /// @param chunk valid during the call
    void take(byte[] chunk, int length) throws IOException;
  }

  public long bytes() {
    return bytes;
  }

  /// Hands all bytes on.
  ///
  /// @throws DamagedDatabaseException when those that follow cannot be had
  public void sendTo(Target target) throws IOException {
    target.take(buffer, headBytes);
    long position = headBytes;
    while (position < bytes) {
      int count = payload.read(buffer, 0, (int) Math.min(buffer.length, bytes - position));
      if (count == 0) {
        throw new DamagedDatabaseException("the row ends within the value");
      }
      target.take(buffer, count);
      position += count;
    }
  }
}
