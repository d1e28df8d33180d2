package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Sectors of a VMDK image that follow each other.
sealed interface VmdkExtent permits VmdkExtent.Flat, VmdkExtent.Zero, VmdkSparse {
  /// @return how many bytes of sectors it has
  long bytes();

  /// Reads from one grain at most.
  ///
  /// @param at where, in the extent
  /// @param target has room for nothing behind the extent's end
  /// @return how many bytes were put into the target, at least 1
  int readAt(long at, ByteBuffer target) throws IOException;

  /// Sectors as they are in a file.
  ///
  /// @param from where they begin in it
  record Flat(ContainerFile file, long from, long bytes) implements VmdkExtent {
    @Override
    public int readAt(long at, ByteBuffer target) throws IOException {
      int count = target.remaining();
      if (!file.fill(from + at, target, count)) {
        throw file.damaged(
            "the file of a flat extent ends within %d bytes from %d".formatted(count, from + at));
      }
      return count;
    }
  }

  /// Sectors that are zeros.
  record Zero(long bytes) implements VmdkExtent {
    @Override
    public int readAt(long at, ByteBuffer target) {
      return ReadOnlySectors.zeros(target, bytes - at);
    }
  }
}
