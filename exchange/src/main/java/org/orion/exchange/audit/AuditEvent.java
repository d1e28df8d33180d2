package org.orion.exchange.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.orion.exchange.FormatException;

/// One act that read or changed protected data. It says who, when, what and on what authority by
/// opaque references alone; its parts have no room for names, free text or hashes.
///
/// Its external form is canonical JSON (RFC 8785) with the keys `agency`, `authority`, `from`,
/// `object_id`, `object_type`, `outcome`, `sequence`, `time`, `user`, `verb`, all of them there and
/// `authority` null when there is none. Those bytes are the leaf of the log's tree.
///
/// @param sequence from 0, without gaps; below 2^53
/// @param time UTC, in whole microseconds, of the years 1970 to 9999
/// @param user opaque id: 1 to 64 of `A-Z a-z 0-9 . _ : -`; 32 and more hexadecimal digits alone,
///   as a hash has them, are refused
/// @param agency opaque id
/// @param verb 1 to 40 of `a-z 0-9 . _ -`, a letter first
/// @param objectType like a verb
/// @param objectId opaque id
/// @param authority opaque id of what allows the act
/// @param from network address of the caller: 1 to 64 of `0-9 A-Z a-z . : _ % -`
public record AuditEvent(
    long sequence,
    Instant time,
    String user,
    String agency,
    String verb,
    String objectType,
    String objectId,
    Optional<String> authority,
    String from,
    Outcome outcome) {

  static final long GREATEST_SEQUENCE = (1L << 53) - 1;
  static final int MOST_WORD = 40;
  static final int MOST_ID = 64;
  private static final int HASH_DIGITS = 32;
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// What became of the act.
  public enum Outcome {
    DONE,
    REFUSED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public AuditEvent {
    if (sequence < 0 || sequence > GREATEST_SEQUENCE) {
      throw new IllegalArgumentException(
          "sequence is %d, must be 0 to %d".formatted(sequence, GREATEST_SEQUENCE));
    }
    if (!time.truncatedTo(ChronoUnit.MICROS).equals(time)
        || time.isBefore(EARLIEST)
        || time.isAfter(LATEST)) {
      throw new IllegalArgumentException(
          "time is %s, must be whole microseconds of the years 1970 to 9999".formatted(time));
    }
    require("user", isId(user));
    require("agency", isId(agency));
    require("verb", isWord(verb));
    require("objectType", isWord(objectType));
    require("objectId", isId(objectId));
    require("authority", authority.isEmpty() || isId(authority.get()));
    require("from", isAddress(from));
  }

  // The refused text is not shown: it may be what must not be in a log.
  private static void require(String part, boolean allowed) {
    if (!allowed) {
      throw new IllegalArgumentException(
          "%s holds what an event must not, must be an opaque reference".formatted(part));
    }
  }

  static boolean isWord(String text) {
    if (text.isEmpty() || text.length() > MOST_WORD || !isBetween(text.charAt(0), 'a', 'z')) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (!isBetween(unit, 'a', 'z') && !isBetween(unit, '0', '9') && "._-".indexOf(unit) < 0) {
        return false;
      }
    }
    return true;
  }

  static boolean isId(String text) {
    return hasUnits(text, "._:-") && !isHash(text);
  }

  static boolean isAddress(String text) {
    return hasUnits(text, "._:-%");
  }

  private static boolean hasUnits(String text, String punctuation) {
    if (text.isEmpty() || text.length() > MOST_ID) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (!isBetween(unit, 'a', 'z')
          && !isBetween(unit, '0', '9')
          && !isBetween(unit, 'A', 'Z')
          && punctuation.indexOf(unit) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHash(String text) {
    if (text.length() < HASH_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBetween(char unit, char first, char last) {
    return unit >= first && unit <= last;
  }

  /// The canonical JSON, in UTF-8; none of its values ever needs an escape.
  public byte[] toJson() {
    StringBuilder json = new StringBuilder(320);
    json.append("{\"agency\":\"").append(agency).append("\",\"authority\":");
    if (authority.isPresent()) {
      json.append('"').append(authority.get()).append('"');
    } else {
      json.append("null");
    }
    json.append(",\"from\":\"").append(from);
    json.append("\",\"object_id\":\"").append(objectId);
    json.append("\",\"object_type\":\"").append(objectType);
    json.append("\",\"outcome\":\"").append(outcome.text());
    json.append("\",\"sequence\":").append(sequence);
    json.append(",\"time\":\"").append(TIME.format(time));
    json.append("\",\"user\":\"").append(user);
    json.append("\",\"verb\":\"").append(verb).append("\"}");
    return json.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Reads what [#toJson] gives, and nothing else: every other form of the same event is refused.
  ///
  /// @param source named in the error, whose position is a column, from 1
  public static AuditEvent parse(String source, byte[] json) throws FormatException {
    EventParser parser = new EventParser(source, "", json, 0, json.length);
    AuditEvent event = parser.event();
    parser.requireEnd();
    return event;
  }
}
