package org.orion.exchange.hash;

import java.util.HexFormat;

/// A SHA-1 digest (FIPS 180-4), 160 bits.
public record Sha1(long a, long b, int c) implements HashValue {
  /// The digest of zero bytes; never a list entry.
  public static final Sha1 OF_NOTHING = parse("da39a3ee5e6b4b0d3255bfef95601890afd80709");

  /// @throws IllegalArgumentException unless `hex` is 40 hexadecimal digits
  public static Sha1 parse(String hex) {
    HashValue.requireDigits(hex, 40);
    return new Sha1(
        HashValue.parseWord(hex, 0, 16),
        HashValue.parseWord(hex, 16, 16),
        (int) HashValue.parseWord(hex, 32, 8));
  }

  @Override
  public HashAlgorithm algorithm() {
    return HashAlgorithm.SHA1;
  }

  @Override
  public String hex() {
    return HashValue.formatWord(a) + HashValue.formatWord(b) + HexFormat.of().toHexDigits(c);
  }
}
