package org.orion.operations.enforcement;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.orion.operations.web.BadInputException;

/// A moment as people at a place state it: what their clocks show, and where.
///
/// @param zone by the IANA's name
public record LocalMoment(Instant instant, ZoneId zone) {
  private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  /// Names that people choose from; offsets and abbreviations are not among them.
  private static final Set<String> ZONES = zones();

  private static Set<String> zones() {
    Set<String> names = new TreeSet<>(ZoneId.getAvailableZoneIds());
    names.removeIf(name ->
        !name.equals("UTC")
            && (!name.contains("/") || name.startsWith("Etc/") || name.startsWith("SystemV/")));
    return names;
  }

  public static List<String> zoneNames() {
    return List.copyOf(ZONES);
  }

  /// Reads what a form states.
  ///
  /// @param local as `2026-03-01T05:30`; where clocks are set back and show it twice, the first
  ///   time is meant
  /// @throws BadInputException when it is none, or one that clocks skip when they are set forward
  public static LocalMoment of(String local, String zone) {
    if (!ZONES.contains(zone.strip())) {
      throw new BadInputException("enforcement.zone.bad");
    }
    ZoneId where = ZoneId.of(zone.strip());
    try {
      LocalDateTime shown = LocalDateTime.parse(local.strip());
      List<ZoneOffset> offsets = where.getRules().getValidOffsets(shown);
      if (offsets.isEmpty()) {
        throw new BadInputException("enforcement.time.skipped", local, zone);
      }
      boolean isSane = shown.getYear() >= 1970 && shown.getYear() < 2200;
      if (!isSane) {
        throw new BadInputException("enforcement.time.bad");
      }
      return new LocalMoment(shown.toInstant(offsets.getFirst()), where);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("enforcement.time.bad");
    }
  }

  /// What clocks at the place show.
  public static String local(Instant instant, ZoneId zone) {
    return SHOWN.format(instant.atZone(zone));
  }

  /// A zone that was written before; one that the program does not know any more is UTC.
  public static ZoneId known(String zone) {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException unknown) {
      return ZoneOffset.UTC;
    }
  }
}
