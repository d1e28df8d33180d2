package org.orion.triage.media.decode;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Decodes the JPEG files of a folder and does nothing else: what a scan is held against. It stands
/// in the decoders' package because they are not for others to call.
public final class DecodeOnly {
  private DecodeOnly() {}

  /// @return pictures decoded, bytes read, and a sum over one pixel of each
  public static long[] run(Path folder, int threads)
      throws IOException, InterruptedException, ExecutionException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<long[]>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(executor.submit(() -> decode(files, next)));
      }
      long[] sums = new long[3];
      for (Future<long[]> part : parts) {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += part.get()[i];
        }
      }
      return sums;
    }
  }

  private static long[] decode(List<Path> files, AtomicInteger next)
      throws IOException, DecodeException {
    JpegDecoder decoder = new JpegDecoder(TurboJpeg.load());
    long[] sums = new long[3];
    for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
      byte[] bytes = Files.readAllBytes(files.get(i));
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment file = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
        try (Pixels pixels = decoder.decode(file)) {
          sums[0]++;
          sums[1] += bytes.length;
          sums[2] += pixels.memory().get(ValueLayout.JAVA_BYTE, pixels.memory().byteSize() / 2);
        }
      }
    }
    return sums;
  }
}
