package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.orion.triage.cage.CagedTask;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.DeviceHasher;

/// The caged task `disk-digest`: reads all sectors of an image once, checks what was stored with
/// them, and gives their digests. Runs in the child.
public final class DeviceDigestTask implements CagedTask {
  private static final long SIGN_OF_LIFE_BYTES = 256L << 20;

  /// Called by [java.util.ServiceLoader].
  public DeviceDigestTask() {}

  @Override
  public String name() {
    return "disk-digest";
  }

  /// @param parameters the image's type
  @Override
  public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
      throws IOException {
    Sectors sectors;
    try {
      sectors = Sectors.open(new String(parameters, StandardCharsets.UTF_8), content);
    } catch (ImageException refused) {
      reply(replies, "", "", "", 1, Optional.of(String.valueOf(refused.getMessage())));
      return;
    }
    long size = sectors.channel().size();
    long damaged = 0;
    Optional<String> problem = Optional.empty();
    ContentDigests digests;
    try (DeviceHasher hasher = new DeviceHasher()) {
      for (long at = 0; at < size; ) {
        if (at % SIGN_OF_LIFE_BYTES == 0) {
          replies.send(new byte[] {0}, 0, 1);
        }
        ByteBuffer buffer = hasher.buffer();
        buffer.limit((int) Math.min(buffer.capacity(), size - at));
        int length = buffer.limit();
        try {
          fill(sectors.channel(), at, buffer);
          hasher.update();
        } catch (IOException damage) {
          problem = problem.or(() -> Optional.of(String.valueOf(damage.getMessage())));
          damaged += damagedPieces(sectors, at, length, ByteBuffer.allocate(length));
        }
        at += length;
      }
      digests = hasher.finish();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return;
    }
    boolean whole = damaged == 0;
    reply(
        replies,
        whole ? digests.md5().hex() : "",
        whole ? digests.sha1().hex() : "",
        whole ? digests.sha256().hex() : "",
        damaged,
        problem);
  }

  private static long damagedPieces(Sectors sectors, long from, long count, ByteBuffer buffer) {
    long damaged = 0;
    int piece = Math.min(sectors.pieceBytes(), buffer.capacity());
    for (long at = from; at < from + count; at += piece) {
      buffer.clear().limit((int) Math.min(piece, from + count - at));
      try {
        fill(sectors.channel(), at, buffer);
      } catch (IOException damage) {
        damaged++;
      }
    }
    return Math.max(1, damaged);
  }

  private static void fill(SeekableByteChannel channel, long at, ByteBuffer buffer)
      throws IOException {
    channel.position(at);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the image ends at byte %d".formatted(channel.position()));
      }
    }
  }

  private static void reply(
      Replies replies,
      String md5,
      String sha1,
      String sha256,
      long damaged,
      Optional<String> problem)
      throws IOException {
    byte[] text =
        String.join("\0", md5, sha1, sha256, Long.toString(damaged), problem.orElse(""))
            .getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[1 + text.length];
    message[0] = 1;
    System.arraycopy(text, 0, message, 1, text.length);
    replies.send(message, 0, message.length);
  }

  /// @return empty for a sign of life
  /// @throws IllegalArgumentException when it is none of these messages
  static Optional<DeviceDigests> parse(ByteBuffer message) {
    if (!message.hasRemaining() || message.get() == 0) {
      return Optional.empty();
    }
    String[] parts = StandardCharsets.UTF_8.decode(message).toString().split("\0", 5);
    if (parts.length != 5) {
      throw new IllegalArgumentException("expected 5 parts, found " + parts.length);
    }
    return Optional.of(
        new DeviceDigests(
            parts[0],
            parts[1],
            parts[2],
            Long.parseLong(parts[3]),
            Optional.of(parts[4]).filter(text -> !text.isEmpty())));
  }
}
