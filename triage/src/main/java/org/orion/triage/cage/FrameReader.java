package org.orion.triage.cage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Takes frames off a pipe and checks every field of their header. One thread at a time.
final class FrameReader {
  private final InputStream stream;
  private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES);
  private byte[] payload = new byte[8192];
  private int length;
  private int call;
  private int expectedNumber;

  FrameReader(InputStream stream) {
    this.stream = stream;
  }

  /// Waits for the next frame of a call.
  ///
  /// @throws EOFException when the other side is gone
  /// @throws Frame.NonsenseException when the header is wrong; nothing may be read after that
  Frame.Kind next(int expectedCall) throws IOException {
    Frame.Kind kind = next();
    if (call != expectedCall) {
      throw new Frame.NonsenseException("frame of another call");
    }
    return kind;
  }

  /// Waits for the next frame of any call; the parent's frames are trusted to open a new one.
  Frame.Kind next() throws IOException {
    fill(header.array(), Frame.HEADER_BYTES);
    if (header.getInt(0) != Frame.MAGIC) {
      throw new Frame.NonsenseException("frame without magic");
    }
    Frame.Kind kind = Frame.kind(header.getInt(4));
    call = header.getInt(8);
    if (header.getInt(12) != expectedNumber) {
      throw new Frame.NonsenseException("frame out of sequence");
    }
    expectedNumber++;
    length = header.getInt(16);
    if (length < 0 || length > Frame.LARGEST_PAYLOAD) {
      throw new Frame.NonsenseException("frame of impossible length");
    }
    if (length > payload.length) {
      payload = new byte[Math.max(length, Math.min(2 * payload.length, Frame.LARGEST_PAYLOAD))];
    }
    fill(payload, length);
    return kind;
  }

  int call() {
    return call;
  }

  /// The last frame's payload; valid until the next frame is read.
  ByteBuffer payload() {
    return ByteBuffer.wrap(payload, 0, length).slice();
  }

  /// Frees what a large message needed.
  void shrink() {
    if (payload.length > 1 << 16) {
      payload = Arrays.copyOf(payload, 8192);
      length = 0;
    }
  }

  private void fill(byte[] target, int count) throws IOException {
    if (stream.readNBytes(target, 0, count) < count) {
      throw new EOFException("end of the other side's frames");
    }
  }
}
