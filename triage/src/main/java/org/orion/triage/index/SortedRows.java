package org.orion.triage.index;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sorts more digests than memory holds: full runs are sorted and set aside, in a file that has no
/// name any more or, without a folder, in memory; at the end all runs are merged. Rows of the same
/// digest keep the order in which they came. For one thread.
final class SortedRows implements AutoCloseable {
  private static final int RUN_SHIFT = 21;
  private static final int FIRST_ROWS = 1 << 12;
  private static final int FEW = 16;
  private static final ValueLayout.OfInt BIG_ENDIAN_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final int keyBytes;
  private final int rowBytes;
  private final int runRows;
  private final Optional<Path> folder;
  private final Arena arena = Arena.ofConfined();
  private final List<MemorySegment> runs = new ArrayList<>();
  private MemorySegment filling;
  private long[] order;
  private @Nullable FileChannel spill;
  private int count;
  private int total;

  /// @param folder where runs are set aside; without, they stay in memory
  /// @param runRows how many rows are sorted at once, a power of two up to 2^21
  SortedRows(int keyBytes, Optional<Path> folder, int runRows) {
    if (Integer.bitCount(runRows) != 1 || runRows > 1 << RUN_SHIFT) {
      throw new IllegalArgumentException(
          "runRows is %d, must be a power of two up to 2^%d".formatted(runRows, RUN_SHIFT));
    }
    this.keyBytes = keyBytes;
    this.rowBytes = keyBytes + 4;
    this.folder = folder;
    this.runRows = runRows;
    this.order = new long[Math.min(runRows, FIRST_ROWS)];
    this.filling = arena.allocate((long) rowBytes * order.length, 64);
  }

  /// Rows in all.
  int total() {
    return total;
  }

  /// @param words the digest's bytes as big-endian words
  void add(long[] words, int entry) throws IOException {
    if (count == runRows) {
      setAside();
    } else if (count == order.length) {
      grow();
    }
    long at = (long) count * rowBytes;
    for (int i = 0; i < keyBytes / 8; i++) {
      filling.set(DigestTable.BIG_ENDIAN_LONG, at + 8L * i, words[i]);
    }
    if (keyBytes % 8 != 0) {
      filling.set(BIG_ENDIAN_INT, at + keyBytes - 4, (int) (words[words.length - 1] >>> 32));
    }
    filling.set(BIG_ENDIAN_INT, at + keyBytes, entry);
    order[count] = (words[0] ^ Long.MIN_VALUE) & -(1L << RUN_SHIFT) | count;
    count++;
    total = Math.incrementExact(total);
  }

  private void grow() {
    order = Arrays.copyOf(order, count * 2);
    MemorySegment larger = arena.allocate((long) rowBytes * order.length, 64);
    MemorySegment.copy(filling, 0, larger, 0, filling.byteSize());
    filling = larger;
  }

  /// Receives rows in their order.
  interface Sink {
    /// @param at where the digest begins in `row`
    void accept(MemorySegment row, long at, int entry);
  }

  /// Hands all rows on, the least first.
  void forEach(Sink sink) throws IOException {
    if (runs.isEmpty()) {
      sort();
      for (int i = 0; i < count; i++) {
        accept(filling, at(order[i]), sink);
      }
      return;
    }
    if (count > 0) {
      setAside();
    }
    PriorityQueue<Cursor> cursors = new PriorityQueue<>();
    for (int i = 0; i < runs.size(); i++) {
      cursors.add(new Cursor(runs.get(i), i));
    }
    for (Cursor least = cursors.poll(); least != null; least = cursors.poll()) {
      Cursor next = cursors.peek();
      boolean more = true;
      while (more && (next == null || least.compareTo(next) <= 0)) {
        accept(least.run, least.at, sink);
        more = least.advance();
      }
      if (more) {
        cursors.add(least);
      }
    }
  }

  private void accept(MemorySegment source, long at, Sink sink) {
    sink.accept(source, at, source.get(BIG_ENDIAN_INT, at + keyBytes));
  }

  private void setAside() throws IOException {
    sort();
    long bytes = (long) count * rowBytes;
    MemorySegment run = room(bytes);
    for (int i = 0; i < count; i++) {
      MemorySegment.copy(filling, at(order[i]), run, (long) i * rowBytes, rowBytes);
    }
    runs.add(run);
    count = 0;
  }

  private MemorySegment room(long bytes) throws IOException {
    if (folder.isEmpty()) {
      return arena.allocate(bytes, 64);
    }
    FileChannel file = spill;
    if (file == null) {
      file = openWithoutName(folder.get());
      spill = file;
    }
    long at = file.size();
    IndexFile.reserve(file, at, bytes);
    return file.map(MapMode.READ_WRITE, at, bytes, arena);
  }

  private static FileChannel openWithoutName(Path folder) throws IOException {
    Path file =
        Files.createTempFile(
            folder,
            ".sorting",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    // Whatever happens to this process, nothing is left.
    Files.delete(file);
    return channel;
  }

  private long at(long ordered) {
    return (ordered & (1L << RUN_SHIFT) - 1) * rowBytes;
  }

  /// Sorts by the digests' first bits, then each group of equal ones by all of it.
  private void sort() {
    Arrays.sort(order, 0, count);
    int from = 0;
    for (int i = 1; i <= count; i++) {
      if (i == count || order[i] >>> RUN_SHIFT != order[from] >>> RUN_SHIFT) {
        if (i - from > 1) {
          sortGroup(from, i);
        }
        from = i;
      }
    }
  }

  private void sortGroup(int from, int to) {
    if (to - from > FEW) {
      Long[] group = new Long[to - from];
      Arrays.setAll(group, i -> order[from + i]);
      Arrays.sort(group, (left, right) -> compare(filling, at(left), filling, at(right)));
      for (int i = 0; i < group.length; i++) {
        order[from + i] = group[i];
      }
      return;
    }
    for (int i = from + 1; i < to; i++) {
      long moving = order[i];
      int place = i;
      for (;
          place > from && compare(filling, at(order[place - 1]), filling, at(moving)) > 0;
          place--) {
        order[place] = order[place - 1];
      }
      order[place] = moving;
    }
  }

  private int compare(MemorySegment left, long leftAt, MemorySegment right, long rightAt) {
    long same =
        MemorySegment.mismatch(left, leftAt, leftAt + keyBytes, right, rightAt, rightAt + keyBytes);
    return same < 0
        ? 0
        : Byte.compareUnsigned(
            left.get(ValueLayout.JAVA_BYTE, leftAt + same),
            right.get(ValueLayout.JAVA_BYTE, rightAt + same));
  }

  /// A place in a sorted run.
  private final class Cursor implements Comparable<Cursor> {
    private final MemorySegment run;
    private final int number;
    private long at;
    private long first;

    Cursor(MemorySegment run, int number) {
      this.run = run;
      this.number = number;
      this.first = run.get(DigestTable.BIG_ENDIAN_LONG, 0);
    }

    boolean advance() {
      at += rowBytes;
      if (at == run.byteSize()) {
        return false;
      }
      first = run.get(DigestTable.BIG_ENDIAN_LONG, at);
      return true;
    }

    @Override
    public int compareTo(Cursor other) {
      int order = Long.compareUnsigned(first, other.first);
      if (order == 0) {
        order = compare(run, at, other.run, other.at);
      }
      return order != 0 ? order : Integer.compare(number, other.number);
    }
  }

  @Override
  public void close() throws IOException {
    arena.close();
    if (spill != null) {
      spill.close();
    }
  }
}
