package org.orion.triage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;

/// A file of an image's container. Every read is checked against the file's end before memory is
/// taken for it.
final class ContainerFile implements Closeable {
  static final int SECTOR_BYTES = 512;

  private final SeekableByteChannel channel;
  private final String format;
  private final long bytes;

  private ContainerFile(SeekableByteChannel channel, String format, long bytes) {
    this.channel = channel;
    this.format = format;
    this.bytes = bytes;
  }

  /// @param format its name, for messages
  static ContainerFile of(SeekableByteChannel channel, String format) throws IOException {
    return new ContainerFile(channel, format, channel.size());
  }

  long bytes() {
    return bytes;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /// Whether the file has all bytes of a range; any numbers may be asked for.
  boolean holds(long from, long count) {
    return from >= 0 && count >= 0 && count <= bytes - from;
  }

  /// A part of the file.
  ///
  /// @param what its name, for the message
  /// @return its bytes, from position 0 to the limit
  /// @throws ImageException when the file has not all of it
  ByteBuffer read(long from, int count, ByteOrder order, String what) throws IOException {
    if (!holds(from, count)) {
      throw damaged(
          "%s (%d bytes from %d) is not within the file's %d bytes"
              .formatted(what, count, from, bytes));
    }
    ByteBuffer part = ByteBuffer.allocate(count).order(order);
    if (!fill(from, part, count)) {
      throw damaged("the file ends within %s".formatted(what));
    }
    return part.flip();
  }

  /// Reads into a target.
  ///
  /// @return whether the file had all of it; when not, the target may have got a part
  boolean fill(long from, ByteBuffer target, int count) throws IOException {
    if (!holds(from, count)) {
      return false;
    }
    int limit = target.limit();
    target.limit(target.position() + count);
    try {
      channel.position(from);
      while (target.hasRemaining()) {
        if (channel.read(target) <= 0) {
          return false;
        }
      }
      return true;
    } finally {
      target.limit(limit);
    }
  }

  ImageException damaged(String detail) {
    return ImageException.damaged(format + ": " + detail);
  }

  ImageException unsupported(String detail) {
    return ImageException.unsupported(format + ": " + detail);
  }

  /// Text of the file for a message: short, and without anything that is not printed.
  static String shown(String text) {
    String start = text.length() > 100 ? text.substring(0, 100) + "..." : text;
    return start.replaceAll("\\p{C}", "?");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
