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

  String write() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8));
  }

  static Cursor read(String text) {
    if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
      throw bad();
    }
    try {
      String clear =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)))
              .toString();
      return new Cursor(List.of(clear.split(SEPARATOR, -1)));
    } catch (IllegalArgumentException | CharacterCodingException malformed) {
      throw bad();
    }
  }

  private static BadInputException bad() {
    return new BadInputException("the value of after is no cursor that this list gave out");
  }

  /// A part as it is.
  public String text(int part) {
    if (part >= parts.size()) {
      throw bad();
    }
    return parts.get(part);
  }

  public long number(int part) {
    try {
      return Long.parseLong(text(part));
    } catch (NumberFormatException malformed) {
      throw bad();
    }
  }

  public UUID uuid(int part) {
    try {
      return UUID.fromString(text(part));
    } catch (IllegalArgumentException malformed) {
      throw bad();
    }
  }

  public Instant instant(int part) {
    try {
      return Instant.parse(text(part));
    } catch (DateTimeException malformed) {
      throw bad();
    }
  }
}
