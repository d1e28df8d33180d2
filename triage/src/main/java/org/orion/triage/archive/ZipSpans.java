package org.orion.triage.archive;

import java.io.IOException;
import java.util.Arrays;

/// Where the members of a zip lie, so that what lies between them, and belongs to none, can be
/// looked at, and what belongs to several be told. Bounded: of a zip with more members it tells
/// nothing.
final class ZipSpans {
  private static final int MOST_SPANS = 2_000_000;
  private static final int LEAST_GAP_BYTES = 30;

  /// Starts, each with its end behind it, until sorted by start.
  private long[] starts = new long[64];

  private long[] ends = new long[64];
  private int count;
  private boolean tooMany;

  /// Receives gaps.
  interface GapVisitor {
    void gap(long start, long end) throws IOException;
  }

  void add(long start, long end) {
    if (count == MOST_SPANS) {
      tooMany = true;
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, Math.min(2 * count, MOST_SPANS));
      ends = Arrays.copyOf(ends, starts.length);
    }
    starts[count] = start;
    ends[count++] = Math.max(start, end);
  }

  /// Visits what lies between the members, in order.
  ///
  /// @param end of the last gap
  /// @return how many members begin within another
  long visitGaps(long end, GapVisitor visitor) throws IOException {
    if (tooMany) {
      return 0;
    }
    // Starts and ends can be sorted apart: what is covered up to a place is the same.
    Arrays.sort(starts, 0, count);
    Arrays.sort(ends, 0, count);
    long overlapping = 0;
    long covered = 0;
    for (int i = 0; i <= count; i++) {
      long start = i == count ? end : starts[i];
      if (i > 0 && i < count && start < ends[i - 1]) {
        overlapping++;
      }
      covered = i == 0 ? 0 : Math.max(covered, ends[i - 1]);
      if (start - covered >= LEAST_GAP_BYTES) {
        visitor.gap(covered, start);
      }
    }
    starts = new long[0];
    ends = new long[0];
    return overlapping;
  }
}
