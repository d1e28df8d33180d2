package org.orion.exchange.hash;

import java.util.HexFormat;

/// A hash of a file's bytes ([Md5], [Sha1], [Sha256]) or of a picture's look ([Pdq]). Words are
/// big-endian: the first hexadecimal digit is the highest four bits of the first word.
public sealed interface HashValue permits Md5, Sha1, Sha256, Pdq {

  HashAlgorithm algorithm();

  /// Lower-case hexadecimal, without a prefix.
  String hex();

  /// Reads `digits` hexadecimal digits, in either case, at `position`.
  ///
  /// @throws IllegalArgumentException when a character is no hexadecimal digit
  static long parseWord(String hex, int position, int digits) {
    return HexFormat.fromHexDigitsToLong(hex, position, position + digits);
  }

  /// Checks the length that an algorithm's hexadecimal form must have.
  ///
  /// @throws IllegalArgumentException when it is another; the message does not hold the value
  static void requireDigits(String hex, int digits) {
    if (hex.length() != digits) {
      throw new IllegalArgumentException(
          "a hash value has %d hexadecimal digits, must have %d".formatted(hex.length(), digits));
    }
  }

  static String formatWord(long word) {
    return HexFormat.of().toHexDigits(word);
  }
}
