package org.orion.operations.audit;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.orion.operations.web.BadInputException;

/// Which events of an agency are looked for; what is empty does not restrict.
///
/// @param from not before this time
/// @param to before this time
/// @param account its number, or its name at sign-in
/// @param before the number of an event in the database, whose predecessors are wanted
record AuditSearch(
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> account,
    Optional<String> verb,
    Optional<String> objectType,
    Optional<String> objectId,
    Optional<String> outcome,
    OptionalLong before) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9._-]{0,39}");
  private static final Pattern OUTCOME = Pattern.compile("done|refused");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /// What the page's form sends; each text may be missing or empty.
  ///
  /// @param from a local time, as `2026-01-31T08:05`
  record Form(
      @Nullable String from,
      @Nullable String to,
      @Nullable String account,
      @Nullable String verb,
      @Nullable String type,
      @Nullable String object,
      @Nullable String outcome,
      @Nullable String before) {
    /// The names and values that are not empty, but for the place in the list.
    SequencedMap<String, String> filled() {
      SequencedMap<String, String> filled = new LinkedHashMap<>();
      add(filled, "from", from);
      add(filled, "to", to);
      add(filled, "account", account);
      add(filled, "verb", verb);
      add(filled, "type", type);
      add(filled, "object", object);
      add(filled, "outcome", outcome);
      return filled;
    }

    private static void add(
        SequencedMap<String, String> filled, String name, @Nullable String value) {
      if (value != null && !value.isBlank()) {
        filled.put(name, value.strip());
      }
    }
  }

  /// @param zone of the form's times
  /// @throws BadInputException naming the field that holds what no event can
  static AuditSearch of(Form form, ZoneId zone) {
    return new AuditSearch(
        time("from", form.from(), zone),
        time("to", form.to(), zone),
        text("account", form.account(), ID),
        text("verb", form.verb(), WORD),
        text("type", form.type(), WORD),
        text("object", form.object(), ID),
        text("outcome", form.outcome(), OUTCOME),
        text("before", form.before(), NUMBER).map(Long::parseLong).stream()
            .mapToLong(Long::longValue)
            .findFirst());
  }

  private static Optional<String> text(String field, @Nullable String value, Pattern pattern) {
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    String stripped = value.strip();
    if (!pattern.matcher(stripped).matches()) {
      throw new BadInputException("audit.bad." + field);
    }
    return Optional.of(stripped);
  }

  private static Optional<Instant> time(String field, @Nullable String value, ZoneId zone) {
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    try {
      LocalDateTime time = LocalDateTime.parse(value.strip());
      if (time.getYear() < 1970 || time.getYear() > 9999) {
        throw new BadInputException("audit.bad." + field);
      }
      return Optional.of(time.atZone(zone).toInstant());
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("audit.bad." + field);
    }
  }
}
