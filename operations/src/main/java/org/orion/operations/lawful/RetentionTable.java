package org.orion.operations.lawful;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.FormatException;

/// For how long providers must keep data, by their country: lines of countries, kind, days, days of
/// an extension, and the law.
public final class RetentionTable {
  private static final int COLUMNS = 5;

  private record Key(String country, PreservationKind kind) {}

  /// What a law says.
  ///
  /// @param days from the day of the report or request
  /// @param extensionDays by which it can be prolonged once; 0 where the law knows no extension
  public record Retention(int days, int extensionDays, String law) {}

  private final Map<Key, Retention> retentions = new HashMap<>();

  private RetentionTable() {}

  /// The table that comes with the program.
  public static RetentionTable builtIn() {
    RetentionTable table = new RetentionTable();
    try {
      table.add(DataLines.builtIn("retention.tsv", COLUMNS));
    } catch (FormatException defect) {
      throw new IllegalStateException(defect);
    }
    return table;
  }

  /// The built-in table with the lines of a legal office's file added or put in their place, where
  /// that file exists.
  public static RetentionTable withFile(Path file) throws IOException, FormatException {
    RetentionTable table = builtIn();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        table.add(DataLines.read(reader, file.toString(), COLUMNS));
      }
    }
    return table;
  }

  private void add(List<DataLines.Line> lines) throws FormatException {
    Set<Key> seen = new HashSet<>();
    for (DataLines.Line line : lines) {
      PreservationKind kind = line.constant(1, PreservationKind.class);
      int days = line.count(2);
      if (days == 0) {
        throw line.refusal("a number of days above 0", line.field(2));
      }
      Retention retention = new Retention(days, line.count(3), line.field(4));
      for (String country : line.field(0).split(",")) {
        if (!DataLines.isCountry(country)) {
          throw line.refusal("countries between commas", country);
        }
        if (!seen.add(new Key(country, kind))) {
          throw line.refusal("each country and kind once", country + " " + kind);
        }
        retentions.put(new Key(country, kind), retention);
      }
    }
  }

  /// What the law of a country says; empty where the table does not know, which is no permission to
  /// wait.
  public Optional<Retention> retention(String country, PreservationKind kind) {
    return Optional.ofNullable(retentions.get(new Key(country, kind)));
  }
}
