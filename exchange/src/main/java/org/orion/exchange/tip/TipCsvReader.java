package org.orion.exchange.tip;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.FormatException;
import org.orion.exchange.tip.TipReport.Completeness;

/// Reads tips from CSV whose first row names its columns, in any case and order, between commas,
/// semicolons or tabs. A column may occur several times. A column that is not known is listed on
/// each tip that has something in it; when more than half of them are not, the format has changed.
/// What looks like a formula is text like any other.
///
/// A row that cannot be read is refused with its line; the others are read.
public final class TipCsvReader {
  /// What a tip can be made of; a header has at least one of these.
  private static final Set<String> SUBSTANCE =
      Set.of(
          "externalid",
          "email",
          "phone",
          "username",
          "platformuserid",
          "ip",
          "url",
          "profileurl",
          "deviceid",
          "paymenthandle",
          "md5",
          "sha1",
          "sha256",
          "pdq",
          "filename",
          "text");

  private static final Set<String> OTHERS =
      Set.of(
          "source",
          "received",
          "reporter",
          "incidenttype",
          "incidenttime",
          "platform",
          "escalation",
          "bundlecount",
          "firstname",
          "lastname",
          "displayname",
          "dateofbirth",
          "approximateage",
          "city",
          "country",
          "iptime",
          "ipport",
          "ipevent",
          "viewedbyprovider",
          "publiclyavailable");

  private final String source;
  private final CsvRows rows;

  private TipCsvReader(InputStream input, String source) {
    this.source = source;
    this.rows = new CsvRows(input);
  }

  /// Whether a first line names columns that a tip can be made of.
  static boolean isHeader(String line) {
    return List.of(line.split("[,;\t]")).stream().anyMatch(name -> SUBSTANCE.contains(plain(name)));
  }

  /// Reads `input` to its end.
  ///
  /// @param source the file's name, for messages
  public static void read(InputStream input, String source, TipResult.Sink sink)
      throws IOException {
    TipCsvReader reader = new TipCsvReader(input, source);
    try {
      reader.read(sink);
    } catch (FormatException bad) {
      sink.accept(new TipResult.Refused(source, bad));
    }
  }

  private void read(TipResult.Sink sink) throws IOException, FormatException {
    byte[] header = rows.next();
    if (header == null) {
      throw new FormatException(source, "1", "a row that names the columns", "an empty file");
    }
    String names = text(header).replace("\uFEFF", "");
    char separator = separator(names);
    rows.separatedBy(separator);
    List<String> columns = fields(names, separator).stream().map(TipCsvReader::column).toList();
    if (columns.stream().noneMatch(SUBSTANCE::contains)) {
      throw new FormatException(
          source, "1", "a column such as external_id, email, ip, url or text", "none of them");
    }
    boolean none = true;
    for (byte[] row = rows.next(); row != null; row = rows.next()) {
      String where = "%s line %d".formatted(source, rows.line());
      try {
        List<String> cells = fields(text(row), separator);
        if (!cells.isEmpty()) {
          none = false;
          TipReport report = report(columns, cells);
          sink.accept(new TipResult.Read(where, report, new Original(joined(header, row))));
        }
      } catch (FormatException bad) {
        none = false;
        sink.accept(new TipResult.Refused(where, bad));
      }
    }
    if (none) {
      throw new FormatException(source, "2", "at least one row below the header", "none");
    }
  }

  private FormatException wrong(String expected, String found) {
    return new FormatException(source, String.valueOf(rows.line()), expected, found);
  }

  private String text(byte[] row) throws FormatException {
    if (rows.isTooLong()) {
      throw wrong("a row of at most %,d bytes".formatted(CsvRows.MOST_BYTES), "a longer one");
    }
    if (rows.isOpen()) {
      throw wrong("the end of a quoted field", "the end of the file");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(row)).toString();
    } catch (CharacterCodingException other) {
      throw wrong("text in UTF-8", "bytes that are none: save the file as UTF-8");
    }
  }

  private List<String> fields(String row, char separator) throws FormatException {
    try (CsvReader<CsvRecord> parsed =
        CsvReader.builder().fieldSeparator(separator).skipEmptyLines(true).ofCsvRecord(row)) {
      List<CsvRecord> records = parsed.stream().toList();
      if (records.size() > 1) {
        throw wrong("one row to a line", "several");
      }
      return records.isEmpty() ? List.of() : records.getFirst().getFields();
    } catch (CsvParseException malformed) {
      throw wrong("CSV", "a field that does not end");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
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

  private static String plain(String name) {
    return name.replaceAll("[-_ \"\uFEFF\r\n]", "").toLowerCase(Locale.ROOT);
  }

  /// The plain name of a known column, and of another one the name as it stands.
  private static String column(String name) {
    String plain = plain(name);
    return SUBSTANCE.contains(plain) || OTHERS.contains(plain) ? plain : name.strip();
  }

  private static byte[] joined(byte[] header, byte[] row) {
    byte[] both = Arrays.copyOf(header, header.length + row.length);
    System.arraycopy(row, 0, both, header.length, row.length);
    return both;
  }

  private static Completeness known(List<String> columns) {
    long unknown =
        columns.stream().filter(c -> !SUBSTANCE.contains(c) && !OTHERS.contains(c)).count();
    return new Completeness(columns.size(), (int) unknown);
  }

  private TipReport report(List<String> columns, List<String> cells) throws FormatException {
    Field row = Field.xml("line " + rows.line());
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i).strip();
      if (!cell.isEmpty() && !cell.equalsIgnoreCase("N/A")) {
        row.add(i < columns.size() ? columns.get(i) : "column " + (i + 1)).append(cell);
      }
    }
    Optional<TipReport> report = TipCsvRow.report(row, known(columns));
    if (report.isEmpty()) {
      throw wrong("an external id, an identifier, a file or a text", "none of them");
    }
    return report.get();
  }
}
