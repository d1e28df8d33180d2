package org.orion.triage.document;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.orion.triage.archive.MemberSink;
import org.orion.triage.evidence.Unreadable.Reason;

/// The attachments of a `winmail.dat`. Source: MS-OXTNEF 2.1.3.
///
/// An attachment's name follows its bytes. They are kept for it up to a limit; larger ones are
/// named by their number.
final class TnefParts {
  private static final long SIGNATURE = 0x223E9F78L;
  private static final long ATTACHMENT_BEGINS = 0x00069002;
  private static final long ATTACHMENT_TITLE = 0x00018010;
  private static final long ATTACHMENT_DATA = 0x0006800F;
  private static final long ATTACHMENT_PROPERTIES = 0x00069005;
  private static final int MOST_BYTES_KEPT = 32 << 20;
  private static final int MOST_TITLE_BYTES = 2_000;
  private static final Charset OLD_NAMES = Charset.forName("windows-1252");

  private final InputStream stream;
  private final String prefix;
  private final PartSink sink;
  private byte @Nullable [] kept;
  private int number;

  private TnefParts(InputStream stream, String prefix, PartSink sink) {
    this.stream = stream;
    this.prefix = prefix;
    this.sink = sink;
  }

  /// @param stream buffered
  /// @param prefix put before each name
  static void send(InputStream stream, String prefix, PartSink sink) throws IOException {
    TnefParts parts = new TnefParts(stream, prefix, sink);
    try {
      parts.read();
    } catch (EOFException cut) {
      sink.note(Reason.CORRUPT, prefix + "TNEF: it ends within an attribute");
    }
    parts.sendKept("");
  }

  private void read() throws IOException {
    if (LittleEndian.int32(stream) != SIGNATURE) {
      sink.note(Reason.CORRUPT, prefix + "TNEF: expected its signature, found none");
      return;
    }
    LittleEndian.int16(stream);
    while (true) {
      int level = stream.read();
      if (level < 0) {
        return;
      }
      if (level != 1 && level != 2) {
        sink.note(Reason.CORRUPT, prefix + "TNEF: an attribute of level " + level);
        return;
      }
      attribute(LittleEndian.int32(stream), LittleEndian.int32(stream));
      LittleEndian.int16(stream);
    }
  }

  private void attribute(long id, long length) throws IOException {
    ExactBytes value = new ExactBytes(stream, length);
    if (id == ATTACHMENT_BEGINS) {
      sendKept("");
      number++;
    } else if (id == ATTACHMENT_DATA) {
      sendKept("");
      if (length <= MOST_BYTES_KEPT) {
        kept = value.readNBytes((int) length);
      } else {
        sink.send(prefix + "attachment " + number, () -> value);
      }
    } else if (id == ATTACHMENT_TITLE && length <= MOST_TITLE_BYTES) {
      String title = MemberSink.decode(value.readNBytes((int) length), OLD_NAMES);
      sendKept(PartNames.clean(title.replace("\0", "")));
    } else if (id == ATTACHMENT_PROPERTIES && kept == null && length > MOST_TITLE_BYTES) {
      properties(value, length);
    }
    value.skipToEnd();
  }

  /// An attached message has no bytes of its own; it stands among the properties.
  private void properties(InputStream value, long length) throws IOException {
    byte[] start = value.readNBytes((int) Math.min(length, 64 << 10));
    for (int at = 0; at + 4 <= start.length; at++) {
      if (LittleEndian.int32(start, at) == SIGNATURE) {
        sink.unreadable(
            prefix + "attachment " + number,
            Reason.UNSUPPORTED,
            "a message inside TNEF is not read");
        return;
      }
    }
  }

  private void sendKept(String title) throws IOException {
    byte[] bytes = kept;
    if (bytes != null) {
      kept = null;
      String name = title.isEmpty() ? "attachment " + number : title;
      sink.send(prefix + name, () -> new ByteArrayInputStream(bytes));
    }
  }
}
