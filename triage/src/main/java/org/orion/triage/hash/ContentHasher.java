package org.orion.triage.hash;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// Computes MD5, SHA-1 and SHA-256 in one pass over a content. May be used again after [#finish];
/// not safe for use by several threads.
public final class ContentHasher {
  private static final int SLICE_BYTES = 16 << 10;

  private final MessageDigest md5 = digest("MD5");
  private final MessageDigest sha1 = digest("SHA-1");
  private final MessageDigest sha256 = digest("SHA-256");
  private long bytes;

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has " + algorithm, missing);
    }
  }

  /// Adds the remaining bytes of a buffer and consumes them.
  public void update(ByteBuffer content) {
    bytes += content.remaining();
    int end = content.limit();
    // Slices that stay in the nearest cache for the second and third digest.
    while (content.position() < end) {
      int start = content.position();
      content.limit(Math.min(end, start + SLICE_BYTES));
      md5.update(content);
      content.position(start);
      sha1.update(content);
      content.position(start);
      sha256.update(content);
    }
    content.limit(end);
  }

  /// Counts bytes that [#updateMd5] and [#updateSha] take.
  void count(int added) {
    bytes += added;
  }

  /// May run beside [#updateSha].
  void updateMd5(ByteBuffer content) {
    md5.update(content);
  }

  void updateSha(ByteBuffer content) {
    int start = content.position();
    sha1.update(content);
    content.position(start);
    sha256.update(content);
  }

  /// The digests of all bytes since the last call.
  public ContentDigests finish() {
    ByteBuffer first = words(md5);
    ByteBuffer second = words(sha1);
    ByteBuffer third = words(sha256);
    ContentDigests digests =
        new ContentDigests(
            new Md5(first.getLong(), first.getLong()),
            new Sha1(second.getLong(), second.getLong(), second.getInt()),
            new Sha256(third.getLong(), third.getLong(), third.getLong(), third.getLong()),
            bytes);
    bytes = 0;
    return digests;
  }

  private static ByteBuffer words(MessageDigest digest) {
    return ByteBuffer.wrap(digest.digest()).order(ByteOrder.BIG_ENDIAN);
  }
}
