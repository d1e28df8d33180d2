package org.orion.app.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.orion.exchange.tip.IncidentType;

/// Invented tips as a table in CSV. The same day gives the same table. Some share an account or an
/// address, so that there are clusters; some lack what the law needs, so that files are blocked.
/// Names end in example.org, addresses are of TEST-NET, telephone numbers begin with 555.
final class DemoTips {
  /// Rows of the table.
  static final int COUNT = 48;

  private static final String HEADER =
      "external_id,source,received,reporter,incident_type,platform,escalation,username,email,phone,"
          + "ip,ip_time,country,text,file_name,md5,viewed_by_provider,publicly_available\n";

  private static final List<String> PLATFORMS =
      List.of("ExampleChat", "Sample Video", "Invented Games", "Testbook");
  private static final List<String> FIRST =
      List.of("amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath");
  private static final List<String> LAST =
      List.of("heron", "otter", "plover", "raven", "stork", "walrus");
  private static final List<String> COUNTRIES = List.of("US", "ES", "DE", "AU", "BR", "PH");
  private static final List<String> NETWORKS = List.of("192.0.2.", "198.51.100.", "203.0.113.");
  private static final List<String> TEXTS =
      List.of(
          "Reported by a user; the conversation is kept by the provider.",
          "An account that was closed before is back under another name.",
          "Found by the provider's own check of uploads.",
          "A parent called; the names are on file with the provider.");
  private static final List<IncidentType> TYPES =
      List.of(
          IncidentType.MATERIAL,
          IncidentType.ONLINE_ENTICEMENT,
          IncidentType.MATERIAL,
          IncidentType.MISLEADING_DOMAIN,
          IncidentType.UNSOLICITED_MATERIAL,
          IncidentType.MATERIAL,
          IncidentType.TRAFFICKING,
          IncidentType.OTHER);

  private DemoTips() {}

  /// The tips as they would stand there in the morning of a day.
  static String csv(LocalDate today) {
    StringBuilder table = new StringBuilder(HEADER);
    Instant morning = today.atTime(LocalTime.of(6, 0)).toInstant(ZoneOffset.UTC);
    for (int i = 0; i < COUNT; i++) {
      table.append(row(i, morning.minusSeconds(i * 2_700L))).append('\n');
    }
    return table.toString();
  }

  /// The account that a tip is about. Every eighth tip is about that of seven tips before.
  static String account(int i) {
    int number = i % 8 == 7 ? i - 7 : i;
    return FIRST.get(number % FIRST.size()) + "." + LAST.get(number / FIRST.size());
  }

  /// Where that account is.
  static String platform(int i) {
    return PLATFORMS.get(i % PLATFORMS.size());
  }

  private static String row(int i, Instant received) {
    String name = account(i);
    boolean hasFile = i % 3 != 1;
    boolean hasAddress = i % 12 == 0;
    return String.join(
        ",",
        "DEMO-%03d".formatted(i + 1),
        i % 4 == 3 ? "hotline" : "clearing house",
        received.toString(),
        platform(i),
        TYPES.get(i % TYPES.size()).name(),
        platform(i),
        i % 13 == 5 ? "The provider asks for haste" : "",
        name,
        name + "@example.org",
        i % 5 == 0 ? "+1202555%04d".formatted(100 + i % 40) : "",
        hasAddress ? NETWORKS.get(i / 12 % NETWORKS.size()) + (1 + i) : "",
        hasAddress ? received.minusSeconds(600).toString() : "",
        COUNTRIES.get(i * 7 % COUNTRIES.size()),
        TEXTS.get(i % TEXTS.size()),
        hasFile ? "chart-%d.png".formatted(i % 9) : "",
        hasFile
            ? "%032x"
                .formatted(0x0f1e2d3c4b5a6978L + (i == 12 || i == 21 ? 3 : i))
                .toLowerCase(Locale.ROOT)
            : "",
        hasFile ? List.of("yes", "no", "").get(i % 3 == 0 ? i / 3 % 3 : 1) : "",
        hasFile ? "no" : "");
  }
}
