package org.orion.triage.lists;

import java.nio.ByteBuffer;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// A hash as a list file holds it: a number for the algorithm and its bytes.
final class HashColumns {
  private HashColumns() {}

  static int algorithm(HashValue hash) {
    return switch (hash) {
      case Md5 unused -> 1;
      case Sha1 unused -> 2;
      case Sha256 unused -> 3;
      case Pdq unused -> 4;
    };
  }

  static byte[] bytes(HashValue hash) {
    return switch (hash) {
      case Md5(long a, long b) -> ByteBuffer.allocate(16).putLong(a).putLong(b).array();
      case Sha1(long a, long b, int c) ->
          ByteBuffer.allocate(20).putLong(a).putLong(b).putInt(c).array();
      case Sha256(long a, long b, long c, long d) -> bytes(a, b, c, d);
      case Pdq(long a, long b, long c, long d) -> bytes(a, b, c, d);
    };
  }

  private static byte[] bytes(long a, long b, long c, long d) {
    return ByteBuffer.allocate(32).putLong(a).putLong(b).putLong(c).putLong(d).array();
  }

  /// @throws IllegalArgumentException when there is no such algorithm or the bytes are too few
  static HashValue hash(int algorithm, byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    int expected =
        switch (algorithm) {
          case 1 -> 16;
          case 2 -> 20;
          case 3, 4 -> 32;
          default ->
              throw new IllegalArgumentException(
                  "algorithm is %d, must be 1 to 4".formatted(algorithm));
        };
    if (bytes.length != expected) {
      throw new IllegalArgumentException(
          "a hash of algorithm %d has %d bytes, must have %d"
              .formatted(algorithm, bytes.length, expected));
    }
    return switch (algorithm) {
      case 1 -> new Md5(from.getLong(), from.getLong());
      case 2 -> new Sha1(from.getLong(), from.getLong(), from.getInt());
      case 3 -> new Sha256(from.getLong(), from.getLong(), from.getLong(), from.getLong());
      default -> new Pdq(from.getLong(), from.getLong(), from.getLong(), from.getLong());
    };
  }

  /// The name for people.
  static String name(int algorithm) {
    return switch (algorithm) {
      case 1 -> "md5";
      case 2 -> "sha1";
      case 3 -> "sha256";
      default -> "pdq";
    };
  }
}
