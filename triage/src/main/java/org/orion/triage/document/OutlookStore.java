package org.orion.triage.document;

import com.pff.PSTAttachment;
import com.pff.PSTException;
import com.pff.PSTFile;
import com.pff.PSTFolder;
import com.pff.PSTMessage;
import com.pff.PSTNodeInputStream;
import com.pff.PSTObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.orion.triage.evidence.Unreadable.Reason;

/// The attachments of all messages of a PST or OST, and the pictures in their texts, named by
/// folder, message and file.
///
/// Messages are taken from the store's tree of nodes, not from the lists of its folders: so those
/// that no folder lists any more come too, no loop of folders matters, and memory does not depend
/// on a folder's size.
final class OutlookStore {
  private static final int FOLDER = 0x02;
  private static final int MESSAGE = 0x04;
  private static final int KIND = 0x1F;
  private static final int ROOT_FOLDER = 0x122;
  private static final int MOST_FOLDERS_DEEP = 40;
  private static final int MOST_NAMED_FOLDERS = 100_000;
  private static final int MOST_MESSAGES_DEEP = 10;

  private final StoreContent content;
  private final PSTFile store;
  private final PartSink sink;
  private final Map<Integer, Integer> parents = new HashMap<>();
  private final Map<Integer, String> folders = new HashMap<>();
  private long messages;

  private OutlookStore(StoreContent content, PSTFile store, PartSink sink) {
    this.content = content;
    this.store = store;
    this.sink = sink;
  }

  static void send(SeekableByteChannel channel, PartSink sink) throws IOException {
    // The library writes traces of what it cannot read.
    PrintStream errors = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      StoreContent content = new StoreContent(channel);
      PSTFile store;
      try {
        store = new PSTFile(content);
      } catch (PSTException | IOException | RuntimeException broken) {
        boolean strange = String.valueOf(broken.getMessage()).startsWith("Only unencrypted");
        sink.note(
            strange ? Reason.UNSUPPORTED : Reason.CORRUPT, "PST: " + PartSink.describe(broken));
        return;
      }
      OutlookStore outlook = new OutlookStore(content, store, sink);
      // What is wrong with the tree is said the second time.
      StoreNodes.visit(channel, problem -> {}, outlook::folder);
      StoreNodes.visit(
          channel, problem -> sink.note(Reason.CORRUPT, "PST: " + problem), outlook::message);
    } finally {
      System.setErr(errors);
    }
  }

  private void folder(int node, int parent) {
    if ((node & KIND) == FOLDER && parents.size() < MOST_NAMED_FOLDERS) {
      parents.put(node, parent);
    }
  }

  /// A folder's name with those that it lies in; the root and what has no name are left out.
  private String path(int folder) {
    String known = folders.get(folder);
    if (known != null) {
      return known;
    }
    StringBuilder path = new StringBuilder();
    int next = folder;
    for (int depth = 0; depth < MOST_FOLDERS_DEEP && next != ROOT_FOLDER; depth++) {
      String name = name(next);
      if (!name.isEmpty()) {
        path.insert(0, name + " / ");
      }
      int parent = parents.getOrDefault(next, ROOT_FOLDER);
      if (parent == next) {
        break;
      }
      next = parent;
    }
    String whole = path.toString();
    if (folders.size() < MOST_NAMED_FOLDERS) {
      folders.put(folder, whole);
    }
    return whole;
  }

  private String name(int folder) {
    try {
      content.progress();
      return PSTObject.detectAndLoadPSTObject(store, Integer.toUnsignedLong(folder))
              instanceof PSTFolder found
          ? PartNames.clean(found.getDisplayName())
          : "";
    } catch (PSTException | IOException | RuntimeException | StackOverflowError unnamed) {
      return "folder " + Integer.toUnsignedString(folder);
    }
  }

  private void message(int node, int parent) throws IOException {
    if ((node & KIND) != MESSAGE) {
      return;
    }
    messages++;
    if (messages % 100 == 0) {
      sink.alive();
    }
    String folder = path(parent);
    try {
      content.progress();
      if (PSTObject.detectAndLoadPSTObject(store, Integer.toUnsignedLong(node))
          instanceof PSTMessage message) {
        send(message, folder + label(message) + " / ", 1);
      } else {
        sink.note(Reason.CORRUPT, "%smessage %d is none".formatted(folder, node));
      }
    } catch (PSTException | IOException | RuntimeException broken) {
      lost(folder, node, PartSink.describe(broken));
    } catch (StackOverflowError | OutOfMemoryError broken) {
      lost(folder, node, broken.toString());
    }
  }

  private void lost(String folder, int node, String why) {
    sink.note(Reason.CORRUPT, "%smessage %d: %s".formatted(folder, node, why));
  }

  private static String label(PSTMessage message) {
    Date sent = message.getClientSubmitTime();
    Date date = sent == null ? message.getMessageDeliveryTime() : sent;
    return PartNames.message(
        Optional.ofNullable(date)
            .map(each -> each.toInstant().atOffset(ZoneOffset.UTC).toLocalDate().toString()),
        message.getSubject());
  }

  private void send(PSTMessage message, String prefix, int depth) throws PSTException, IOException {
    int count = message.getNumberOfAttachments();
    if (count == 0 && message.hasAttachments()) {
      sink.note(Reason.CORRUPT, prefix + "its attachments cannot be listed");
    }
    for (int i = 0; i < count; i++) {
      content.progress();
      try {
        send(message.getAttachment(i), i, prefix, depth);
      } catch (PSTException | RuntimeException broken) {
        sink.unreadable(
            prefix + "attachment " + (i + 1), Reason.CORRUPT, PartSink.describe(broken));
      }
    }
    sendTexts(message, prefix);
  }

  private void send(PSTAttachment attachment, int index, String prefix, int depth)
      throws PSTException, IOException {
    String name = fileName(attachment, index);
    if (attachment.getAttachMethod() == PSTAttachment.ATTACHMENT_METHOD_EMBEDDED) {
      PSTMessage inner = attachment.getEmbeddedPSTMessage();
      if (inner == null) {
        sink.unreadable(prefix + name, Reason.CORRUPT, "a message that cannot be read");
      } else if (depth >= MOST_MESSAGES_DEEP) {
        sink.unreadable(prefix + name, Reason.TOO_LARGE, "messages nested too deep");
      } else {
        send(inner, prefix + label(inner) + " / ", depth + 1);
      }
      return;
    }
    boolean linked =
        attachment.getAttachMethod() >= PSTAttachment.ATTACHMENT_METHOD_BY_REFERENCE
            && attachment.getAttachMethod() <= PSTAttachment.ATTACHMENT_METHOD_BY_REFERENCE_ONLY;
    if (linked) {
      sink.unreadable(prefix + name, Reason.UNSUPPORTED, "a link to a file that is elsewhere");
      return;
    }
    sink.send(
        prefix + name,
        () -> {
          try {
            InputStream bytes = attachment.getFileInputStream();
            return bytes instanceof PSTNodeInputStream node
                ? new ExactBytes(bytes, node.length())
                : bytes;
          } catch (PSTException broken) {
            throw new IOException(broken.getMessage(), broken);
          }
        });
  }

  private static String fileName(PSTAttachment attachment, int index) {
    String name = PartNames.clean(attachment.getLongFilename());
    if (name.isEmpty()) {
      name = PartNames.clean(attachment.getFilename());
    }
    if (name.isEmpty()) {
      name = PartNames.clean(attachment.getDisplayName());
    }
    return name.isEmpty() ? "attachment " + (index + 1) : name;
  }

  private void sendTexts(PSTMessage message, String prefix) throws IOException, PSTException {
    String html = message.getBodyHTML();
    if (html != null && html.contains("base64,")) {
      DataUris.send(bytes(html), prefix + "body.html / ", sink);
    }
    String rtf = message.getRTFBody();
    if (rtf != null && (rtf.contains("\\pict") || rtf.contains("\\objdata"))) {
      RichText.send(bytes(rtf), prefix + "body.rtf / ", sink);
    }
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
