package org.orion.operations.identifier;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.exchange.identifier.Spelling;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.Moment;
import org.orion.exchange.tip.TipReport;

/// What a tip has in common with others of its cluster, at a time. Tips belong together when they
/// have the same key at times that lie no further apart than its window.
///
/// @param text its kind, a colon, and what is shared
public record ClusterKey(String text, Instant at) {
  private static final int LEAST_NAME = 4;
  private static final Duration NETWORK_WINDOW = Duration.ofDays(3);
  private static final Duration NAME_WINDOW = Duration.ofDays(90);

  /// What a key is about; its name in lower case begins the key.
  public enum Kind {
    /// A strong identifier.
    ID,
    /// A network.
    NET,
    /// A username, however spelled, on whatever platform.
    NAME,
    PLACE,
    SCHOOL;

    /// Empty: for ever.
    Optional<Duration> window() {
      return switch (this) {
        case ID, PLACE, SCHOOL -> Optional.empty();
        case NET -> Optional.of(NETWORK_WINDOW);
        case NAME -> Optional.of(NAME_WINDOW);
      };
    }

    private String key(String shared) {
      return name().toLowerCase(java.util.Locale.ROOT) + ":" + shared;
    }
  }

  Kind kind() {
    return kind(text);
  }

  static Kind kind(String text) {
    return Kind.valueOf(text.substring(0, text.indexOf(':')).toUpperCase(java.util.Locale.ROOT));
  }

  /// The key without its kind, to be shown.
  static String shared(String text) {
    return text.substring(text.indexOf(':') + 1);
  }

  /// The keys of a report, sorted by text and time.
  ///
  /// @param arrival the time of what has none, in a report that has none either
  static List<ClusterKey> of(TipReport report, List<Sighted> sightings, Instant arrival) {
    Instant reported =
        report.incident().time().or(report::received).map(Moment::instant).orElse(arrival);
    Map<String, TreeSet<Instant>> times = new TreeMap<>();
    for (Sighted sighted : sightings) {
      if (sighted.links()) {
        Instant at = sighted.at().orElse(reported);
        for (String key : keys(sighted.identifier())) {
          times.computeIfAbsent(key, _ -> new TreeSet<>()).add(at);
        }
      }
    }
    for (TipReport.Person person : report.people()) {
      for (String key : places(person)) {
        times.computeIfAbsent(key, _ -> new TreeSet<>()).add(reported);
      }
    }
    List<ClusterKey> keys = new ArrayList<>();
    times.forEach((key, all) ->
        thinned(all, kind(key).window()).forEach(at -> keys.add(new ClusterKey(key, at))));
    return keys;
  }

  private static List<String> keys(NormalIdentifier identifier) {
    List<String> keys = new ArrayList<>();
    if (identifier.isStrong()) {
      keys.add(
          Kind.ID.key(
              identifier.kind() + ":" + identifier.qualifier() + ":" + identifier.normal()));
    }
    identifier.network().ifPresent(network -> keys.add(Kind.NET.key(network)));
    if (identifier.kind() == Identifier.Kind.USERNAME) {
      identifier.looseKeys().stream()
          .filter(name -> name.length() >= LEAST_NAME)
          .forEach(name -> keys.add(Kind.NAME.key(name)));
    }
    return keys;
  }

  private static List<String> places(TipReport.Person person) {
    List<String> keys = new ArrayList<>();
    if (person.role() == TipReport.Role.REPORTER || person.role() == TipReport.Role.OFFICER) {
      return keys;
    }
    for (TipReport.Address address : person.addresses()) {
      String street = letters(String.join("", address.street()));
      String town = letters(address.postalCode().or(address::city).orElse(""));
      if (!street.isEmpty() && !town.isEmpty()) {
        keys.add(Kind.PLACE.key(street + " " + town));
      }
    }
    for (TipReport.Fact fact : person.facts()) {
      String school = letters(fact.value());
      if (fact.name().contains("school") && school.length() >= LEAST_NAME) {
        keys.add(Kind.SCHOOL.key(school));
      }
    }
    return keys;
  }

  private static String letters(String text) {
    String folded = Spelling.fold(text).replaceAll("[^\\p{L}\\p{N}]", "");
    return folded.substring(0, Math.min(folded.length(), 200));
  }

  /// Times without those that add nothing: what is within the window of one that is left out is
  /// within that of a neighbor, when the neighbors are no further apart than two windows.
  static List<Instant> thinned(TreeSet<Instant> times, Optional<Duration> window) {
    List<Instant> all = List.copyOf(times);
    if (window.isEmpty()) {
      return all.subList(0, 1);
    }
    Duration reach = window.get().multipliedBy(2);
    List<Instant> kept = new ArrayList<>();
    kept.add(all.getFirst());
    for (int i = 1; i < all.size() - 1; i++) {
      if (Duration.between(kept.getLast(), all.get(i + 1)).compareTo(reach) > 0) {
        kept.add(all.get(i));
      }
    }
    if (all.size() > 1) {
      kept.add(all.getLast());
    }
    return kept;
  }
}
