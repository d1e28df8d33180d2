package org.orion.app.demo;

import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.orion.operations.agency.Agencies;

/// The countries of the demonstration's operation. Each has five agencies, all of them invented.
///
/// The country of the agency that leads comes first.
enum DemoCountry {
  ICELAND("IS", "Iceland", "Atlantic/Reykjavik", 31),
  CANADA("CA", "Canada", "America/Toronto", 27),
  IRELAND("IE", "Ireland", "Europe/Dublin", 22),
  SPAIN("ES", "Spain", "Europe/Madrid", 34),
  FINLAND("FI", "Finland", "Europe/Helsinki", 19),
  PHILIPPINES("PH", "the Philippines", "Asia/Manila", 24),
  AUSTRALIA("AU", "Australia", "Australia/Sydney", 20),
  NEW_ZEALAND("NZ", "New Zealand", "Pacific/Auckland", 13);

  private final String code;
  private final String title;
  private final ZoneId zone;
  private final int arrests;

  DemoCountry(String code, String title, String zone, int arrests) {
    this.code = code;
    this.title = title;
    this.zone = ZoneId.of(zone);
    this.arrests = arrests;
  }

  String code() {
    return code;
  }

  String title() {
    return title;
  }

  ZoneId zone() {
    return zone;
  }

  /// What kind of agency.
  enum Office {
    NATIONAL("POLICE", "National Police", Agencies.Type.POLICE, 12),
    REGIONAL("REGION", "Coast Police", Agencies.Type.POLICE, 8),
    HOTLINE("HOTLINE", "Hotline", Agencies.Type.HOTLINE, 3),
    PROSECUTION("COURTS", "Prosecution Service", Agencies.Type.PROSECUTION, 4),
    CHILD_PROTECTION("CHILDREN", "Child Protection", Agencies.Type.CHILD_PROTECTION, 4);

    private final String suffix;
    private final String title;
    private final Agencies.Type type;
    private final int cases;

    Office(String suffix, String title, Agencies.Type type, int cases) {
      this.suffix = suffix;
      this.title = title;
      this.type = type;
      this.cases = cases;
    }
  }

  /// An agency of the operation.
  ///
  /// @param number its place among all, from 0
  record Place(int number, DemoCountry country, Office office) {
    /// As the installation knows it. The number to call is one that nobody has.
    Agencies.Agency agency() {
      return new Agencies.Agency(
          country.code + "-" + office.suffix,
          "Example %s of %s".formatted(office.title, country.title),
          country.code,
          office.type,
          "desk.%d@example.org, +1 202 555 %04d".formatted(number, 100 + number));
    }

    boolean leads() {
      return number == 0;
    }

    boolean isPolice() {
      return office.type == Agencies.Type.POLICE;
    }

    /// How many cases it brings; the lead has three times as many.
    int cases() {
      return leads() ? 3 * office.cases : office.cases;
    }

    /// The number of one of its cases; no other agency of the operation has it.
    String caseNumber(int i) {
      return "%s-%04d".formatted(country.code, number * 100 + i + 1);
    }

    /// How many people it arrests.
    int arrests() {
      int regional = country.arrests * 2 / 5;
      return switch (office) {
        case NATIONAL -> country.arrests - regional;
        case REGIONAL -> regional;
        case HOTLINE, PROSECUTION, CHILD_PROTECTION -> 0;
      };
    }
  }

  /// All agencies, the lead first.
  static List<Place> places() {
    List<Office> offices = List.of(Office.values());
    return Stream.of(values())
        .flatMap(country ->
            IntStream.range(0, offices.size())
                .mapToObj(i ->
                    new Place(country.ordinal() * offices.size() + i, country, offices.get(i))))
        .toList();
  }
}
