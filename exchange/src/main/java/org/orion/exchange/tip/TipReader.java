package org.orion.exchange.tip;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.orion.exchange.FormatException;
import org.orion.exchange.tip.IspwsReader.Result.Invalid;
import org.orion.exchange.tip.IspwsReader.Result.Malformed;
import org.orion.exchange.tip.IspwsReader.Result.Parsed;

/// The one way by which files of tips come in: tells a report in XML, the download in JSON, the
/// forms in which Orion keeps reports itself, a zip of these, and CSV by the first bytes, and hands
/// on one result for every report in the file. A file that is none of these is one refusal.
public final class TipReader {
  private static final int HEAD_BYTES = 8192;

  /// Of a finished report in the form in which its receiver keeps it.
  private static final int MOST_KEPT_BYTES = 64 << 20;

  private TipReader() {}

  /// Reads `input` to its end.
  ///
  /// @param source the file's name, for messages
  /// @throws IOException when the input cannot be read or the sink cannot take a result; a file
  ///   that is wrong is refused into the sink instead
  public static void read(InputStream input, String source, TipResult.Sink sink)
      throws IOException {
    read(new BufferedInputStream(input, HEAD_BYTES), source, true, sink);
  }

  /// Reads a member of a zip, which is no zip.
  static void readMember(InputStream input, String source, TipResult.Sink sink) throws IOException {
    read(new BufferedInputStream(input, HEAD_BYTES), source, false, sink);
  }

  private static void read(
      BufferedInputStream input, String source, boolean outermost, TipResult.Sink sink)
      throws IOException {
    input.mark(HEAD_BYTES);
    byte[] head = input.readNBytes(HEAD_BYTES);
    input.reset();
    String latin = new String(head, StandardCharsets.ISO_8859_1);
    Charset charset = charset(latin);
    String text = new String(head, charset).replace("\uFEFF", "").stripLeading();
    if (latin.startsWith("PK\u0003\u0004") || latin.startsWith("PK\u0005\u0006")) {
      if (outermost) {
        TipZip.read(input, source, sink);
      } else {
        refuse(source, "a report", "a zip within a zip: unfold it first", sink);
      }
    } else if (text.startsWith("<")) {
      xml(input, source, sink);
    } else if (text.isEmpty()) {
      refuse(source, "a report", head.length == 0 ? "an empty file" : "white space", sink);
    } else if (!charset.equals(StandardCharsets.UTF_8)) {
      refuse(source, "text in UTF-8", "text in " + charset.name(), sink);
    } else if (text.startsWith(ProviderReport.BEGINNING)) {
      kept(input, source, bytes -> ProviderReport.read(bytes).tip(), sink);
    } else if (text.startsWith(RecordedReport.BEGINNING)) {
      kept(input, source, RecordedReport::read, sink);
    } else if (text.startsWith("{") || text.startsWith("[")) {
      PoliceDownloadReader.read(input, source, sink);
    } else if (TipCsvReader.isHeader(text.lines().findFirst().orElse(""))) {
      TipCsvReader.read(input, source, sink);
    } else {
      refuse(
          source,
          "a report in XML, a download in JSON, a zip of them, or CSV with a column such as"
              + " external_id, email, ip, url or text",
          "something else",
          sink);
    }
  }

  private static Charset charset(String head) {
    if (head.startsWith("\u00FF\u00FE") || head.startsWith("<\u0000")) {
      return StandardCharsets.UTF_16LE;
    }
    boolean bigEndian = head.startsWith("\u00FE\u00FF") || head.startsWith("\u0000<");
    return bigEndian ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
  }

  private static void xml(InputStream input, String source, TipResult.Sink sink)
      throws IOException {
    byte[] bytes = input.readNBytes(IspwsReader.MOST_BYTES + 1);
    switch (IspwsReader.report(new ByteArrayInputStream(bytes))) {
      case Parsed<TipReport>(TipReport report) ->
          sink.accept(new TipResult.Read(source, report, new Original(bytes)));
      case Malformed<TipReport>(int line, int column, String message) ->
          refuse(source, line + ":" + column, "well-formed XML within the limits", message, sink);
      case Invalid<TipReport>(int line, int column, String message) ->
          refuse(source, line + ":" + column, "a report that follows the schema", message, sink);
    }
  }

  /// A reader of one of Orion's own forms.
  private interface OwnForm {
    TipReport read(byte[] bytes) throws FormatException;
  }

  private static void kept(InputStream input, String source, OwnForm form, TipResult.Sink sink)
      throws IOException {
    byte[] bytes = input.readNBytes(MOST_KEPT_BYTES + 1);
    if (bytes.length > MOST_KEPT_BYTES) {
      refuse(source, "at most %,d bytes".formatted(MOST_KEPT_BYTES), "more", sink);
      return;
    }
    try {
      TipReport report = form.read(bytes);
      sink.accept(new TipResult.Read(source, report, new Original(bytes)));
    } catch (FormatException bad) {
      sink.accept(new TipResult.Refused(source, bad));
    }
  }

  private static void refuse(String source, String expected, String found, TipResult.Sink sink)
      throws IOException {
    refuse(source, "", expected, found, sink);
  }

  private static void refuse(
      String source, String position, String expected, String found, TipResult.Sink sink)
      throws IOException {
    FormatException reason = new FormatException(source, position, expected, found);
    sink.accept(new TipResult.Refused(source, reason));
  }
}
