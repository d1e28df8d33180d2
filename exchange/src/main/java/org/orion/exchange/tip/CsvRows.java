package org.orion.exchange.tip;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Cuts a file of CSV into the bytes of its rows. A quotation mark begins a quoted field only at
/// the beginning of one (RFC 4180 section 2); within it line ends belong to the text.
final class CsvRows {
  /// A longer row is passed over and told.
  static final int MOST_BYTES = 1 << 20;

  private static final String SEPARATORS = ",;\t";

  private final InputStream input;
  private long line;
  private long firstLine;
  private boolean tooLong;
  private boolean openQuote;
  private char separator;

  CsvRows(InputStream input) {
    this.input = new BufferedInputStream(input, 1 << 16);
  }

  /// The line in which the last row begins, from 1.
  long line() {
    return firstLine;
  }

  boolean isTooLong() {
    return tooLong;
  }

  /// Whether the last row ended with the file, in a quoted field.
  boolean isOpen() {
    return openQuote;
  }

  /// What separates fields in rows after the header, which is told from that.
  void separatedBy(char found) {
    separator = found;
  }

  /// The next row with its line end, or null at the end of the file.
  byte @Nullable [] next() throws IOException {
    int found = input.read();
    if (found < 0) {
      return null;
    }
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    boolean fieldBegins = true;
    boolean quoted = false;
    firstLine = line + 1;
    tooLong = false;
    for (; found >= 0; found = input.read()) {
      if (row.size() < MOST_BYTES) {
        row.write(found);
      } else {
        tooLong = true;
      }
      line += found == '\n' ? 1 : 0;
      if (found == '"' && (quoted || fieldBegins)) {
        // A doubled mark closes the field and opens it anew.
        quoted = !quoted;
        fieldBegins = true;
      } else if (!quoted) {
        if (found == '\n') {
          break;
        }
        fieldBegins = separator == 0 ? SEPARATORS.indexOf(found) >= 0 : found == separator;
      }
    }
    openQuote = quoted;
    return row.toByteArray();
  }
}
