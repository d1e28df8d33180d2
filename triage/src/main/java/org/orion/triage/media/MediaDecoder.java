package org.orion.triage.media;

import java.nio.channels.SeekableByteChannel;

/// Decodes pictures and videos, somewhere that a hostile file can do no harm.
public interface MediaDecoder {

  /// Decodes one file. Never throws for what the bytes hold: that is [Decoded.Failed].
  ///
  /// @param content read from the start as often as needed; stays open, its position is undefined
  ///   afterwards
  Decoded decode(MediaType type, SeekableByteChannel content) throws InterruptedException;
}
