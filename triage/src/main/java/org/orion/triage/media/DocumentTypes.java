package org.orion.triage.media;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.orion.triage.media.MediaType.Kind;

/// Tells documents and mail by their first bytes. Sources: RFC 5322 and RFC 4155 for mail, MS-CFB,
/// MS-PST and MS-OXTNEF for what Microsoft's programs write, ISO 32000 for PDF.
final class DocumentTypes {
  /// ISO 32000-2 lets a PDF begin within these.
  private static final int PDF_WITHIN = 1024;

  private static final int HEADER_BYTES = 4096;
  private static final int MOST_HEADER_LINES = 200;
  private static final Pattern FROM_LINE =
      Pattern.compile("From \\S+.*\\d\\d?:\\d\\d.*\\d{4}.*|From - .*\\d{4}.*|From \\S+@\\S+.*");
  private static final Set<String> MAIL_FIELDS =
      Set.of(
          "from",
          "to",
          "date",
          "subject",
          "message-id",
          "mime-version",
          "received",
          "return-path",
          "delivered-to",
          "content-type");

  private DocumentTypes() {}

  /// A document whose magic is not text.
  static @Nullable MediaType binary(byte[] head, int length) {
    if (starts(head, length, 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1)) {
      return container("application/x-ole-storage");
    }
    if (starts(head, length, '!', 'B', 'D', 'N')) {
      return container("application/vnd.ms-outlook-pst");
    }
    if (starts(head, length, 0x78, 0x9F, 0x3E, 0x22)) {
      return container("application/vnd.ms-tnef");
    }
    if (starts(head, length, '{', '\\', 'r', 't', 'f')) {
      return container("text/rtf");
    }
    String start = new String(head, 0, Math.min(length, PDF_WITHIN), StandardCharsets.ISO_8859_1);
    if (start.contains("%PDF-")) {
      return container("application/pdf");
    }
    String text = new String(head, 0, Math.min(length, HEADER_BYTES), StandardCharsets.ISO_8859_1);
    return text.indexOf('\0') >= 0 ? null : mail(text);
  }

  private static @Nullable MediaType mail(String head) {
    String text = head.startsWith("\u00EF\u00BB\u00BF") ? head.substring(3) : head;
    int end = text.indexOf('\n');
    if (text.startsWith("From ") && end > 0) {
      boolean mailbox =
          FROM_LINE.matcher(text.substring(0, end).stripTrailing()).matches()
              && mailFields(text.substring(end + 1)) >= 1;
      return mailbox ? container("application/mbox") : null;
    }
    return mailFields(text) >= 2 ? container("message/rfc822") : null;
  }

  /// How many different fields of mail the text begins with; 0 when its first line is no field.
  private static int mailFields(String text) {
    Set<String> seen = new HashSet<>();
    int at = 0;
    for (int line = 0; line < MOST_HEADER_LINES && at < text.length(); line++) {
      int end = text.indexOf('\n', at);
      String field = text.substring(at, end < 0 ? text.length() : end).stripTrailing();
      at = end < 0 ? text.length() : end + 1;
      boolean continued = line > 0 && (field.startsWith(" ") || field.startsWith("\t"));
      if (continued || line > 0 && field.startsWith(">From ")) {
        continue;
      }
      int colon = field.indexOf(':');
      if (colon <= 0 || !isFieldName(field.substring(0, colon).stripTrailing())) {
        break;
      }
      String name = field.substring(0, colon).stripTrailing().toLowerCase(Locale.ROOT);
      if (MAIL_FIELDS.contains(name)) {
        seen.add(name);
      }
    }
    return seen.size();
  }

  private static boolean isFieldName(String name) {
    return !name.isEmpty() && name.chars().allMatch(each -> each > ' ' && each < 0x7F);
  }

  /// What a text is. A text is a container when pictures may stand in it, encoded as text.
  ///
  /// @param length of all first bytes
  static MediaType text(byte[] head, int length) {
    String start =
        new String(head, 0, Math.min(length, 200), StandardCharsets.UTF_8)
            .replace("\uFEFF", "")
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    String all = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    String beginning =
        all.substring(0, Math.min(all.length(), HEADER_BYTES)).toLowerCase(Locale.ROOT);
    boolean xml = start.startsWith("<?xml");
    if (start.startsWith("<svg") || xml && beginning.contains("<svg")) {
      return container("image/svg+xml");
    }
    if (start.startsWith("<!doctype html")
        || start.startsWith("<") && beginning.contains("<html")) {
      return container("text/html");
    }
    String name = xml ? "application/xml" : "text/plain";
    return all.contains(";base64,") ? container(name) : new MediaType(name, Kind.OTHER);
  }

  private static MediaType container(String name) {
    return new MediaType(name, Kind.CONTAINER);
  }

  private static boolean starts(byte[] head, int length, int... bytes) {
    if (length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
