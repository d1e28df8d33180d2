package org.orion.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.orion.exchange.Stated;
import org.orion.exchange.identifier.IdentifierProfile;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.ReportAnnotation;
import org.orion.operations.priority.Band;
import org.orion.operations.priority.Escalation;
import org.orion.operations.priority.PriorityRules;
import org.orion.operations.priority.PriorityScorer;
import org.orion.operations.priority.Score;
import org.orion.operations.priority.TipFacts;
import tools.jackson.databind.json.JsonMapper;

/// What an invented tip is, by its number alone: the same in every run, and in a larger set what it
/// is in a smaller one. Tips are numbered by their arrival, half a minute apart.
///
/// Of 1,000 tips in a row 300 are of the first agency, 150 of the second, 100 of the third, and the
/// others spread over 37. Half are closed. Each has four sightings: an account and another
/// identifier of its own; one that in two of five tips is its own, otherwise an earlier tip's of
/// its agency; and one that favors the agency's first tips, some of which are seen in thousands.
/// Three of ten are in clusters of up to five, one of 1,000 is in one that grows without end.
final class SampleTips {
  static final int AGENCIES = 40;

  /// Sightings of a tip.
  static final int SIGHTINGS = 4;

  /// One of so many tips has its original.
  static final int ORIGINALS = 25;

  private static final Instant FIRST = Instant.parse("2021-01-01T00:00:00Z");
  private static final int SECONDS_BETWEEN = 30;
  private static final int CYCLE = 1000;
  private static final int VARIANTS = 1000;
  private static final String[] COUNTRIES = {
    "US", "US", "US", "US", "ES", "ES", "DE", "DE", "FR", "GB", "NL", "SE", "PL", "IT", "PT", "BR",
    "MX", "CA", "AU", "JP", "", "", "CH", "AT", "BE", "DK", "FI", "NO", "IE", "LU", "MT"
  };
  private static final String[] SYLLABLES = {
    "ba", "be", "bi", "bo", "da", "de", "di", "do", "fa", "fen", "fi", "for", "ga", "gel", "gi",
    "ha", "hen", "hi", "ja", "jo", "ka", "kel", "ki", "ko", "la", "len", "li", "lo", "ma", "mer",
    "mi", "mo", "na", "nel", "ni", "no", "pa", "per", "pi", "po", "ra", "ren", "ri", "ro", "sa",
    "sel", "si", "so", "ta", "ten", "ti", "to", "va", "ven", "vi", "vo", "wa", "wen", "wi", "zo"
  };

  private final List<Scored> scored = new ArrayList<>();

  SampleTips() {
    JsonMapper mapper = JsonMapper.builder().build();
    PriorityRules rules = PriorityRules.builtIn();
    Random random = new Random(1);
    for (int i = 0; i < VARIANTS; i++) {
      TipFacts facts = facts(random);
      Score score = PriorityScorer.score(rules, facts, FIRST);
      scored.add(
          new Scored(
              facts, score, mapper.writeValueAsString(facts), mapper.writeValueAsString(score)));
    }
  }

  /// Facts with what the server's own rules make of them, both also as they are stored.
  record Scored(TipFacts facts, Score score, String factsJson, String scoreJson) {
    Band band() {
      return score.band();
    }
  }

  private static TipFacts facts(Random random) {
    IncidentType[] types = IncidentType.values();
    int files = random.nextInt(4);
    boolean extortion = random.nextInt(200) == 0;
    return TipFacts.builder()
        .incidentType(
            random.nextInt(10) < 7 ? IncidentType.MATERIAL : types[random.nextInt(types.length)])
        .escalation(random.nextInt(250) == 0 ? Escalation.IMMEDIATE_DANGER : Escalation.NONE)
        .annotations(extortion ? Set.of(ReportAnnotation.EXTORTION) : Set.of())
        .production(random.nextInt(20) == 0 ? Stated.YES : Stated.UNSTATED)
        .childNamedOrLocated(random.nextInt(30) == 0 ? Stated.YES : Stated.UNSTATED)
        .childInCare(random.nextInt(60) == 0 ? Stated.YES : Stated.UNSTATED)
        .accessToChildren(random.nextInt(10) == 0 ? Stated.YES : Stated.UNSTATED)
        .newestUpload(FIRST.minusSeconds(random.nextInt(200) * 86_400L))
        .files(files, random.nextInt(files + 1))
        .earlierTipsHere(random.nextInt(4) / 2)
        .connectionComplete(random.nextBoolean() ? Stated.YES : Stated.UNSTATED)
        .clusterSize(1 + random.nextInt(10) / 7 * random.nextInt(5))
        .activeInterestElsewhere(random.nextInt(80) == 0)
        .build();
  }

  Scored scored(long tip) {
    return scored.get(pick(tip, 1, VARIANTS));
  }

  /// Numbers that look like chance and are the same each time (SplitMix64).
  static long mix(long number, int purpose) {
    long z = (number + purpose * 0x632BE59BD9B4E019L) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static int pick(long number, int purpose, int bound) {
    return (int) Long.remainderUnsigned(mix(number, purpose), bound);
  }

  static String agency(int index) {
    return "BENCH-%02d".formatted(index + 1);
  }

  /// Which agency's it is, the largest being 0.
  static int agencyOf(long tip) {
    int place = (int) (tip % CYCLE);
    if (place < 550) {
      return place < 300 ? 0 : place < 450 ? 1 : 2;
    }
    return 3 + place % (AGENCIES - 3);
  }

  static Instant arrival(long tip) {
    return FIRST.plusSeconds(tip * SECONDS_BETWEEN);
  }

  /// A UUID of version 7, so that tips are ordered by their arrival.
  static UUID id(long tip) {
    long high = (arrival(tip).toEpochMilli() << 16) | 0x7000 | (mix(tip, 2) & 0xFFF);
    return new UUID(high, (mix(tip, 3) >>> 2) | Long.MIN_VALUE);
  }

  /// No two tips have the same: an odd factor maps each number to another.
  static String code(long tip) {
    String digits =
        "%010X".formatted((tip * 679_891_637_639L) & 0xFF_FFFF_FFFFL).toUpperCase(Locale.ROOT);
    return "T-" + digits.substring(0, 5) + "-" + digits.substring(5);
  }

  static boolean isOpen(long tip) {
    return pick(tip, 4, 2) == 0;
  }

  static String country(long tip) {
    return COUNTRIES[pick(tip, 5, COUNTRIES.length)];
  }

  /// Few platforms send most.
  static String platform(long tip) {
    int one = pick(tip, 6, 100);
    return "Example Chat " + (one < 70 ? one / 10 : 10 + pick(tip, 7, 200));
  }

  static String reporter(long tip) {
    return platform(tip) + ", Trust Desk";
  }

  static LocalDate preservedUntil(long tip) {
    return arrival(tip)
        .atOffset(ZoneOffset.UTC)
        .toLocalDate()
        .plusDays(90 + 275L * pick(tip, 8, 2));
  }

  static Optional<UUID> cluster(long tip) {
    int place = (int) (tip % CYCLE);
    if (place == 5) {
      return Optional.of(new UUID(mix(0, 9), mix(0, 10)));
    }
    long block = tip / (CYCLE * 5L) * CYCLE + place;
    return place % 10 < 3
        ? Optional.of(new UUID(mix(block, 11), mix(block, 12)))
        : Optional.empty();
  }

  /// The identifier of one of a tip's sightings.
  ///
  /// @param sighting 0 to 3
  static long identifierOf(long tip, int sighting) {
    if (sighting < 2 || (sighting == 2 && ownsThree(tip))) {
      return tip * 3 + sighting;
    }
    long before = tip / CYCLE;
    if (sighting == 2) {
      return (tip - CYCLE * Math.min(before, 1 + pick(tip, 13, 200))) * 3;
    }
    double early = Math.pow(pick(tip, 14, 1 << 20) / (double) (1 << 20), 3);
    long place = tip % 97 == 0 ? firstPlace(agencyOf(tip)) : tip % CYCLE;
    return tip % 97 == 0 ? place * 3 + 1 : (place + CYCLE * (long) (early * before)) * 3 + 1;
  }

  private static boolean ownsThree(long tip) {
    return tip % 5 < 2;
  }

  private static int firstPlace(int agency) {
    int place = 0;
    while (agencyOf(place) != agency) {
      place++;
    }
    return place;
  }

  /// The identifiers that a tip is the first to have.
  static int owned(long tip) {
    return ownsThree(tip) ? 3 : 2;
  }

  /// An identifier by its number, which is in no other one.
  static Identifier identifier(long number) {
    Random random = new Random(number);
    String unique = Long.toString(number, 36);
    if (number % 3 == 0) {
      return new Identifier(
          Identifier.Kind.USERNAME,
          name(random, "_") + unique,
          Optional.of("Example Chat " + pick(number, 15, 20)),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Stated.UNSTATED,
          Stated.UNSTATED,
          "bench");
    }
    int kind = pick(number, 16, 20);
    if (kind < 7) {
      return Identifier.of(
          Identifier.Kind.E_MAIL, name(random, ".") + unique + "@example.org", "bench");
    }
    if (kind < 14) {
      return Identifier.of(
          Identifier.Kind.IP_ADDRESS,
          "2001:db8:%x:%x::%x".formatted(number >>> 16, number & 0xFFFF, 1 + random.nextInt(4)),
          "bench");
    }
    if (kind < 17) {
      return Identifier.of(
          Identifier.Kind.URL, "https://example.org/u/" + name(random, "-") + unique, "bench");
    }
    return Identifier.of(Identifier.Kind.USERNAME, name(random, ".") + unique, "bench");
  }

  private static String name(Random random, String separator) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      name.append(i == 2 ? separator : "").append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
    }
    return name.toString();
  }

  static NormalIdentifier normal(Identifier sighting) {
    return IdentifierProfile.normalise(sighting, Optional.empty()) instanceof NormalIdentifier read
        ? read
        : IdentifierProfile.asWritten(sighting);
  }

  /// Files of a tip, none to two.
  static int files(long tip) {
    return pick(tip, 17, 3);
  }

  static UUID file(long tip, int number) {
    return new UUID(mix(tip * 4 + number, 18), mix(tip * 4 + number, 19));
  }

  static byte[] digest(long tip, int number) {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    for (int i = 0; i < 4; i++) {
      bytes.putLong(mix(tip * 4 + number, 20 + i));
    }
    return bytes.array();
  }

  /// A report as a provider's system sends it.
  static byte[] original(long tip) {
    StringBuilder captures = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      captures.append(
          """
          <ipCaptureEvent><ipAddress>2001:db8::%x</ipAddress><eventName>Login</eventName>\
          <dateTime>%s</dateTime></ipCaptureEvent>\
          """
              .formatted(pick(tip, 30 + i, 1 << 16), arrival(tip).minusSeconds(3600L * (i + 1))));
    }
    return """
    <report><incidentSummary><incidentType>Misleading Domain Name</incidentType>\
    <incidentDateTime>%s</incidentDateTime></incidentSummary>\
    <internetDetails><webPageIncident><url>https://example.org/%d</url></webPageIncident></internetDetails>\
    <reporter><reportingPerson><firstName>Test</firstName><lastName>Desk</lastName></reportingPerson></reporter>\
    <personOrUserReported><personOrUserReportedPerson><email>invented%d@example.org</email>\
    </personOrUserReportedPerson><espService>%s</espService><screenName>%s</screenName>%s</personOrUserReported>\
    </report>
    """
        .formatted(
            arrival(tip).minusSeconds(7200),
            tip,
            tip,
            platform(tip),
            identifier(tip * 3).value(),
            captures)
        .getBytes(StandardCharsets.UTF_8);
  }
}
