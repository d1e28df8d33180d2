package org.orion.triage.lists;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.Level;
import org.orion.triage.match.KnownEntry;

/// What two lists have in common, and where they contradict each other.
///
/// @param first the first list's entries in the second
/// @param second the second list's entries in the first
/// @param conflicts pairs of categories of different levels under which both lists hold the same
///   file, with the number of pairs of entries
public record ListComparison(Overlap first, Overlap second, Map<Conflict, Long> conflicts) {
  public ListComparison {
    conflicts = Map.copyOf(conflicts);
  }

  /// How much of one list is in the other.
  ///
  /// @param exact entries of which the other list has a digest or the very same PDQ hash
  /// @param similar further entries that look like one of the other list
  public record Overlap(String list, long entries, long exact, long similar) {}

  /// What each list says of the same file.
  public record Conflict(Judgement first, Judgement second) {}

  /// A category and what it means.
  public record Judgement(Category category, Level level) {}

  /// Is told of each entry pair that contradicts.
  public interface ConflictSink {
    void accept(String firstEntry, String secondEntry, Conflict conflict) throws IOException;
  }

  /// Compares all entries of both.
  ///
  /// @param radiusBits within which pictures are alike
  public static ListComparison of(
      HashList first, HashList second, int radiusBits, ConflictSink sink) throws IOException {
    Map<Conflict, Long> conflicts = new LinkedHashMap<>();
    Overlap ofFirst =
        overlap(
            first,
            second,
            radiusBits,
            (entry, category, level, other) -> {
              Conflict conflict =
                  new Conflict(
                      new Judgement(category, level),
                      new Judgement(other.category(), other.level()));
              if (contradict(level, other.level())) {
                conflicts.merge(conflict, 1L, Long::sum);
                sink.accept(entry, other.id(), conflict);
              }
            });
    Overlap ofSecond = overlap(second, first, radiusBits, (entry, category, level, other) -> {});
    return new ListComparison(ofFirst, ofSecond, conflicts);
  }

  /// An unknown level contradicts none.
  private static boolean contradict(Level left, Level right) {
    return left != right && left != Level.UNKNOWN_LEVEL && right != Level.UNKNOWN_LEVEL;
  }

  /// Is told of each pair of entries that are the same file.
  private interface PairSink {
    void accept(String entry, Category category, Level level, KnownEntry other) throws IOException;
  }

  private static Overlap overlap(HashList list, HashList other, int radiusBits, PairSink pairs)
      throws IOException {
    long[] counts = new long[3];
    list.forEachEntry((number, entry, level) -> {
      counts[0]++;
      Set<Integer> same = new LinkedHashSet<>();
      boolean alike = false;
      for (HashValue hash : entry.hashes()) {
        if (hash instanceof Pdq pdq) {
          other
              .looks()
              .search(
                  pdq,
                  0,
                  (found, distance) -> {
                    same.add(found);
                    return true;
                  });
          alike |= same.isEmpty() && other.looks().any(pdq, radiusBits);
        } else {
          other.find(hash, same::add);
        }
      }
      counts[1] += same.isEmpty() ? 0 : 1;
      counts[2] += same.isEmpty() && alike ? 1 : 0;
      for (int found : same) {
        pairs.accept(entry.id(), entry.category(), level, other.entry(found));
      }
    });
    return new Overlap(list.name(), counts[0], counts[1], counts[2]);
  }
}
