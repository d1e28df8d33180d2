package org.orion.operations.lawful;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.orion.exchange.FormatException;

/// Which [WarrantRule] holds where: lines of code, rule and source. A code is a country, or a
/// country and a part of it after a hyphen; what is not listed falls back to its country, then to
/// `*`, which always asks for an authority.
public final class JurisdictionTable {
  private static final int COLUMNS = 3;
  private static final String ANYWHERE = "*";

  /// What holds in a jurisdiction.
  ///
  /// @param code the line that applies, perhaps of the whole country
  /// @param source the decision or statute
  public record Entry(String code, WarrantRule rule, String source) {}

  private final Map<String, Entry> entries = new HashMap<>();

  private JurisdictionTable(List<DataLines.Line> lines) throws FormatException {
    add(lines);
    Entry anywhere = entries.get(ANYWHERE);
    if (anywhere == null || anywhere.rule() != WarrantRule.NEEDED) {
      throw new IllegalStateException("the line * is " + anywhere + ", must be NEEDED");
    }
  }

  /// The table that comes with the program.
  public static JurisdictionTable builtIn() {
    try {
      return new JurisdictionTable(DataLines.builtIn("jurisdictions.tsv", COLUMNS));
    } catch (FormatException defect) {
      throw new IllegalStateException(defect);
    }
  }

  /// The built-in table with the lines of a legal office's file added or put in their place, where
  /// that file exists. It cannot change `*`.
  public static JurisdictionTable withFile(Path file) throws IOException, FormatException {
    JurisdictionTable table = builtIn();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        List<DataLines.Line> lines = DataLines.read(reader, file.toString(), COLUMNS);
        for (DataLines.Line line : lines) {
          if (line.field(0).equals(ANYWHERE)) {
            throw line.refusal("a country", ANYWHERE);
          }
        }
        table.add(lines);
      }
    }
    return table;
  }

  private void add(List<DataLines.Line> lines) throws FormatException {
    Set<String> seen = new HashSet<>();
    for (DataLines.Line line : lines) {
      String code = line.field(0);
      boolean known = code.equals(ANYWHERE) || DataLines.isCountry(code.split("-", 2)[0]);
      if (!known || !code.matches("\\*|[A-Z]{2}(-[A-Z0-9]{1,6})?")) {
        throw line.refusal("a country's code, or one with a part such as US-C09", code);
      }
      if (!seen.add(code)) {
        throw line.refusal("each code once", code);
      }
      entries.put(code, new Entry(code, line.constant(1, WarrantRule.class), line.field(2)));
    }
  }

  /// What holds in a jurisdiction; for one that is not known, what holds anywhere.
  public Entry entry(String jurisdiction) {
    Entry exact = entries.get(jurisdiction);
    if (exact != null) {
      return exact;
    }
    Entry country = entries.get(jurisdiction.split("-", 2)[0]);
    if (country != null) {
      return country;
    }
    Entry anywhere = entries.get(ANYWHERE);
    if (anywhere == null) {
      throw new IllegalStateException("the table has no line *, must have one");
    }
    return anywhere;
  }
}
