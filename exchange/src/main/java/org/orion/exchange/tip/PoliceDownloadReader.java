package org.orion.exchange.tip;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.orion.exchange.FormatException;
import org.orion.exchange.tip.JsonReports.Piece;

/// Reads the JSON in which police download reports: one object, an array of them, or one after the
/// other. A report that cannot be read is refused, the others of its file are read. A property that
/// the format does not have is listed on the tip with its path.
///
/// A report of which more than half of the expected fields are empty is read and says so in
/// [TipReport.Completeness#changedFormat]. Expected are `reportId`, `dateReceived`, the name of the
/// provider, type and time of the incident; of each reported person a name or an identifier; of
/// each file its name, its hash and whether it was viewed.
///
/// Source: the CyberTipline's download, as `docs/reference/tip-formats.md` describes it.
public final class PoliceDownloadReader {
  private PoliceDownloadReader() {}

  /// Reads `input` to its end.
  ///
  /// @param source the file's name, for messages
  public static void read(InputStream input, String source, TipResult.Sink sink)
      throws IOException {
    JsonReports reports = new JsonReports(input);
    boolean none = true;
    for (Piece piece = reports.next(); piece != null; piece = reports.next()) {
      none = false;
      sink.accept(read(piece, source));
    }
    if (reports.isArrayOpen()) {
      refuse(source, reports.position(), "the end of the array", "the end of the file", sink);
    } else if (none) {
      refuse(source, "1:1", "at least one report", "none", sink);
    }
  }

  private static void refuse(
      String source, String position, String expected, String found, TipResult.Sink sink)
      throws IOException {
    FormatException reason = new FormatException(source, position, expected, found);
    sink.accept(new TipResult.Refused(source, reason));
  }

  private static TipResult read(Piece piece, String source) {
    String where = "%s report %d".formatted(source, piece.number);
    try {
      if (piece.tooLong) {
        throw new FormatException(
            source,
            piece.line + ":" + piece.column,
            "a report of at most %,d bytes".formatted(JsonReports.MOST_BYTES),
            "a longer one");
      }
      Field tree = JsonTree.read(text(piece, source), source, piece.line, piece.column);
      if (!tree.has("reportId") && !tree.has("dateReceived") && !tree.has("reportedInformation")) {
        throw new FormatException(
            source,
            piece.line + ":" + piece.column,
            "a report with `reportId` and `reportedInformation`",
            "an object without them");
      }
      return new TipResult.Read(
          where, PoliceDownloadMapping.report(tree), new Original(piece.bytes));
    } catch (FormatException bad) {
      return new TipResult.Refused(where, bad);
    }
  }

  private static String text(Piece piece, String source) throws FormatException {
    ByteBuffer bytes = ByteBuffer.wrap(piece.bytes, piece.start, piece.bytes.length - piece.start);
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(bytes, text, true);
    text.flip();
    if (result.isError()) {
      String good = text.toString();
      int lastLine = good.lastIndexOf('\n');
      long line = piece.line + good.chars().filter(c -> c == '\n').count();
      long column = good.length() - lastLine + (lastLine < 0 ? piece.column - 1 : 0);
      throw new FormatException(
          source, line + ":" + column, "text in UTF-8", "bytes that are none");
    }
    return text.toString();
  }
}
