package org.orion.app.matchserver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hashlist.Level;
import org.orion.triage.lists.HashList;

/// Looks one hash up as the Hasher-Matcher-Actioner does: in all lists, which it calls banks, or in
/// some of them.
final class Lookup {
  /// A content id names list and entry at once.
  private static final int ENTRY_BITS = 31;

  /// What a hash without a distance has in its place.
  private static final String NO_DISTANCE = "-";

  private Lookup() {}

  /// @param distance as it is written
  record Found(long contentId, String distance) {}

  /// Answers by bank; banks without one are left out.
  ///
  /// @param banks empty for all
  static Map<String, List<Found>> of(
      ServedLists.Version version, HashValue value, int radiusBits, Set<String> banks) {
    Map<String, List<Found>> byBank = new LinkedHashMap<>();
    for (int number = 0; number < version.lists().size(); number++) {
      HashList list = version.lists().get(number);
      if (banks.isEmpty() || banks.contains(list.name())) {
        List<Found> found = find(list, (long) number << ENTRY_BITS, value, radiusBits);
        if (!found.isEmpty()) {
          byBank.put(list.name(), found);
        }
      }
    }
    return byBank;
  }

  private static List<Found> find(HashList list, long base, HashValue value, int radiusBits) {
    List<Found> found = new ArrayList<>();
    if (value instanceof Pdq pdq) {
      list.looks()
          .search(
              pdq,
              radiusBits,
              (entry, distance) -> found.add(new Found(base + entry, String.valueOf(distance))));
      found.removeIf(
          each -> list.entry((int) (each.contentId() - base)).level() == Level.KNOWN_GOOD);
    } else {
      list.find(value, entry -> found.add(new Found(base + entry, NO_DISTANCE)));
    }
    return found;
  }
}
