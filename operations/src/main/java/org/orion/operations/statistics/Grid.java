package org.orion.operations.statistics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A table of the catalogue with its lines and spots, before anything is counted.
///
/// @param lines what stands at the beginning of each line: measures, or values of a dimension
/// @param spots what stands above; none for a table with totals alone
record Grid(CatalogueTable table, List<String> lines, List<String> spots) {
  /// The name of a total.
  static final String TOTAL = "";

  /// The name of all values that are too small to be listed.
  static final String OTHER = "*";

  Grid {
    lines = List.copyOf(lines);
    spots = List.copyOf(spots);
  }

  /// A place of the table: a measure, and the values of its dimensions; fewer for totals.
  record Place(Measure measure, Map<Dimension, String> at) {
    Place {
      at = Map.copyOf(at);
    }

    /// The same thing has the same key in every table.
    String key() {
      StringBuilder key = new StringBuilder(measure.name());
      new TreeMap<>(at)
          .forEach((dimension, value) ->
              key.append('|').append(dimension.name()).append('=').append(value));
      return key.toString();
    }
  }

  /// The place of a line and a spot; [#TOTAL] for totals.
  Place place(String line, String spot) {
    Map<Dimension, String> at = new TreeMap<>();
    Optional<Dimension> lineOf = table.lines();
    if (lineOf.isPresent() && !line.equals(TOTAL)) {
      at.put(lineOf.get(), line);
    }
    if (table.spots().isPresent() && !spot.equals(TOTAL)) {
      at.put(table.spots().get(), spot);
    }
    Measure measure = lineOf.isPresent() ? table.measures().getFirst() : Measure.valueOf(line);
    return new Place(measure, at);
  }

  /// Whether the lines add up: measures do not.
  boolean hasTotalLine() {
    return table.lines().isPresent();
  }
}
