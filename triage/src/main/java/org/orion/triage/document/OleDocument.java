package org.orion.triage.document;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Iterator;
import org.apache.poi.poifs.filesystem.DirectoryEntry;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.DocumentEntry;
import org.apache.poi.poifs.filesystem.DocumentInputStream;
import org.apache.poi.poifs.filesystem.Entry;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;

/// An OLE2 file of whatever program: pictures in the drawings of Word, Excel and PowerPoint,
/// objects and packages, thumbnails, messages with their attachments, and every other stream that
/// is media or a container by its first bytes.
///
/// Streams are read one by one and never as a whole, so that a large document needs no more memory
/// than a small one. Source: MS-CFB.
final class OleDocument {
  private static final int MOST_STORAGES_DEEP = 60;
  private static final int BUFFER_BYTES = 1 << 14;
  private static final int WORD_FLAGS_AT = 10;
  private static final int WORD_ENCRYPTED = 0x0100;
  private static final int TOKEN_AT = 12;
  private static final long TOKEN_OF_ENCRYPTED = 0xF3D1C4DFL;

  private final PartSink sink;
  private final Thumbnails thumbnails = new Thumbnails();

  private OleDocument(PartSink sink) {
    this.sink = sink;
  }

  static void send(SeekableByteChannel content, PartSink sink) throws IOException {
    try (POIFSFileSystem files = new POIFSFileSystem(new ReadOnlyChannel(content), true)) {
      DirectoryNode root = files.getRoot();
      if (root.hasEntryCaseInsensitive("EncryptedPackage")) {
        sink.note(Reason.ENCRYPTED, "an Office document encrypted as a whole");
        return;
      }
      new OleDocument(sink).storage(root, "", 0);
    } catch (IOException | RuntimeException broken) {
      sink.note(Reason.CORRUPT, "OLE2: " + PartSink.describe(broken));
    }
  }

  private void storage(DirectoryEntry storage, String prefix, int depth) throws IOException {
    if (depth > MOST_STORAGES_DEEP) {
      sink.note(Reason.TOO_LARGE, prefix + "storages nested too deep");
      return;
    }
    if (storage.hasEntryCaseInsensitive("__properties_version1.0")) {
      message(storage, prefix, depth);
      return;
    }
    if (storage.hasEntryCaseInsensitive("EncryptedSummary")) {
      sink.note(Reason.ENCRYPTED, prefix + "an encrypted presentation");
    }
    if (storage.hasEntryCaseInsensitive("Catalog")
        && storage.getEntryCaseInsensitive("Catalog") instanceof DocumentEntry catalog) {
      guarded(prefix + "Catalog", () -> thumbnails.read(open(catalog)));
    }
    for (Iterator<Entry> entries = storage.getEntries(); entries.hasNext(); ) {
      Entry entry = entries.next();
      String name = prefix + shown(entry.getName());
      switch (entry) {
        case DirectoryEntry inner -> storage(inner, name + " / ", depth + 1);
        case DocumentEntry stream -> guarded(name, () -> stream(stream, prefix, name));
        default -> {}
      }
    }
  }

  /// What is done with one stream.
  private interface Reading {
    void run() throws IOException;
  }

  /// One broken stream does not end the others.
  private void guarded(String name, Reading reading) throws IOException {
    try {
      reading.run();
    } catch (IOException | RuntimeException broken) {
      sink.note(Reason.CORRUPT, name + ": " + PartSink.describe(broken));
    }
  }

  /// Names of streams begin with control characters where a program wrote them for itself.
  private static String shown(String name) {
    return PartNames.clean(name.replaceAll("^[\\x00-\\x1F]", ""));
  }

  private static InputStream open(DocumentEntry stream) throws IOException {
    return new BufferedInputStream(new DocumentInputStream(stream), BUFFER_BYTES);
  }

  private void stream(DocumentEntry stream, String prefix, String name) throws IOException {
    switch (stream.getName()) {
      case "\u0001Ole10Native" -> nativeObject(stream, prefix, name);
      case "WordDocument" -> word(stream, prefix);
      case "Data", "Pictures", "EscherStm", "EscherDelayStm" ->
          DrawnPictures.send(open(stream), prefix, sink);
      case "PowerPoint Document" -> PresentationObjects.send(open(stream), prefix, sink);
      case "Current User" -> currentUser(stream, prefix);
      case "Workbook", "Book", "WORKBOOK", "BOOK" -> workbook(stream, prefix);
      default -> other(stream, prefix, name);
    }
  }

  private void nativeObject(DocumentEntry stream, String prefix, String name) throws IOException {
    InputStream bytes = open(stream);
    long length = LittleEndian.int32(bytes);
    OlePackage.send(new ExactBytes(bytes, length), prefix, name.substring(prefix.length()), sink);
  }

  private void word(DocumentEntry stream, String prefix) throws IOException {
    byte[] start = open(stream).readNBytes(WORD_FLAGS_AT + 2);
    if ((LittleEndian.int16(start, WORD_FLAGS_AT) & WORD_ENCRYPTED) != 0) {
      sink.note(Reason.ENCRYPTED, prefix + "an encrypted Word document");
    }
    DrawnPictures.send(open(stream), prefix + "floating ", sink);
  }

  private void currentUser(DocumentEntry stream, String prefix) throws IOException {
    byte[] start = open(stream).readNBytes(TOKEN_AT + 4);
    if (LittleEndian.int32(start, TOKEN_AT) == TOKEN_OF_ENCRYPTED) {
      sink.note(Reason.ENCRYPTED, prefix + "an encrypted presentation");
    }
  }

  private void workbook(DocumentEntry stream, String prefix) throws IOException {
    WorkbookDrawings drawings = new WorkbookDrawings(open(stream));
    DrawnPictures.send(drawings, prefix, sink);
    if (drawings.isEncrypted()) {
      sink.note(Reason.ENCRYPTED, prefix + "an encrypted workbook");
    }
  }

  private void other(DocumentEntry stream, String prefix, String name) throws IOException {
    byte[] start = open(stream).readNBytes(MediaDetector.HEAD_BYTES);
    int before = Thumbnails.bytesBefore(start);
    if (before > 0) {
      String shown = prefix + thumbnails.name(stream.getName());
      sink.send(
          shown,
          () -> {
            InputStream bytes = open(stream);
            bytes.skipNBytes(before);
            return bytes;
          });
      return;
    }
    MediaType type = MediaDetector.detect(start, start.length);
    if (type.isMedia() || type.kind() == MediaType.Kind.CONTAINER) {
      sink.send(name, () -> open(stream));
    }
  }

  private void message(DirectoryEntry storage, String prefix, int depth) throws IOException {
    OutlookMessage message = new OutlookMessage(storage);
    for (Iterator<Entry> entries = storage.getEntries(); entries.hasNext(); ) {
      Entry entry = entries.next();
      if (entry instanceof DirectoryEntry part && OutlookMessage.isAttachment(part.getName())) {
        guarded(prefix + part.getName(), () -> attachment(part, prefix, depth + 1));
      }
    }
    guarded(prefix + "body", () -> message.sendBodies(prefix, sink));
  }

  private void attachment(DirectoryEntry storage, String prefix, int depth) throws IOException {
    OutlookMessage attachment = new OutlookMessage(storage);
    String name = attachment.fileName();
    if (attachment.bytes().isPresent()) {
      DocumentEntry bytes = attachment.bytes().get();
      sink.send(prefix + name, () -> open(bytes));
    } else if (attachment.object().isPresent()) {
      DirectoryEntry object = attachment.object().get();
      boolean isMessage = object.hasEntryCaseInsensitive("__properties_version1.0");
      String step = isMessage ? new OutlookMessage(object).label() : name;
      storage(object, prefix + step + " / ", depth + 1);
    } else {
      sink.unreadable(prefix + name, Reason.UNSUPPORTED, "an attachment without bytes of its own");
    }
  }
}
