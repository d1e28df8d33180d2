package org.orion.exchange.audit;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Predicate;
import org.orion.exchange.FormatException;

/// Reads events in the only form that they have, from the left to the right. As the form is fixed,
/// comparing is parsing: there is no tree of values, and no second way to write an event.
final class EventParser {
  private static final int MOST_SHOWN = 24;

  private final String source;
  private final String place;
  private final byte[] bytes;
  private final int start;
  private final int end;
  private int at;

  /// @param place before the column in an error's position, such as `12:`; or empty
  /// @param bytes not changed; read from `start`, which is column 1, to before `end`
  EventParser(String source, String place, byte[] bytes, int start, int end) {
    this.source = source;
    this.place = place;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.at = start;
  }

  /// Index of the next byte.
  int at() {
    return at;
  }

  AuditEvent event() throws FormatException {
    literal("{\"agency\":\"");
    String agency = text("an opaque id", AuditEvent::isId);
    literal(",\"authority\":");
    Optional<String> authority = Optional.empty();
    if (next() == '"') {
      at++;
      authority = Optional.of(text("an opaque id", AuditEvent::isId));
    } else {
      literal("null");
    }
    literal(",\"from\":\"");
    String from = text("a network address", AuditEvent::isAddress);
    literal(",\"object_id\":\"");
    String objectId = text("an opaque id", AuditEvent::isId);
    literal(",\"object_type\":\"");
    String objectType = text("a word of a to z", AuditEvent::isWord);
    literal(",\"outcome\":\"");
    AuditEvent.Outcome outcome = outcome();
    literal(",\"sequence\":");
    long sequence = sequence();
    literal(",\"time\":\"");
    Instant time = time();
    literal(",\"user\":\"");
    String user = text("an opaque id", AuditEvent::isId);
    literal(",\"verb\":\"");
    String verb = text("a word of a to z", AuditEvent::isWord);
    literal("}");
    return new AuditEvent(
        sequence, time, user, agency, verb, objectType, objectId, authority, from, outcome);
  }

  /// Requires these characters, of ASCII, to be next.
  void literal(String expected) throws FormatException {
    for (int i = 0; i < expected.length(); i++) {
      if (at + i >= end || bytes[at + i] != expected.charAt(i)) {
        throw unexpected(expected);
      }
    }
    at += expected.length();
  }

  /// Reads a value up to its closing quotation mark, and that mark.
  String text(String expected, Predicate<String> allowed) throws FormatException {
    int mark = at;
    while (mark < end && mark - at <= AuditEvent.MOST_ID && bytes[mark] != '"') {
      mark++;
    }
    String value = new String(bytes, at, mark - at, StandardCharsets.ISO_8859_1);
    if (mark == end || bytes[mark] != '"' || !allowed.test(value)) {
      throw unexpected(expected);
    }
    at = mark + 1;
    return value;
  }

  void requireEnd() throws FormatException {
    if (at != end) {
      throw unexpected("the end");
    }
  }

  private AuditEvent.Outcome outcome() throws FormatException {
    int from = at;
    String value = text("done or refused", text -> true);
    for (AuditEvent.Outcome outcome : AuditEvent.Outcome.values()) {
      if (outcome.text().equals(value)) {
        return outcome;
      }
    }
    at = from;
    throw unexpected("done or refused");
  }

  private long sequence() throws FormatException {
    int from = at;
    long value = 0;
    while (next() >= '0' && next() <= '9' && value <= AuditEvent.GREATEST_SEQUENCE) {
      value = value * 10 + next() - '0';
      at++;
    }
    int digits = at - from;
    if (digits == 0 || (digits > 1 && bytes[from] == '0') || value > AuditEvent.GREATEST_SEQUENCE) {
      at = from;
      throw unexpected("a number of 0 to " + AuditEvent.GREATEST_SEQUENCE);
    }
    return value;
  }

  private Instant time() throws FormatException {
    int from = at;
    String expected = "a time like 2026-01-31T12:00:00.000000Z";
    int[] parts = new int[7];
    String pattern = "0000-11-22T33:44:55.666666Z\"";
    for (int i = 0; i < pattern.length(); i++) {
      int found = next();
      char wanted = pattern.charAt(i);
      if (wanted < '0' || wanted > '6' ? found != wanted : found < '0' || found > '9') {
        at = from;
        throw unexpected(expected);
      }
      if (wanted >= '0' && wanted <= '6') {
        parts[wanted - '0'] = parts[wanted - '0'] * 10 + found - '0';
      }
      at++;
    }
    try {
      Instant time =
          LocalDateTime.of(
                  parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6] * 1000)
              .toInstant(ZoneOffset.UTC);
      if (time.isBefore(Instant.EPOCH)) {
        throw new DateTimeException("before 1970");
      }
      return time;
    } catch (DateTimeException impossible) {
      at = from;
      throw unexpected(expected);
    }
  }

  private int next() {
    return at < end ? bytes[at] : -1;
  }

  private FormatException unexpected(String expected) {
    StringBuilder found = new StringBuilder();
    for (int i = at; i < end && i < at + MOST_SHOWN; i++) {
      found.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '?');
    }
    return new FormatException(
        source,
        place + (at - start + 1),
        expected,
        at >= end ? "the end of the line" : found.toString());
  }
}
