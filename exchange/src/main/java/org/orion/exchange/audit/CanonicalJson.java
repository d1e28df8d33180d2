package org.orion.exchange.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.orion.exchange.FormatException;

/// The one form that a JSON value has by RFC 8785: no space, keys in the order of their UTF-16 code
/// units, numbers as ECMAScript prints them, UTF-8. A number is a double, as the RFC says: an
/// integer beyond 2^53 becomes the nearest one.
public final class CanonicalJson {
  private static final int MOST_LEVELS = 100;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).build())
          .build();

  private CanonicalJson() {}

  /// The canonical form of a text, in UTF-8.
  ///
  /// @param source named in the error
  /// @throws FormatException when it is not one JSON value in UTF-8, repeats a key, holds a lone
  ///   surrogate or a number beyond a double's range, or is more than 100 levels deep
  public static byte[] of(String source, byte[] json) throws FormatException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException invalid) {
      throw new FormatException(source, "", "JSON in UTF-8", "bytes that are not UTF-8");
    }
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      StringBuilder canonical = new StringBuilder(text.length());
      value(source, parser, canonical);
      if (parser.nextToken() != null) {
        throw malformed(source, parser, "the end of the text", "more after the value");
      }
      return canonical.toString().getBytes(StandardCharsets.UTF_8);
    } catch (StreamConstraintsException beyond) {
      throw new FormatException(
          source, "", "JSON of at most " + MOST_LEVELS + " levels", "a value beyond that");
    } catch (JsonProcessingException broken) {
      throw new FormatException(
          source,
          broken.getLocation() == null
              ? ""
              : broken.getLocation().getLineNr() + ":" + broken.getLocation().getColumnNr(),
          "JSON",
          "a syntax error or the end of the text");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static FormatException malformed(
      String source, JsonParser parser, String expected, String found) {
    return new FormatException(
        source,
        parser.currentLocation().getLineNr() + ":" + parser.currentLocation().getColumnNr(),
        expected,
        found);
  }

  private static void value(String source, JsonParser parser, StringBuilder out)
      throws IOException, FormatException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw malformed(source, parser, "a JSON value", "the end of the text");
    }
    if (token == JsonToken.START_OBJECT) {
      object(source, parser, out);
    } else if (token == JsonToken.START_ARRAY) {
      out.append('[');
      String comma = "";
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        out.append(comma);
        value(source, parser, out);
        comma = ",";
      }
      out.append(']');
    } else if (token == JsonToken.VALUE_STRING) {
      text(source, parser, parser.getText(), out);
    } else if (token.isNumeric()) {
      double number = Double.parseDouble(parser.getText());
      if (!Double.isFinite(number)) {
        throw malformed(source, parser, "a number of a double's range", "one beyond it");
      }
      out.append(number(number));
    } else {
      out.append(parser.getText());
    }
  }

  private static void object(String source, JsonParser parser, StringBuilder out)
      throws IOException, FormatException {
    Map<String, String> members = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      StringBuilder member = new StringBuilder();
      text(source, parser, key, member);
      member.append(':');
      parser.nextToken();
      value(source, parser, member);
      if (members.put(key, member.toString()) != null) {
        throw malformed(source, parser, "each key once", "a key twice");
      }
    }
    out.append('{').append(String.join(",", members.values())).append('}');
  }

  private static void text(String source, JsonParser parser, String text, StringBuilder out)
      throws FormatException {
    if (!isUnicode(text)) {
      throw malformed(source, parser, "Unicode characters", "half of a surrogate pair");
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      switch (unit) {
        case '"', '\\' -> out.append('\\').append(unit);
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (unit < ' ') {
            out.append("\\u00").append(Character.forDigit(unit >> 4, 16));
            out.append(Character.forDigit(unit & 15, 16));
          } else {
            out.append(unit);
          }
        }
      }
    }
    out.append('"');
  }

  /// Whether each surrogate of a text has its other half, so that UTF-8 can hold it.
  static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }

  /*
   * ECMAScript takes the fewest digits that still mean the number, and of several such the nearest.
   * Double.toString does too, but never fewer than two digits: where one digit would do, it may
   * give two others, as in 4.9E-324 for 5e-324.
   */

  /// A number as ECMAScript's Number.prototype.toString prints it (RFC 8785 section 3.2.2.3).
  ///
  /// @throws IllegalArgumentException when it is infinite or no number
  static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a number is %s, must be finite".formatted(value));
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(value)));
    if (shortest.precision() == 2) {
      shortest = oneDigit(shortest, Math.abs(value));
    }
    shortest = shortest.stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    // The decimal point stands before the digit of this index, of those that are there or not.
    int point = digits.length() - shortest.scale();
    return (value < 0 ? "-" : "") + placed(digits, point);
  }

  private static BigDecimal oneDigit(BigDecimal two, double value) {
    BigDecimal one = two.setScale(two.scale() - 1, RoundingMode.HALF_EVEN);
    return one.doubleValue() == value ? one : two;
  }

  private static String placed(String digits, int point) {
    if (point > 21 || point <= -6) {
      int exponent = point - 1;
      return digits.charAt(0)
          + (digits.length() == 1 ? "" : "." + digits.substring(1))
          + (exponent < 0 ? "e-" : "e+")
          + Math.abs(exponent);
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    if (digits.length() <= point) {
      return digits + "0".repeat(point - digits.length());
    }
    return digits.substring(0, point) + "." + digits.substring(point);
  }
}
