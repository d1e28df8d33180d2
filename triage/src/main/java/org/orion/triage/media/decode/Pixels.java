package org.orion.triage.media.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.hash.LumaRows;

/// A decoded picture in native memory, freed by [#close].
///
/// @param memory row by row without gaps: four bytes a pixel (red, green, blue and one of no
///   meaning), or one byte for grey
/// @param frames how many pictures the file holds
/// @param damage what is missing or broken
record Pixels(
    Arena arena,
    MemorySegment memory,
    int width,
    int height,
    boolean grey,
    int frames,
    Optional<String> damage)
    implements AutoCloseable {
  /// Larger pictures are refused before any memory is taken for them.
  static final long MOST_PIXELS = 150_000_000L;

  static void checkSize(long width, long height) throws DecodeException {
    if (width <= 0 || height <= 0) {
      throw new DecodeException(
          Reason.CORRUPT, "expected a picture, found a size of %d x %d".formatted(width, height));
    }
    if (width * height > MOST_PIXELS) {
      throw new DecodeException(
          Reason.TOO_LARGE,
          "%d x %d pixels; at most %d million are decoded"
              .formatted(width, height, MOST_PIXELS / 1_000_000));
    }
  }

  LumaRows luma() {
    return grey
        ? LumaRows.ofGrey(memory, width, height, width)
        : LumaRows.ofRgbx(memory, width, height, 4 * width);
  }

  Pixels withFrames(int count, Optional<String> alsoDamaged) {
    return new Pixels(
        arena, memory, width, height, grey, count, damage.isPresent() ? damage : alsoDamaged);
  }

  @Override
  public void close() {
    arena.close();
  }
}
