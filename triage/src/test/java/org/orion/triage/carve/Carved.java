package org.orion.triage.carve;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.orion.triage.media.MediaType;

/// A find, for comparing.
record Carved(long offset, long bytes, String type, Confidence confidence) {
  long end() {
    return offset + bytes;
  }

  static List<Carved> in(byte[] device, ByteRange... ranges) throws IOException {
    List<Carved> finds = new ArrayList<>();
    carver(new SeekableInMemoryByteChannel(device), finds)
        .carve(ranges.length == 0 ? List.of(new ByteRange(0, device.length)) : List.of(ranges));
    return finds;
  }

  static Carver carver(SeekableByteChannel device, List<Carved> finds) {
    return new Carver(
        device,
        new Carver.Finds() {
          @Override
          public void found(long offset, long bytes, MediaType type, Confidence confidence) {
            finds.add(new Carved(offset, bytes, type.name(), confidence));
          }

          @Override
          public void searched(long offset) {
            // Nobody waits for a sign.
          }
        });
  }
}
