package org.orion.triage.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// The nodes of an Outlook store in the order of its tree, whether a folder still lists them or
/// not. Each page of the tree is looked at once and checked by its sum. Source: MS-PST 2.2.2.6 and
/// 2.2.2.7.
final class StoreNodes {
  private static final int ANSI_LAST = 15;
  private static final int LARGE_PAGES = 36;
  private static final int NODE_PAGE = 0x81;
  private static final int MOST_LEVELS = 12;
  private static final int[] SUMS = sums();

  private final SeekableByteChannel content;
  private final Consumer<String> problems;
  private final NodeVisitor visitor;
  private final Shape shape;
  private final Set<Long> pagesSeen = new HashSet<>();

  /// Receives nodes.
  interface NodeVisitor {
    /// @param parent the node of the folder that a message is in
    void node(int node, int parent) throws IOException;
  }

  /// How a kind of store lays out a page.
  ///
  /// @param number bytes of a number
  private record Shape(int pageBytes, int entriesBytes, int trailerAt, int number, int rootAt) {
    static Shape of(int version) {
      if (version <= ANSI_LAST) {
        return new Shape(512, 496, 500, 4, 188);
      }
      return version == LARGE_PAGES
          ? new Shape(4096, 4056, 4072, 8, 224)
          : new Shape(512, 488, 496, 8, 224);
    }

    long number(ByteBuffer page, int at) {
      return number == 4 ? Integer.toUnsignedLong(page.getInt(at)) : page.getLong(at);
    }
  }

  private StoreNodes(SeekableByteChannel content, Consumer<String> problems, NodeVisitor visitor)
      throws IOException {
    this.content = content;
    this.problems = problems;
    this.visitor = visitor;
    this.shape = Shape.of(Short.toUnsignedInt(read(10, 2).getShort(0)));
  }

  static void visit(SeekableByteChannel content, Consumer<String> problems, NodeVisitor visitor)
      throws IOException {
    StoreNodes nodes = new StoreNodes(content, problems, visitor);
    long root = nodes.shape.number(nodes.read(nodes.shape.rootAt(), 8), 0);
    nodes.page(root, MOST_LEVELS);
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (position >= 0 && position < content.size()) {
      content.position(position);
      while (bytes.hasRemaining() && content.read(bytes) >= 0) {
        continue;
      }
    }
    return bytes;
  }

  private void page(long position, int levels) throws IOException {
    ByteBuffer page = read(position, shape.pageBytes());
    if (levels < 0 || !pagesSeen.add(position) || page.hasRemaining() || !isNodePage(page)) {
      lost(position);
      return;
    }
    int entries = shape.entriesBytes();
    boolean large = shape.pageBytes() > 512;
    int count = large ? Short.toUnsignedInt(page.getShort(entries)) : page.get(entries) & 0xFF;
    int level = page.get(entries + (large ? 5 : 3)) & 0xFF;
    int width = shape.number();
    int entryBytes = level > 0 ? 3 * width : 4 * width;
    if (sum(page, shape.trailerAt()) != page.getInt(shape.trailerAt() + 4)
        && sum(page, shape.trailerAt()) != page.getInt(shape.trailerAt() + 12)) {
      problems.accept("the sum of the tree's page at %d is wrong".formatted(position));
    }
    for (int i = 0; i < count && (i + 1) * entryBytes <= entries; i++) {
      int at = i * entryBytes;
      if (level > 0) {
        page(shape.number(page, at + 2 * width), level - 1);
      } else {
        visitor.node(page.getInt(at), page.getInt(at + 3 * width));
      }
    }
  }

  private boolean isNodePage(ByteBuffer page) {
    int at = shape.trailerAt();
    return (page.get(at) & 0xFF) == NODE_PAGE && (page.get(at + 1) & 0xFF) == NODE_PAGE;
  }

  private void lost(long position) {
    problems.accept("no page of the tree of nodes at byte %d".formatted(position));
  }

  /// The format's sum is the usual polynomial without the usual inversions.
  private static int sum(ByteBuffer page, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum = SUMS[(sum ^ page.get(i)) & 0xFF] ^ sum >>> 8;
    }
    return sum;
  }

  private static int[] sums() {
    int[] sums = new int[256];
    for (int i = 0; i < sums.length; i++) {
      int sum = i;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 1) != 0 ? sum >>> 1 ^ 0xEDB88320 : sum >>> 1;
      }
      sums[i] = sum;
    }
    return sums;
  }
}
