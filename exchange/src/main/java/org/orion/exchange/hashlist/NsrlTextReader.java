package org.orion.exchange.hashlist;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.orion.exchange.FormatException;

/// Reads the file list of NSRL's reference data set, version 2: rows that begin with a SHA-1 and an
/// MD5 in quotes. The file names after them come in every encoding and with stray quotes; they are
/// passed over.
public final class NsrlTextReader implements ListReader {
  /// The name of the reference data set, in all its versions, in records and on the command line.
  public static final String FORMAT = "nsrl";

  /// The scheme of its entries, unless another is given: the files are known, and no more.
  public static final String SCHEME = "nsrl";

  private static final String HEADER = "\"sha-1\",\"md5\",";

  @Override
  public String format() {
    return FORMAT;
  }

  static boolean isHeader(String line) {
    return line.toLowerCase(Locale.ROOT).startsWith(HEADER);
  }

  @Override
  public void read(InputStream input, String source, String scheme, EntrySink sink)
      throws IOException, FormatException {
    Lines lines = new Lines(input);
    String header = lines.next();
    if (header == null || !isHeader(header)) {
      throw new FormatException(
          source,
          "1",
          "the columns SHA-1 and MD5 in quotes",
          header == null ? "an empty file" : "others");
    }
    EntryBuilder entry = new EntryBuilder(sink);
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank()) {
        String position = String.valueOf(lines.number());
        String[] fields = line.split(",", 3);
        entry.clear();
        if (fields.length < 3) {
          entry.refuse(() -> position, "fewer columns than the header");
        } else {
          entry.hash(() -> position, "sha1", unquoted(fields[0]));
          entry.hash(() -> position, "md5", unquoted(fields[1]));
        }
        entry.finish(() -> position, scheme.isEmpty() ? SCHEME : scheme, lines.number() - 1);
      }
    }
  }

  private static String unquoted(String field) {
    return field.length() > 1 && field.startsWith("\"") && field.endsWith("\"")
        ? field.substring(1, field.length() - 1)
        : field;
  }
}
