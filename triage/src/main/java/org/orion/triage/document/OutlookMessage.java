package org.orion.triage.document;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.apache.poi.poifs.filesystem.DirectoryEntry;
import org.apache.poi.poifs.filesystem.DocumentEntry;
import org.apache.poi.poifs.filesystem.DocumentInputStream;
import org.apache.poi.poifs.filesystem.Entry;
import org.jspecify.annotations.Nullable;
import org.orion.triage.archive.MemberSink;

/// A storage of properties in an Outlook message file: the message itself or an attachment. Source:
/// MS-OXMSG 2; property numbers from MS-OXPROPS.
final class OutlookMessage {
  private static final int SUBJECT = 0x0037;
  private static final int SENT = 0x0039;
  private static final int DELIVERED = 0x0E06;
  private static final int BODY_HTML = 0x1013;
  private static final int BODY_RTF = 0x1009;
  private static final int DATA = 0x3701;
  private static final int LONG_FILE_NAME = 0x3707;
  private static final int FILE_NAME = 0x3704;
  private static final int DISPLAY_NAME = 0x3001;
  private static final int MOST_TEXT_BYTES = 4_000;
  private static final int MOST_PROPERTIES_BYTES = 1 << 20;
  private static final int MOST_RTF_BYTES = 32 << 20;
  private static final int TIME = 0x0040;
  private static final Charset OLD_TEXT = Charset.forName("windows-1252");

  private final DirectoryEntry storage;

  OutlookMessage(DirectoryEntry storage) {
    this.storage = storage;
  }

  static boolean isAttachment(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith("__attach_version1.0_#");
  }

  /// The message as one step of a path.
  String label() throws IOException {
    Optional<Instant> time = time(SENT);
    Optional<Instant> date = time.isPresent() ? time : time(DELIVERED);
    return PartNames.message(
        date.map(each -> each.atOffset(ZoneOffset.UTC).toLocalDate().toString()), text(SUBJECT));
  }

  String fileName() throws IOException {
    for (int property : new int[] {LONG_FILE_NAME, FILE_NAME, DISPLAY_NAME}) {
      String name = PartNames.clean(text(property));
      if (!name.isEmpty()) {
        return name;
      }
    }
    return storage.getName().substring(storage.getName().indexOf('#'));
  }

  /// An attachment's bytes.
  Optional<DocumentEntry> bytes() throws IOException {
    return stream(DATA, "0102");
  }

  /// An attachment that is a message or an object.
  Optional<DirectoryEntry> object() throws IOException {
    return entry(DATA, "000D") instanceof DirectoryEntry object
        ? Optional.of(object)
        : Optional.empty();
  }

  /// Sends what stands in the message's texts.
  void sendBodies(String prefix, PartSink sink) throws IOException {
    for (String type : new String[] {"0102", "001E"}) {
      Optional<DocumentEntry> html = stream(BODY_HTML, type);
      if (html.isPresent()) {
        DataUris.send(open(html.get()), prefix + "body.html / ", sink);
      }
    }
    Optional<DocumentEntry> rtf = stream(BODY_RTF, "0102");
    if (rtf.isPresent()) {
      byte[] text = CompressedRichText.expand(open(rtf.get()), MOST_RTF_BYTES);
      RichText.send(new ByteArrayInputStream(text), prefix + "body.rtf / ", sink);
    }
  }

  private String text(int property) throws IOException {
    Optional<DocumentEntry> unicode = stream(property, "001F");
    if (unicode.isPresent()) {
      return new String(start(unicode.get()), StandardCharsets.UTF_16LE).replace("\0", "");
    }
    Optional<DocumentEntry> old = stream(property, "001E");
    return old.isPresent() ? MemberSink.decode(start(old.get()), OLD_TEXT).replace("\0", "") : "";
  }

  private static byte[] start(DocumentEntry stream) throws IOException {
    return open(stream).readNBytes(MOST_TEXT_BYTES);
  }

  private Optional<Instant> time(int property) throws IOException {
    if (!(storage.getEntryCaseInsensitive("__properties_version1.0")
        instanceof DocumentEntry properties)) {
      return Optional.empty();
    }
    byte[] bytes = open(properties).readNBytes(MOST_PROPERTIES_BYTES);
    // Entries of 16 bytes stand after a header whose length depends on where the message is.
    for (int at = bytes.length % 16; at + 16 <= bytes.length; at += 16) {
      if (LittleEndian.int16(bytes, at) == TIME && LittleEndian.int16(bytes, at + 2) == property) {
        return Optional.of(fileTime(LittleEndian.int64(bytes, at + 8)));
      }
    }
    return Optional.empty();
  }

  /// Windows counts 100 nanoseconds from 1601 on.
  private static Instant fileTime(long ticks) {
    return Instant.ofEpochSecond(ticks / 10_000_000 - 11_644_473_600L);
  }

  private Optional<DocumentEntry> stream(int property, String type) throws IOException {
    return entry(property, type) instanceof DocumentEntry stream
        ? Optional.of(stream)
        : Optional.empty();
  }

  private @Nullable Entry entry(int property, String type) throws IOException {
    String name = String.format(Locale.ROOT, "__substg1.0_%04X%s", property, type);
    return storage.hasEntryCaseInsensitive(name) ? storage.getEntryCaseInsensitive(name) : null;
  }

  private static InputStream open(DocumentEntry stream) throws IOException {
    return new BufferedInputStream(new DocumentInputStream(stream), 1 << 13);
  }
}
