package org.orion.exchange.hash;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A SHA-256 digest (FIPS 180-4), 256 bits.
public record Sha256(long a, long b, long c, long d) implements HashValue {
  /// The digest of zero bytes; never a list entry.
  public static final Sha256 OF_NOTHING =
      parse("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  /// @throws IllegalArgumentException unless `hex` is 64 hexadecimal digits
  public static Sha256 parse(String hex) {
    HashValue.requireDigits(hex, 64);
    return new Sha256(
        HashValue.parseWord(hex, 0, 16),
        HashValue.parseWord(hex, 16, 16),
        HashValue.parseWord(hex, 32, 16),
        HashValue.parseWord(hex, 48, 16));
  }

  /// The digest of a content that is in memory.
  public static Sha256 digest(byte[] content) {
    try {
      return of(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /// The digest of a text in UTF-8.
  public static Sha256 digest(String text) {
    return digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /// @throws IllegalArgumentException unless there are 32 bytes
  public static Sha256 of(byte[] digest) {
    if (digest.length != 32) {
      throw new IllegalArgumentException(
          "a digest has %d bytes, must have 32".formatted(digest.length));
    }
    ByteBuffer words = ByteBuffer.wrap(digest);
    return new Sha256(words.getLong(), words.getLong(), words.getLong(), words.getLong());
  }

  /// The 32 bytes of the digest, in an array of the caller's.
  public byte[] toBytes() {
    return ByteBuffer.allocate(32).putLong(a).putLong(b).putLong(c).putLong(d).array();
  }

  @Override
  public HashAlgorithm algorithm() {
    return HashAlgorithm.SHA256;
  }

  @Override
  public String hex() {
    return HashValue.formatWord(a)
        + HashValue.formatWord(b)
        + HashValue.formatWord(c)
        + HashValue.formatWord(d);
  }
}
