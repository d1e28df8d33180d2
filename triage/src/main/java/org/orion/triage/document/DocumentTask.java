package org.orion.triage.document;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import org.orion.triage.archive.MemberSink;
import org.orion.triage.cage.CagedTask;
import org.orion.triage.evidence.Unreadable.Reason;

/// The caged task `document`: takes one document or mailbox apart and sends its parts. Runs in the
/// child.
public final class DocumentTask implements CagedTask {
  private static final int BUFFER_BYTES = 64 << 10;

  /// Called by [java.util.ServiceLoader].
  public DocumentTask() {}

  @Override
  public String name() {
    return "document";
  }

  /// @param parameters as [org.orion.triage.archive.CagedUnfolder] gives them: members to skip
  ///   (long), whether all bytes are wanted (byte), then type and name with a zero byte between
  @Override
  public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
      throws IOException {
    long skip = ByteBuffer.wrap(parameters).getLong();
    String type =
        new String(parameters, 9, parameters.length - 9, StandardCharsets.UTF_8).split("\0", 2)[0];
    PartSink sink = new PartSink(new MemberSink(replies, skip));
    content.position(0);
    // Each parser is loaded by the first document that needs it.
    switch (type) {
      case "application/pdf" -> PdfDocument.send(content, sink);
      case "application/x-ole-storage" -> OleDocument.send(content, sink);
      case "application/vnd.ms-outlook-pst" -> OutlookStore.send(content, sink);
      case "application/vnd.ms-tnef" -> TnefParts.send(stream(content), "", sink);
      case "application/mbox" -> Mailbox.send(stream(content), sink);
      case "message/rfc822" -> MailMessage.send(stream(content), sink);
      case "text/rtf" -> RichText.send(stream(content), "", sink);
      case "text/html", "image/svg+xml", "application/xml", "text/plain" ->
          DataUris.send(stream(content), "", sink);
      default -> sink.note(Reason.UNSUPPORTED, "no reader for " + type);
    }
    sink.finish();
  }

  private static InputStream stream(SeekableByteChannel content) {
    return new BufferedInputStream(Channels.newInputStream(content), BUFFER_BYTES);
  }
}
