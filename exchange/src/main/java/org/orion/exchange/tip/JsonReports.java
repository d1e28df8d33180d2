package org.orion.exchange.tip;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Cuts a file of JSON into its reports: one object, an array of them, or one after the other. Only
/// brackets and strings are told apart here; whether a piece is JSON, its reader says. So a broken
/// report does not keep the others from being read, and each keeps its own bytes.
///
/// A bracket that is missing is noticed where the next report begins a line, at a place where no
/// object may begin. The memory used is that of the largest report allowed.
final class JsonReports {
  /// A longer report is passed over and told.
  static final int MOST_BYTES = 16 << 20;

  private static final int END = -1;

  /// The bytes of a byte order mark, besides those of white space.
  private static final String MARK = "\u00EF\u00BB\u00BF";

  private final InputStream input;
  private int pushedBack = -2;
  private long line = 1;
  private long column;
  private long lastColumn;
  private boolean inArray;
  private boolean anythingYet;
  private int number;

  JsonReports(InputStream input) {
    this.input = new BufferedInputStream(input, 1 << 16);
  }

  /// A piece of the file.
  static final class Piece {
    /// Of a lone object, those of the whole file.
    final byte[] bytes;

    /// Where the report begins within them.
    final int start;

    final long line;
    final long column;

    /// From 1.
    final int number;

    final boolean tooLong;

    private Piece(byte[] bytes, int start, long line, long column, int number, boolean tooLong) {
      this.bytes = bytes;
      this.start = start;
      this.line = line;
      this.column = column;
      this.number = number;
      this.tooLong = tooLong;
    }
  }

  /// Whether the file ended within its array.
  boolean isArrayOpen() {
    return inArray;
  }

  /// Where the reader stands, as line and column from 1.
  String position() {
    return line + ":" + Math.max(1, column);
  }

  /// The next piece, or null at the end of the file.
  @Nullable Piece next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int first = skipBetween(bytes);
    if (first == END) {
      return null;
    }
    number++;
    boolean alone = number == 1 && !inArray;
    int start = alone ? bytes.size() : 0;
    if (!alone) {
      bytes.reset();
    }
    long startLine = line;
    long startColumn = column;
    boolean whole = first == '{' || first == '[' ? bracketed(first, bytes) : word(first, bytes);
    if (alone) {
      alone = trailing(bytes);
    }
    byte[] all = bytes.toByteArray();
    if (start > 0 && !alone) {
      all = Arrays.copyOfRange(all, start, all.length);
      start = 0;
    }
    return new Piece(all, start, startLine, startColumn, number, !whole);
  }

  /// Passes over what stands between reports and returns the byte after it.
  private int skipBetween(ByteArrayOutputStream skipped) throws IOException {
    while (true) {
      int found = read();
      if (found == '[' && !anythingYet) {
        inArray = true;
        anythingYet = true;
      } else if (found == ']' && inArray) {
        inArray = false;
      } else if (found == ',' && inArray) {
        continue;
      } else if (!isBlank(found) && (anythingYet || MARK.indexOf(found) < 0)) {
        anythingYet = true;
        return found;
      } else if (skipped.size() < MOST_BYTES) {
        skipped.write(found);
      }
    }
  }

  /// Adds the white space after the first report when nothing follows it.
  private boolean trailing(ByteArrayOutputStream bytes) throws IOException {
    ByteArrayOutputStream blank = new ByteArrayOutputStream();
    int found = read();
    for (; isBlank(found); found = read()) {
      if (blank.size() < MOST_BYTES) {
        blank.write(found);
      }
    }
    if (found != END) {
      pushBack(found);
      return false;
    }
    blank.writeTo(bytes);
    return true;
  }

  /// Something that is no object: up to the next white space, comma or bracket.
  private boolean word(int first, ByteArrayOutputStream bytes) throws IOException {
    bytes.write(first);
    int found = read();
    for (; found != END && !isBlank(found) && ",[]{".indexOf(found) < 0; found = read()) {
      if (bytes.size() < MOST_BYTES) {
        bytes.write(found);
      }
    }
    if (found != END) {
      pushBack(found);
    }
    return true;
  }

  /// @return whether it was not too long
  private boolean bracketed(int first, ByteArrayOutputStream bytes) throws IOException {
    BitSet objects = new BitSet();
    int depth = 0;
    int before = 0;
    boolean quoted = false;
    boolean escaped = false;
    boolean lineBegins = false;
    boolean whole = true;
    for (int found = first; found != END; found = read()) {
      if (found == '{' && !quoted && lineBegins && !mayBegin(objects.get(depth), before)) {
        pushBack(found);
        return whole;
      }
      whole &= bytes.size() < MOST_BYTES;
      if (whole) {
        bytes.write(found);
      }
      lineBegins = found == '\n' || (lineBegins && isBlank(found));
      if (quoted) {
        quoted = found != '\n' && (found != '"' || escaped);
        escaped = found == '\\' && !escaped;
      } else if (found == '"') {
        quoted = true;
        escaped = false;
      } else if (found == '{' || found == '[') {
        objects.set(++depth, found == '{');
      } else if ((found == '}' || found == ']') && --depth == 0) {
        return whole;
      }
      before = isBlank(found) ? before : found;
    }
    return whole;
  }

  private static boolean mayBegin(boolean inObject, int before) {
    return before == ':' || before == '[' || (before == ',' && !inObject);
  }

  private static boolean isBlank(int found) {
    return found == ' ' || found == '\n' || found == '\r' || found == '\t';
  }

  private int read() throws IOException {
    int found = pushedBack;
    if (found == -2) {
      found = input.read();
    }
    pushedBack = -2;
    if (found == '\n') {
      line++;
      lastColumn = column;
      column = 0;
    } else if (found != END) {
      column++;
    }
    return found;
  }

  private void pushBack(int found) {
    pushedBack = found;
    if (found == '\n') {
      line--;
      column = lastColumn;
    } else {
      column--;
    }
  }
}
