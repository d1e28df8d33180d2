package org.orion.exchange.hash;

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
