package org.orion.operations.priority;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// How the bands proved: of the tips of each band, how many led to what. It shows whether rules
/// rank well; it says nothing about any single tip.
///
/// @param rows one for every band, the most urgent first, also where no tip was
public record Calibration(List<Row> rows) {

  /// A tip whose result is known at least in part.
  ///
  /// @param band where it stood when work on it began
  /// @param outcomes what came of it so far; empty while it is open
  public record Followed(Band band, Set<Outcome> outcomes) {
    public Followed {
      outcomes = Set.copyOf(outcomes);
    }
  }

  /// The counts of one band.
  ///
  /// @param tips all of the band
  /// @param open those without any outcome yet
  /// @param counts tips with each outcome; every outcome has an entry. A tip with two outcomes
  ///   counts under both, so these need not add up to the tips
  public record Row(Band band, int tips, int open, Map<Outcome, Integer> counts) {
    public Row {
      counts = Map.copyOf(counts);
    }
  }

  public Calibration {
    rows = List.copyOf(rows);
  }

  public static Calibration of(Collection<Followed> tips) {
    List<Row> rows = new ArrayList<>();
    for (Band band : Band.values()) {
      List<Followed> ofBand = tips.stream().filter(tip -> tip.band() == band).toList();
      Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        counts.put(outcome, count(ofBand, tip -> tip.outcomes().contains(outcome)));
      }
      rows.add(
          new Row(band, ofBand.size(), count(ofBand, tip -> tip.outcomes().isEmpty()), counts));
    }
    return new Calibration(rows);
  }

  private static int count(List<Followed> tips, Predicate<Followed> condition) {
    return (int) tips.stream().filter(condition).count();
  }
}
