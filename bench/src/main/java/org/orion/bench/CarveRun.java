package org.orion.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.orion.triage.carve.ByteRange;
import org.orion.triage.carve.Carver;
import org.orion.triage.carve.Confidence;
import org.orion.triage.media.MediaType;

/// The carver over a whole file, several times, on one thread.
final class CarveRun {
  private CarveRun() {}

  /// What was found, with a sum over all places, lengths, types and confidences.
  private static final class Sum implements Carver.Finds {
    long whole;
    long truncated;
    long checksum;

    @Override
    public void found(long offset, long bytes, MediaType type, Confidence confidence) {
      switch (confidence) {
        case WHOLE -> whole++;
        case TRUNCATED -> truncated++;
      }
      checksum = checksum * 31 + offset;
      checksum = checksum * 31 + bytes;
      checksum = checksum * 31 + type.name().hashCode();
      checksum = checksum * 31 + confidence.name().hashCode();
    }

    @Override
    public void searched(long offset) {
      // Nobody waits for a sign.
    }
  }

  static void run(Options options) throws IOException {
    Path file = Path.of(options.text("file", ""));
    int rounds = options.number("rounds", 3);
    for (int round = 0; round < rounds; round++) {
      try (FileChannel channel = FileChannel.open(file)) {
        Sum sum = new Sum();
        long bytes = channel.size();
        long started = System.nanoTime();
        new Carver(channel, sum).carve(List.of(new ByteRange(0, bytes)));
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "{\"megabytes_per_second\":%.0f,\"whole\":%d,\"truncated\":%d,\"checksum\":%d}%n",
            bytes / seconds / 1e6,
            sum.whole,
            sum.truncated,
            sum.checksum);
      }
    }
  }
}
