package org.orion.exchange.hash;

/// An MD5 digest (RFC 1321), 128 bits.
public record Md5(long a, long b) implements HashValue {
  /// The digest of zero bytes; never a list entry.
  public static final Md5 OF_NOTHING = parse("d41d8cd98f00b204e9800998ecf8427e");

  /// @throws IllegalArgumentException unless `hex` is 32 hexadecimal digits
  public static Md5 parse(String hex) {
    HashValue.requireDigits(hex, 32);
    return new Md5(HashValue.parseWord(hex, 0, 16), HashValue.parseWord(hex, 16, 16));
  }

  @Override
  public HashAlgorithm algorithm() {
    return HashAlgorithm.MD5;
  }

  @Override
  public String hex() {
    return HashValue.formatWord(a) + HashValue.formatWord(b);
  }
}
