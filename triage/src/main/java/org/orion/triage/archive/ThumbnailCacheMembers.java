package org.orion.triage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import org.orion.triage.evidence.Unreadable.Reason;

/// Thumbnails in the caches of Windows Explorer, `thumbcache_*.db`, from Vista to 11. Source: Metz,
/// "Windows Explorer Thumbnail Cache database file format specification", 2010-2024.
///
/// A member is called by its identifier, which Windows makes of 16 hexadecimal digits, or where
/// there is none by the entry's hash. Sums are not checked: their polynomial is not published.
final class ThumbnailCacheMembers {
  private static final int SIGNATURE = 0x4D4D4D43;
  private static final int FILE_HEADER_BYTES = 24;
  private static final int VISTA = 20;
  private static final int WINDOWS_7 = 21;
  private static final int MOST_IDENTIFIER_BYTES = 4_096;
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int ENTRIES_UNTIL_SIGN = 1_000;

  private final SeekableByteChannel content;
  private final MemberSink sink;
  private final int version;
  private long entries;
  private String problem = "";

  private ThumbnailCacheMembers(SeekableByteChannel content, MemberSink sink, int version) {
    this.content = content;
    this.sink = sink;
    this.version = version;
  }

  /// An entry's head.
  ///
  /// @param at where it begins
  /// @param bytes of the whole entry
  /// @param dataAt where its thumbnail begins
  private record Entry(long at, long bytes, String name, long dataAt, long dataBytes) {}

  static void send(SeekableByteChannel content, MemberSink sink) throws IOException {
    ByteBuffer header = bytes(content, 0, FILE_HEADER_BYTES);
    if (header.remaining() < FILE_HEADER_BYTES) {
      sink.stop(Reason.CORRUPT, "thumbnail cache: its header is cut off");
      return;
    }
    new ThumbnailCacheMembers(content, sink, header.getInt(4)).send();
  }

  private static ByteBuffer bytes(SeekableByteChannel content, long at, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    content.position(at);
    while (buffer.hasRemaining() && content.read(buffer) >= 0) {
      // Until all is there or the file ends.
    }
    return buffer.flip();
  }

  private void send() throws IOException {
    // Where the first entry is depends on the version; it is found by its signature.
    OptionalLong next = find(FILE_HEADER_BYTES);
    while (next.isPresent()) {
      if (++entries % ENTRIES_UNTIL_SIGN == 0) {
        sink.alive();
      }
      long at = next.getAsLong();
      Optional<Entry> entry = entry(at);
      if (entry.isEmpty()) {
        note("the entry at byte %d is damaged".formatted(at));
        next = find(at + 4);
        continue;
      }
      if (entry.get().dataBytes() > 0 && !sink.skips()) {
        send(entry.get());
      }
      next = find(at + entry.get().bytes());
    }
    if (!problem.isEmpty()) {
      sink.stop(Reason.CORRUPT, "thumbnail cache: " + problem);
    }
  }

  private void note(String what) {
    if (problem.isEmpty()) {
      problem = what;
    }
  }

  /// The next place from a position on where an entry begins.
  private OptionalLong find(long from) throws IOException {
    long at = from;
    while (at + 4 <= content.size()) {
      ByteBuffer piece = bytes(content, at, (int) Math.min(BUFFER_BYTES, content.size() - at));
      for (int i = 0; i + 4 <= piece.limit(); i++) {
        if (piece.getInt(i) == SIGNATURE) {
          return OptionalLong.of(at + i);
        }
      }
      sink.alive();
      at += Math.max(1, piece.limit() - 3);
    }
    return OptionalLong.empty();
  }

  private Optional<Entry> entry(long at) throws IOException {
    int sizesAt = version == VISTA ? 24 : 16;
    int headBytes = version == WINDOWS_7 ? 48 : 56;
    ByteBuffer head = bytes(content, at, headBytes);
    if (head.remaining() < headBytes) {
      return Optional.empty();
    }
    long bytes = Integer.toUnsignedLong(head.getInt(4));
    long identifierBytes = Integer.toUnsignedLong(head.getInt(sizesAt));
    long paddingBytes = Integer.toUnsignedLong(head.getInt(sizesAt + 4));
    long dataBytes = Integer.toUnsignedLong(head.getInt(sizesAt + 8));
    long dataAt = at + headBytes + identifierBytes + paddingBytes;
    if (bytes < headBytes
        || identifierBytes > MOST_IDENTIFIER_BYTES
        || dataAt + dataBytes > at + bytes) {
      return Optional.empty();
    }
    String identifier =
        StandardCharsets.UTF_16LE
            .decode(bytes(content, at + headBytes, (int) identifierBytes))
            .toString();
    String name = identifier.isBlank() ? "%016x".formatted(head.getLong(8)) : identifier.strip();
    return Optional.of(new Entry(at, bytes, name, dataAt, dataBytes));
  }

  private void send(Entry entry) throws IOException {
    sink.begin(
        entry.name().getBytes(StandardCharsets.UTF_8),
        entry.name(),
        entry.dataBytes(),
        Long.MIN_VALUE);
    int buffer = (int) Math.min(entry.dataBytes(), BUFFER_BYTES);
    try (ChannelSlice data =
        new ChannelSlice(content, entry.dataAt(), entry.dataAt() + entry.dataBytes(), buffer)) {
      long sent = sink.data(data, new CRC32());
      if (sent == entry.dataBytes()) {
        sink.end();
      } else {
        sink.end(
            Reason.CORRUPT,
            "thumbnail cache: expected %d bytes, found %d".formatted(entry.dataBytes(), sent));
        note("it is cut off in the entry at byte %d".formatted(entry.at()));
      }
    }
  }
}
