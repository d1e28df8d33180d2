package org.orion.triage.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import org.orion.triage.evidence.Unreadable.Reason;

/// Finds what stands in a text as a `data:` URI in base64, by a scan that builds no document.
/// Source: RFC 2397.
final class DataUris {
  private static final String SCHEME = "data:";
  private static final String BASE64 = ";base64";
  private static final int MOST_TYPE_CHARACTERS = 300;

  private final PushbackInputStream text;
  private final String prefix;
  private final PartSink sink;
  private int number;

  private DataUris(InputStream text, String prefix, PartSink sink) {
    this.text = new PushbackInputStream(text, 8);
    this.prefix = prefix;
    this.sink = sink;
  }

  /// Sends each as a part `picture 1.jpg`.
  ///
  /// @param text buffered; read to its end
  /// @param prefix put before each name
  static void send(InputStream text, String prefix, PartSink sink) throws IOException {
    new DataUris(text, prefix, sink).scan();
  }

  private void scan() throws IOException {
    int matched = 0;
    for (int next = text.read(); next >= 0; next = text.read()) {
      int lower = next >= 'A' && next <= 'Z' ? next + 32 : next;
      // Its first letter comes once only, so that a failed match begins again at that letter.
      matched = lower == SCHEME.charAt(matched) ? matched + 1 : lower == SCHEME.charAt(0) ? 1 : 0;
      if (matched == SCHEME.length()) {
        matched = 0;
        uri();
      }
    }
  }

  private void uri() throws IOException {
    StringBuilder type = new StringBuilder();
    while (type.length() < MOST_TYPE_CHARACTERS) {
      int next = text.read();
      if (next == ',') {
        String declared = type.toString().toLowerCase(Locale.ROOT).stripTrailing();
        if (declared.endsWith(BASE64)) {
          payload(declared.split(";", 2)[0]);
        }
        return;
      }
      if (next < ' ' || next == '"' || next == '<' || next == '>' || next >= 0x7F) {
        return;
      }
      type.append((char) next);
    }
  }

  private void payload(String mediaType) throws IOException {
    Base64Bytes bytes = new Base64Bytes(text);
    if (bytes.isEmpty()) {
      return;
    }
    number++;
    sink.send(prefix + "picture " + number + PartNames.ending(mediaType), () -> bytes);
    // When the part was seen in an earlier run.
    bytes.skipToEnd();
    if (bytes.isCutShort()) {
      sink.note(Reason.CORRUPT, "%spicture %d: its base64 ends early".formatted(prefix, number));
    }
  }
}
