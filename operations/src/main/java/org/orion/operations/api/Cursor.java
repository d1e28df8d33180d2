package org.orion.operations.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.operations.web.BadInputException;

/// The place in an ordered list after which a slice begins: the sort values of the last row that
/// the caller has.
///
/// To callers it is opaque. It is not secret and grants nothing: what it leads to is read with the
/// caller's own rights, and each part is checked when it is used.
public record Cursor(List<String> parts) {
  private static final String SEPARATOR = "\n";
  private static final int MOST_CHARACTERS = 2_000;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  public Cursor {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.stream().anyMatch(part -> part.contains(SEPARATOR))) {
      throw new IllegalArgumentException("a cursor has parts without line ends");
    }
  }

  /// A place by its sort values, in their order.
  public static Cursor of(Object... parts) {
    return new Cursor(Arrays.stream(parts).map(Object::toString).collect(Collectors.toList()));
  }

  /// As it is sent: `next` of an answer, `after` of the request that follows.
  public String write() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8));
  }

  /// @throws BadInputException when no list gave it out
  public static Cursor read(String text) {
    if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
      throw refused();
    }
    try {
      String clear =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)))
              .toString();
      if (clear.indexOf('\0') >= 0) {
        throw refused();
      }
      return new Cursor(List.of(clear.split(SEPARATOR, -1)));
    } catch (IllegalArgumentException | CharacterCodingException malformed) {
      throw refused();
    }
  }

  /// What is said of a place that no list gave out.
  public static BadInputException refused() {
    return new BadInputException("the value of after is no cursor that this list gave out");
  }

  /// A part as it is.
  public String text(int part) {
    if (part >= parts.size()) {
      throw refused();
    }
    return parts.get(part);
  }

  public long number(int part) {
    try {
      return Long.parseLong(text(part));
    } catch (NumberFormatException malformed) {
      throw refused();
    }
  }

  public UUID uuid(int part) {
    try {
      return UUID.fromString(text(part));
    } catch (IllegalArgumentException malformed) {
      throw refused();
    }
  }

  /// A time in the years 1 to 9999, which every database takes.
  public Instant instant(int part) {
    try {
      Instant instant = Instant.parse(text(part));
      if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
        throw refused();
      }
      return instant;
    } catch (DateTimeException malformed) {
      throw refused();
    }
  }
}
