package org.orion.exchange.hash;

/// A PDQ hash, 256 bits: two pictures that look alike differ in few of them. The dialect that made
/// the value stands beside it, not in it, because a listed value does not say.
///
/// Word `a` is the first 16 hexadecimal digits of the published form: rows 15 to 12 of the
/// coefficient matrix, `d` rows 3 to 0. Source: the PDQ reference, `hashing/pdqhashtypes`.
public record Pdq(long a, long b, long c, long d) implements HashValue {

  /// @throws IllegalArgumentException unless `hex` is 64 hexadecimal digits
  public static Pdq parse(String hex) {
    HashValue.requireDigits(hex, 64);
    return new Pdq(
        HashValue.parseWord(hex, 0, 16),
        HashValue.parseWord(hex, 16, 16),
        HashValue.parseWord(hex, 32, 16),
        HashValue.parseWord(hex, 48, 16));
  }

  @Override
  public HashAlgorithm algorithm() {
    return HashAlgorithm.PDQ;
  }

  /// The number of bits in which two hashes differ, 0 to 256. The field calls two pictures alike
  /// from 31 down.
  public int distanceBits(Pdq other) {
    return Long.bitCount(a ^ other.a)
        + Long.bitCount(b ^ other.b)
        + Long.bitCount(c ^ other.c)
        + Long.bitCount(d ^ other.d);
  }

  @Override
  public String hex() {
    return HashValue.formatWord(a)
        + HashValue.formatWord(b)
        + HashValue.formatWord(c)
        + HashValue.formatWord(d);
  }
}
