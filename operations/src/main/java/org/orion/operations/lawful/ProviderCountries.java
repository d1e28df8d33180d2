package org.orion.operations.lawful;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.orion.exchange.FormatException;
import org.orion.exchange.tip.TipReport;

/// Under which country's law the provider of a report keeps data: lines of a reporter's name or of
/// a source, with a country and why.
final class ProviderCountries {
  private static final int COLUMNS = 4;
  private static final String REPORTER = "reporter";
  private static final String SOURCE = "source";

  private record Line(String what, String value, String country) {}

  private final List<Line> lines = new ArrayList<>();

  private ProviderCountries() {}

  /// The lines of a legal office's file, where that exists, before those of the program.
  static ProviderCountries withFile(Path file) throws IOException, FormatException {
    ProviderCountries countries = new ProviderCountries();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        countries.add(DataLines.read(reader, file.toString(), COLUMNS));
      }
    }
    countries.add(DataLines.builtIn("provider-countries.tsv", COLUMNS));
    return countries;
  }

  private void add(List<DataLines.Line> data) throws FormatException {
    for (DataLines.Line line : data) {
      String what = line.field(0);
      if (!what.equals(REPORTER) && !what.equals(SOURCE)) {
        throw line.refusal("reporter or source", what);
      }
      if (what.equals(SOURCE)) {
        line.constant(1, TipReport.Source.class);
      }
      if (!DataLines.isCountry(line.field(2))) {
        throw line.refusal("a country's code", line.field(2));
      }
      lines.add(new Line(what, line.field(1).toLowerCase(Locale.ROOT), line.field(2)));
    }
  }

  /// The country of who reported; nothing where no line tells.
  Optional<String> of(TipReport report) {
    String reporter = report.reporter().orElse("").strip().toLowerCase(Locale.ROOT);
    return first(REPORTER, reporter)
        .or(() -> first(SOURCE, report.source().name().toLowerCase(Locale.ROOT)));
  }

  private Optional<String> first(String what, String value) {
    return lines.stream()
        .filter(line -> line.what().equals(what) && line.value().equals(value))
        .map(Line::country)
        .findFirst();
  }
}
