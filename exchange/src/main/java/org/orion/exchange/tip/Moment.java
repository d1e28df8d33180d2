package org.orion.exchange.tip;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A point in time as a document states it. Many state no zone; which address had a subscriber
/// depends on it, so that it is never silently assumed.
///
/// @param stated the text of the document
/// @param instant that time; where no zone is stated, read as UTC; of a date alone, its beginning
/// @param zoneStated whether the document names the zone
public record Moment(String stated, Instant instant, boolean zoneStated) {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})"
              + "(?:[T ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)"
              + " ?(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})?)?");

  /// Reads ISO 8601 as `xs:dateTime` has it, with a space for the `T` or a date alone as well.
  ///
  /// @return empty when it is of another form, or no time that exists
  public static Optional<Moment> read(String text) {
    String stated = text.strip();
    Matcher form = FORM.matcher(stated);
    if (!form.matches()) {
      return Optional.empty();
    }
    String time = form.group(2);
    String zone = form.group(3);
    try {
      if (time == null) {
        Instant start = LocalDate.parse(form.group(1)).atStartOfDay().toInstant(ZoneOffset.UTC);
        return Optional.of(new Moment(stated, start, false));
      }
      String local = form.group(1) + "T" + time;
      if (zone == null) {
        Instant instant = LocalDateTime.parse(local).toInstant(ZoneOffset.UTC);
        return Optional.of(new Moment(stated, instant, false));
      }
      Instant instant = OffsetDateTime.parse(local + offset(zone)).toInstant();
      return Optional.of(new Moment(stated, instant, true));
    } catch (DateTimeException noSuchTime) {
      return Optional.empty();
    }
  }

  private static String offset(String zone) {
    if (Character.isLetter(zone.charAt(0))) {
      return "Z";
    }
    return zone.length() == 5 ? zone.substring(0, 3) + ":" + zone.substring(3) : zone;
  }
}
