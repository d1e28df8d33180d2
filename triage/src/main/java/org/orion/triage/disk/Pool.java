package org.orion.triage.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An APFS container, whose volumes share its space. For one thread, as the library's reader of it
/// is.
final class Pool {
  private static final int BYTES = 80;
  private static final int VOLUME_BYTES = 64;
  private static final int MOST_VOLUMES = 100;
  private static final int ENCRYPTED = 1;

  private final Tsk tsk;
  private final MemorySegment pool;
  private final int blockBytes;
  private final List<PoolVolume> volumes = new ArrayList<>();
  private final Map<Long, MemorySegment> images = new HashMap<>();

  /// A volume of the container.
  ///
  /// @param block where it begins
  record PoolVolume(String name, long block, long bytes, boolean isEncrypted) {}

  private Pool(Tsk tsk, MemorySegment opened) {
    this.tsk = tsk;
    this.pool = Tsk.isNull(opened) ? opened : Tsk.memory(opened, BYTES);
    if (Tsk.isNull(opened)) {
      tsk.lastError();
      blockBytes = 0;
      return;
    }
    blockBytes = pool.get(JAVA_INT, 8);
    MemorySegment next = pool.get(ADDRESS, 40);
    for (int count = 0; !Tsk.isNull(next) && count < MOST_VOLUMES; count++) {
      MemorySegment volume = Tsk.memory(next, VOLUME_BYTES);
      volumes.add(
          new PoolVolume(
              Tsk.text(volume.get(ADDRESS, 8)),
              volume.get(JAVA_LONG, 24),
              volume.get(JAVA_LONG, 32) * blockBytes,
              (volume.get(JAVA_INT, 56) & ENCRYPTED) != 0));
      next = volume.get(ADDRESS, 40);
    }
  }

  /// @return one without volumes when it cannot be read
  static Pool open(Tsk tsk, MemorySegment image, long start) {
    try {
      return new Pool(tsk, (MemorySegment) tsk.poolOpen.invokeExact(image, start, 0));
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  List<PoolVolume> volumes() {
    return List.copyOf(volumes);
  }

  int blockBytes() {
    return blockBytes;
  }

  /// The space of one volume, as the library reads it; kept as long as the process.
  MemorySegment image(long block) {
    if (Tsk.isNull(pool)) {
      return MemorySegment.NULL;
    }
    return images.computeIfAbsent(
        block,
        at -> {
          MemorySegment opened = tsk.poolImage(pool, at);
          return Tsk.isNull(opened) ? opened : Tsk.image(opened);
        });
  }
}
