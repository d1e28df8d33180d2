package org.orion.triage.document;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Names of parts, from what a document says, made fit for a path on one line.
final class PartNames {
  private static final int MOST_CHARACTERS = 200;
  private static final Map<String, String> ENDINGS =
      Map.ofEntries(
          Map.entry("image/jpeg", "jpg"),
          Map.entry("image/jpg", "jpg"),
          Map.entry("image/png", "png"),
          Map.entry("image/gif", "gif"),
          Map.entry("image/bmp", "bmp"),
          Map.entry("image/tiff", "tif"),
          Map.entry("image/webp", "webp"),
          Map.entry("image/svg+xml", "svg"),
          Map.entry("video/mp4", "mp4"),
          Map.entry("text/html", "html"),
          Map.entry("text/plain", "txt"),
          Map.entry("message/rfc822", "eml"),
          Map.entry("application/pdf", "pdf"),
          Map.entry("application/zip", "zip"));

  private PartNames() {}

  /// A name without what would break a path or a line; empty when nothing is left.
  static String clean(String name) {
    StringBuilder clean = new StringBuilder();
    name.codePoints()
        .limit(MOST_CHARACTERS)
        .map(each -> each == '/' || Character.isISOControl(each) ? '_' : each)
        .forEach(clean::appendCodePoint);
    return clean.toString().strip();
  }

  /// A message as one step of a path: `2024-03-02 "subject"`.
  static String message(Optional<String> date, String subject) {
    String quoted = "\"" + clean(subject).replace('"', '\'') + "\"";
    return date.map(each -> each + " " + quoted).orElse(quoted);
  }

  /// The ending for a media type, with its dot; `.bin` for an unusual one.
  static String ending(String mediaType) {
    return "." + ENDINGS.getOrDefault(mediaType.toLowerCase(Locale.ROOT).strip(), "bin");
  }
}
