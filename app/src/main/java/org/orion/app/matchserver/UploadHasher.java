package org.orion.app.matchserver;

import java.nio.ByteBuffer;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.ContentHasher;
import org.orion.triage.media.Decoded;
import org.orion.triage.media.MediaDecoder;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;

/// Hashes what was sent, in memory; pictures and videos are decoded in the cage.
public final class UploadHasher {
  private final MediaDecoder decoder;

  public UploadHasher(MediaDecoder decoder) {
    this.decoder = decoder;
  }

  /// @param decoded what came of decoding; [Decoded.NoMedia] without it
  record Upload(MediaType type, ContentDigests digests, Decoded decoded) {}

  Upload hash(ByteBuffer content) throws InterruptedException {
    byte[] head = new byte[Math.min(content.remaining(), MediaDetector.HEAD_BYTES)];
    content.duplicate().get(head);
    MediaType type = MediaDetector.detect(head, head.length);
    ContentHasher hasher = new ContentHasher();
    hasher.update(content.duplicate());
    Decoded decoded =
        type.isMedia()
            ? decoder.decode(type, new BytesContent(content.duplicate()))
            : new Decoded.NoMedia(type);
    return new Upload(type, hasher.finish(), decoded);
  }
}
