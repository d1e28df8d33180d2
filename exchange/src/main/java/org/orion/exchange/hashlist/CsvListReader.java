package org.orion.exchange.hashlist;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;

/// Reads CSV whose first row names its columns, in any case and order, between commas, semicolons
/// or tabs. INTERPOL's ICSE export is one such, with a `Baseline` column in place of a category. A
/// feed is one whose owner gives every entry an id that lasts, and takes entries back with `yes` in
/// a column `withdrawn`.
public final class CsvListReader implements ListReader {
  private static final Map<String, String> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("series", "series"),
          Map.entry("seriesname", "series"),
          Map.entry("tags", "tags"),
          Map.entry("victimidentified", "victim_identified"),
          Map.entry("offenderidentified", "offender_identified"),
          Map.entry("isdistributed", "is_distributed"),
          Map.entry("mediatype", "media_type"),
          Map.entry("photodna", "photodna"),
          Map.entry("bytes", "bytes"),
          Map.entry("comments", "comments"));

  private static final Set<String> IDS = Set.of("id", "entry", "imageid", "mediaid");
  private static final Set<String> YES = Set.of("yes", "true", "1");
  private static final String WITHDRAWN = "withdrawn";

  private final String format;
  private final boolean icse;
  private final boolean feed;

  private CsvListReader(String format) {
    this.format = format;
    this.icse = format.equals("icse");
    this.feed = format.equals("feed");
  }

  public static CsvListReader csv() {
    return new CsvListReader("csv");
  }

  public static CsvListReader icse() {
    return new CsvListReader("icse");
  }

  public static CsvListReader feed() {
    return new CsvListReader("feed");
  }

  @Override
  public String format() {
    return format;
  }

  @Override
  public boolean idsLast() {
    return feed;
  }

  @Override
  public void read(InputStream input, String source, String scheme, EntrySink sink)
      throws IOException, FormatException {
    BufferedInputStream buffered = new BufferedInputStream(input, 1 << 16);
    buffered.mark(Lines.MOST_BYTES);
    String header = new String(buffered.readNBytes(Lines.MOST_BYTES), StandardCharsets.UTF_8);
    buffered.reset();
    Iterator<String> first = header.lines().iterator();
    if (!first.hasNext()) {
      throw new FormatException(source, "1", "a row that names the columns", "an empty file");
    }
    try (CsvReader<CsvRecord> rows =
        CsvReader.builder()
            .fieldSeparator(separator(first.next()))
            .skipEmptyLines(true)
            .detectBomHeader(false)
            .ofCsvRecord(new InputStreamReader(buffered, StandardCharsets.UTF_8.newDecoder()))) {
      read(rows, source, scheme, sink);
    } catch (CsvParseException malformed) {
      throw new FormatException(source, "", "CSV", "a field that does not end or is too long");
    } catch (UncheckedIOException problem) {
      if (problem.getCause() instanceof CharacterCodingException) {
        throw new FormatException(
            source, "", "text in UTF-8", "bytes that are none: save the file as UTF-8");
      }
      throw problem.getCause();
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
    Map<String, Integer> columns = Map.of();
    List<Map.Entry<String, Integer>> hashColumns = new ArrayList<>();
    EntryBuilder entry = new EntryBuilder(sink);
    long number = 0;
    for (CsvRecord row : rows) {
      if (columns.isEmpty()) {
        columns = columns(row);
        requireFeed(columns, source);
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
      if (feed && !entered(row, columns, line, sink)) {
        continue;
      }
      for (Map.Entry<String, Integer> column : hashColumns) {
        int index = column.getValue();
        entry.hash(() -> line + ":" + (index + 1), column.getKey(), field(row, index));
      }
      describe(row, columns, entry);
      entry.finish(() -> line, schemeOf(row, columns, scheme), ++number);
    }
  }

  private void requireFeed(Map<String, Integer> columns, String source) throws FormatException {
    if (feed && (idColumn(columns) == null || !columns.containsKey(WITHDRAWN))) {
      throw new FormatException(source, "1", "the columns id and withdrawn", "only one or none");
    }
  }

  private static @Nullable Integer idColumn(Map<String, Integer> columns) {
    return columns.entrySet().stream()
        .filter(column -> IDS.contains(column.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /// Whether a row of a feed enters something; otherwise it takes back or is refused.
  private static boolean entered(
      CsvRecord row, Map<String, Integer> columns, String line, EntrySink sink) throws IOException {
    Integer idColumn = idColumn(columns);
    String id = idColumn == null ? "" : field(row, idColumn).strip();
    if (id.isEmpty()) {
      sink.refuse(line, "no id");
      return false;
    }
    String withdrawn = field(row, columns.getOrDefault(WITHDRAWN, row.getFieldCount()));
    if (YES.contains(withdrawn.strip().toLowerCase(Locale.ROOT))) {
      sink.withdraw(line, id);
      return false;
    }
    return true;
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
        case "category", "code" -> entry.code(value);
        case "baseline" -> {
          if (icse) {
            entry.code(value.strip().toLowerCase(Locale.ROOT));
          }
        }
        default -> {
          String attribute = ATTRIBUTES.get(column.getKey());
          if (IDS.contains(column.getKey())) {
            entry.id(value);
          } else if (attribute != null) {
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
