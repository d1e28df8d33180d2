package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.orion.triage.evidence.SegmentedFile;

/// The files of an image that names them, handed over as one content: one after the other, and
/// behind them the table that [SegmentedFile] wrote.
final class FileBundle {
  private static final int MOST_TABLE_BYTES = 1 << 20;

  private final SeekableByteChannel content;
  private final Map<String, long[]> files = new LinkedHashMap<>();

  private FileBundle(SeekableByteChannel content) {
    this.content = content;
  }

  static FileBundle of(SeekableByteChannel content) throws IOException {
    FileBundle bundle = new FileBundle(content);
    byte[] magic = SegmentedFile.TABLE_MAGIC.getBytes(StandardCharsets.US_ASCII);
    int tail = Integer.BYTES + magic.length;
    long end = content.size();
    if (end < tail) {
      return bundle;
    }
    ByteBuffer last = at(content, end - tail, tail);
    int length = last.getInt();
    byte[] found = new byte[magic.length];
    last.get(found);
    boolean isTable = Arrays.equals(found, magic);
    if (!isTable || length < 0 || length > MOST_TABLE_BYTES || length > end - tail) {
      return bundle;
    }
    bundle.read(at(content, end - tail - length, length), end - tail - length);
    return bundle;
  }

  private static ByteBuffer at(SeekableByteChannel content, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    content.position(position);
    while (bytes.hasRemaining() && content.read(bytes) >= 0) {
      continue;
    }
    return bytes.flip();
  }

  /// A line for each file: its length, a blank, its name.
  private void read(ByteBuffer table, long end) {
    long start = 0;
    for (String line : StandardCharsets.UTF_8.decode(table).toString().split("\n")) {
      int blank = line.indexOf(' ');
      if (blank < 1 || !line.substring(0, blank).matches("[0-9]{1,18}")) {
        return;
      }
      long length = Long.parseLong(line.substring(0, blank));
      if (length > end - start) {
        return;
      }
      files.put(line.substring(blank + 1), new long[] {start, length});
      start += length;
    }
  }

  /// The image itself.
  SeekableByteChannel first() throws IOException {
    if (files.isEmpty()) {
      return content;
    }
    long[] place = files.values().iterator().next();
    return new Slice(content, place[0], place[1]);
  }

  /// @throws ImageException when there is no such file beside the image
  SeekableByteChannel open(String name) throws IOException {
    long[] place = files.get(name);
    if (place == null) {
      throw ImageException.damaged(
          "VMDK: the file '%s' that the image names is not beside it".formatted(name));
    }
    return new Slice(content, place[0], place[1]);
  }

  /// A stretch of the content, with a position of its own.
  private static final class Slice extends ReadOnlySectors {
    private final SeekableByteChannel whole;
    private final long start;

    Slice(SeekableByteChannel whole, long start, long bytes) {
      super(bytes);
      this.whole = whole;
      this.start = start;
    }

    @Override
    int readAt(long at, ByteBuffer target) throws IOException {
      return whole.position(start + at).read(target);
    }

    @Override
    public boolean isOpen() {
      return whole.isOpen();
    }

    @Override
    public void close() {}
  }
}
