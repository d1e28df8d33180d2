package org.orion.exchange.hashlist;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orion.exchange.FormatException;

/// Reads CSV whose first row names its columns, in any case and order, between commas, semicolons
/// or tabs. INTERPOL's ICSE export is one such, with a `Baseline` column in place of a category.
public final class CsvListReader implements ListReader {
  private static final int MOST_HEADER_CHARACTERS = 64 << 10;
  private static final Map<String, String> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("series", "series"),
          Map.entry("seriesname", "series"),
          Map.entry("tags", "tags"),
          Map.entry("victimidentified", "victim_identified"),
          Map.entry("offenderidentified", "offender_identified"),
          Map.entry("isdistributed", "is_distributed"),
          Map.entry("mediatype", "media_type"),
          Map.entry("bytes", "bytes"),
          Map.entry("comments", "comments"));

  private final boolean icse;

  private CsvListReader(boolean icse) {
    this.icse = icse;
  }

  public static CsvListReader csv() {
    return new CsvListReader(false);
  }

  public static CsvListReader icse() {
    return new CsvListReader(true);
  }

  @Override
  public String format() {
    return icse ? "icse" : "csv";
  }

  @Override
  public void read(InputStream input, String source, String scheme, EntrySink sink)
      throws IOException, FormatException {
    BufferedReader text =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8), 1 << 16);
    text.mark(MOST_HEADER_CHARACTERS);
    String header = text.readLine();
    text.reset();
    if (header == null) {
      throw new FormatException(source, "1", "a row that names the columns", "an empty file");
    }
    char separator = separator(header);
    try (CsvReader<CsvRecord> rows =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(true)
            .detectBomHeader(false)
            .ofCsvRecord(text)) {
      read(rows, source, scheme, sink);
    } catch (CsvParseException | UncheckedIOException malformed) {
      throw new FormatException(source, "", "CSV", "a field that does not end or is too long");
    }
  }

  private static char separator(String header) {
    char best = ',';
    for (char candidate : new char[] {';', '\t'}) {
      if (count(header, candidate) > count(header, best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static long count(String text, char character) {
    return text.chars().filter(found -> found == character).count();
  }

  private void read(Iterable<CsvRecord> rows, String source, String scheme, EntrySink sink)
      throws IOException, FormatException {
    Map<String, Integer> columns = null;
    List<Map.Entry<String, Integer>> hashColumns = new ArrayList<>();
    EntryBuilder entry = new EntryBuilder(sink);
    long number = 0;
    for (CsvRecord row : rows) {
      if (columns == null) {
        columns = columns(row);
        columns.entrySet().stream()
            .filter(column -> HashText.isKnown(column.getKey()))
            .forEach(hashColumns::add);
        if (hashColumns.isEmpty()) {
          throw new FormatException(
              source,
              "1",
              "a column named md5, sha1, sha256 or pdq",
              row.getFieldCount() + " columns of other names");
        }
        continue;
      }
      entry.clear();
      String line = String.valueOf(row.getStartingLineNumber());
      for (Map.Entry<String, Integer> column : hashColumns) {
        int index = column.getValue();
        entry.hash(line + ":" + (index + 1), column.getKey(), field(row, index));
      }
      describe(row, columns, entry);
      entry.finish(line, schemeOf(row, columns, scheme), ++number);
    }
  }

  private static Map<String, Integer> columns(CsvRecord header) {
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 0; i < header.getFieldCount(); i++) {
      String name = header.getField(i).replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT);
      columns.putIfAbsent(name.replaceAll("[-_ ]", ""), i);
    }
    return columns;
  }

  private static String field(CsvRecord row, int index) {
    return index < row.getFieldCount() ? row.getField(index) : "";
  }

  private void describe(CsvRecord row, Map<String, Integer> columns, EntryBuilder entry) {
    for (Map.Entry<String, Integer> column : columns.entrySet()) {
      String value = field(row, column.getValue());
      switch (column.getKey()) {
        case "id", "entry", "imageid", "mediaid" -> entry.id(value);
        case "category", "code" -> entry.code(value);
        case "baseline" -> {
          if (icse) {
            entry.code(value.strip().toLowerCase(Locale.ROOT));
          }
        }
        default -> {
          String attribute = ATTRIBUTES.get(column.getKey());
          if (attribute != null) {
            entry.attribute(attribute, value);
          }
        }
      }
    }
  }

  private String schemeOf(CsvRecord row, Map<String, Integer> columns, String scheme) {
    if (!scheme.isEmpty()) {
      return scheme;
    }
    if (icse) {
      return "icse-baseline";
    }
    Integer column = columns.get("scheme");
    return column == null ? "" : field(row, column);
  }
}
