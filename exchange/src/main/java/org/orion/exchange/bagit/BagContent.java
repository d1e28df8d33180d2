package org.orion.exchange.bagit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes the bytes of one file.
public interface BagContent {
  /// Writes them and leaves the stream open.
  void writeTo(OutputStream output) throws IOException;

  static BagContent of(byte[] bytes) {
    return output -> output.write(bytes);
  }

  static BagContent of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
