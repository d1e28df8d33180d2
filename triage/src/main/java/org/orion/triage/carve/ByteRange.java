package org.orion.triage.carve;

/// Bytes of a device that follow each other.
///
/// @param start the first, counted from the device's beginning
/// @param bytes how many
public record ByteRange(long start, long bytes) {
  public ByteRange {
    if (start < 0 || bytes < 0 || start + bytes < 0) {
      throw new IllegalArgumentException(
          "range of %d bytes from %d, must be within a device".formatted(bytes, start));
    }
  }

  /// @return the first byte behind it
  public long end() {
    return start + bytes;
  }
}
