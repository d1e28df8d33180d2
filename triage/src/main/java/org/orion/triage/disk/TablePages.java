package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Numbers in tables that may be larger than memory. Pages of 4 KiB are read when they are asked
/// for; the latest 512 are kept, 2 MiB.
final class TablePages {
  private static final int PAGE_BYTES = 4096;
  private static final int PAGES_KEPT = 512;

  private final ByteOrder order;
  private final Map<Key, ByteBuffer> pages = new RecentlyUsed<>(PAGES_KEPT);
  private @Nullable Key latestKey;
  private ByteBuffer latest = ByteBuffer.allocate(0);

  /// @param number of the page in the file
  private record Key(ContainerFile file, long number) {
    boolean is(ContainerFile otherFile, long otherNumber) {
      return number == otherNumber && file == otherFile;
    }
  }

  TablePages(ByteOrder order) {
    this.order = order;
  }

  byte byteAt(ContainerFile file, long at) throws IOException {
    return page(file, at, 1).get((int) (at % PAGE_BYTES));
  }

  long unsignedIntAt(ContainerFile file, long at) throws IOException {
    int value =
        isInOnePage(at, Integer.BYTES)
            ? page(file, at, Integer.BYTES).getInt((int) (at % PAGE_BYTES))
            : file.read(at, Integer.BYTES, order, "an entry of a table").getInt();
    return Integer.toUnsignedLong(value);
  }

  long longAt(ContainerFile file, long at) throws IOException {
    return isInOnePage(at, Long.BYTES)
        ? page(file, at, Long.BYTES).getLong((int) (at % PAGE_BYTES))
        : file.read(at, Long.BYTES, order, "an entry of a table").getLong();
  }

  private static boolean isInOnePage(long at, int count) {
    return at % PAGE_BYTES + count <= PAGE_BYTES;
  }

  /// The page of an entry, which may be cut short by the file's end but has the whole entry.
  private ByteBuffer page(ContainerFile file, long at, int width) throws IOException {
    long number = at / PAGE_BYTES;
    Key key = latestKey;
    if (key == null || !key.is(file, number)) {
      key = new Key(file, number);
      ByteBuffer page = pages.get(key);
      if (page == null) {
        long from = number * PAGE_BYTES;
        int count = Math.clamp(file.bytes() - from, 1, PAGE_BYTES);
        page = file.read(from, count, order, "a page of a table");
        pages.put(key, page);
      }
      latestKey = key;
      latest = page;
    }
    if (at % PAGE_BYTES + width > latest.limit()) {
      throw file.damaged("an entry of a table at %d is not within the file".formatted(at));
    }
    return latest;
  }
}
