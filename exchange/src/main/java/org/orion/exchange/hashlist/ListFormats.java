package org.orion.exchange.hashlist;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.orion.exchange.FormatException;

/// The formats a list is read from.
public final class ListFormats {
  private static final int HEAD_BYTES = 4096;
  private static final List<ListReader> ALL =
      List.of(
          new VicsReader(),
          CsvListReader.icse(),
          new NcmecReader(),
          new NsrlTextReader(),
          CsvListReader.csv(),
          CsvListReader.feed(),
          new TextListReader());

  private ListFormats() {}

  public static List<String> names() {
    return ALL.stream().map(ListReader::format).toList();
  }

  public static Optional<ListReader> named(String name) {
    return ALL.stream()
        .filter(reader -> reader.format().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /// Tells the format by its first bytes and leaves the input where it was.
  public static ListReader detect(BufferedInputStream input, String source)
      throws IOException, FormatException {
    input.mark(HEAD_BYTES);
    byte[] head = input.readNBytes(HEAD_BYTES);
    input.reset();
    if (head.length > 1
        && (head[0] == (byte) 0xFF && head[1] == (byte) 0xFE
            || head[0] == (byte) 0xFE && head[1] == (byte) 0xFF)) {
      throw new FormatException(source, "1", "text in UTF-8", "text in UTF-16");
    }
    String text = new String(head, StandardCharsets.UTF_8).replace("\uFEFF", "").stripLeading();
    String line = text.lines().findFirst().orElse("");
    String header = line.toLowerCase(Locale.ROOT).replaceAll("[-_ \"]", "");
    if (text.startsWith("{") || text.startsWith("[")) {
      return new VicsReader();
    }
    if (text.startsWith("<")) {
      return new NcmecReader();
    }
    if (NsrlTextReader.isHeader(line)) {
      return new NsrlTextReader();
    }
    List<String> columns = List.of(header.split("[,;\t]"));
    if (columns.contains("baseline")) {
      return CsvListReader.icse();
    }
    if (columns.contains("withdrawn") && columns.contains("id")) {
      return CsvListReader.feed();
    }
    return columns.stream().anyMatch(HashText::isKnown)
        ? CsvListReader.csv()
        : new TextListReader();
  }
}
