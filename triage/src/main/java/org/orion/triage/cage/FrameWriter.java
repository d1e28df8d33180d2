package org.orion.triage.cage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Puts frames on a pipe, each by one write. One thread at a time.
final class FrameWriter {
  private final OutputStream stream;
  private byte[] frame = new byte[4096];
  private int number;

  FrameWriter(OutputStream stream) {
    this.stream = stream;
  }

  /// Sends one frame; its payload is the parts one after the other.
  void send(Frame.Kind kind, int call, byte[]... parts) throws IOException {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    int at = begin(kind, call, length);
    for (byte[] part : parts) {
      System.arraycopy(part, 0, frame, at, part.length);
      at += part.length;
    }
    finish(at);
  }

  /// Sends one frame whose payload is part of an array.
  void send(Frame.Kind kind, int call, byte[] payload, int offset, int length) throws IOException {
    int at = begin(kind, call, length);
    System.arraycopy(payload, offset, frame, at, length);
    finish(at + length);
  }

  private int begin(Frame.Kind kind, int call, int length) {
    if (length > Frame.LARGEST_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload is %d bytes, must be at most %d".formatted(length, Frame.LARGEST_PAYLOAD));
    }
    int total = Frame.HEADER_BYTES + length;
    if (total > frame.length) {
      frame = new byte[Math.max(total, Math.min(2 * frame.length, 1 << 20))];
    }
    ByteBuffer.wrap(frame)
        .putInt(Frame.MAGIC)
        .putInt(kind.code())
        .putInt(call)
        .putInt(number)
        .putInt(length);
    number++;
    return Frame.HEADER_BYTES;
  }

  private void finish(int total) throws IOException {
    stream.write(frame, 0, total);
    stream.flush();
  }
}
