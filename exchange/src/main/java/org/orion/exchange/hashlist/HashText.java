package org.orion.exchange.hashlist;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// Reads hash values as lists and people write them.
public final class HashText {
  private static final int PDQ_BITS_SET = 128;
  private static final Map<String, Function<String, HashValue>> BY_NAME =
      Map.of("md5", Md5::parse, "sha1", Sha1::parse, "sha256", Sha256::parse, "pdq", Pdq::parse);

  private HashText() {}

  /// Whether a column or hash name is one of those that are read: `md5`, `SHA-1`, `sha_256`, `PDQ`.
  public static boolean isKnown(String name) {
    return BY_NAME.containsKey(normal(name));
  }

  private static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  /// A value of a named algorithm.
  ///
  /// @throws IllegalArgumentException when it is not of its form; the message does not hold it
  public static HashValue parse(String name, String value) {
    Function<String, HashValue> parser = BY_NAME.get(normal(name));
    if (parser == null) {
      throw new IllegalArgumentException("an algorithm that is not matched");
    }
    try {
      return parser.apply(value.strip());
    } catch (NumberFormatException noHex) {
      throw new IllegalArgumentException("a value that is not hexadecimal", noHex);
    }
  }

  /// A value without a name, or with one before a colon. Its length tells the algorithm: 32 digits
  /// MD5, 40 SHA-1, 64 SHA-256. A PDQ hash has 64 too; as exactly 128 of its bits are set, a value
  /// of which that is true is read as both.
  ///
  /// @return one value, or two readings of it
  public static List<HashValue> parse(String text) {
    String value = text.strip();
    int colon = value.indexOf(':');
    if (colon > 0) {
      return List.of(parse(value.substring(0, colon), value.substring(colon + 1)));
    }
    return switch (value.length()) {
      case 32 -> List.of(parse("md5", value));
      case 40 -> List.of(parse("sha1", value));
      case 64 -> {
        List<HashValue> readings = new ArrayList<>();
        Sha256 digest = (Sha256) parse("sha256", value);
        readings.add(digest);
        int set =
            Long.bitCount(digest.a())
                + Long.bitCount(digest.b())
                + Long.bitCount(digest.c())
                + Long.bitCount(digest.d());
        if (set == PDQ_BITS_SET) {
          readings.add(parse("pdq", value));
        }
        yield readings;
      }
      default ->
          throw new IllegalArgumentException(
              "a value of %d characters, must have 32, 40 or 64".formatted(value.length()));
    };
  }

  /// A value that is asked for, in all its readings: one of 64 digits without a name is read as
  /// SHA-256 and as PDQ, whatever its bits.
  ///
  /// @throws IllegalArgumentException when it is no hash; the message does not hold it
  public static List<HashValue> readings(String text) {
    List<HashValue> readings = parse(text);
    if (text.indexOf(':') < 0 && readings.getFirst() instanceof Sha256) {
      return List.of(readings.getFirst(), parse("pdq", text));
    }
    return readings;
  }

  /// Whether a digest is that of zero bytes, which says nothing about any file.
  public static boolean isOfNothing(HashValue value) {
    return switch (value) {
      case Md5 md5 -> md5.equals(Md5.OF_NOTHING);
      case Sha1 sha1 -> sha1.equals(Sha1.OF_NOTHING);
      case Sha256 sha256 -> sha256.equals(Sha256.OF_NOTHING);
      case Pdq pdq -> pdq.equals(new Pdq(0, 0, 0, 0));
    };
  }
}
