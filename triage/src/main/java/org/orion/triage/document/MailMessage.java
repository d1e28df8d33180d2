package org.orion.triage.document;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.io.MaxLineLimitException;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.orion.triage.evidence.Unreadable.Reason;

/// One message: its attachments and inline pictures, those of messages in it, and what stands
/// encoded in its texts. Reads it once, from its beginning to its end.
final class MailMessage {
  /// Deeper ones are handed on as files, and are then opened as containers of their own.
  private static final int MOST_MESSAGES_DEEP = 10;

  private static final int MOST_MULTIPARTS_DEEP = 100;
  private static final MimeConfig CONFIG =
      MimeConfig.custom()
          .setMaxLineLen(1 << 20)
          .setMaxHeaderLen(1 << 20)
          .setMaxHeaderCount(10_000)
          .setMaxContentLen(-1)
          .build();

  private final Optional<String> place;
  private final String prefix;
  private final PartSink sink;
  private final int depth;
  private final MailDamage damage = new MailDamage();
  private final MailFields header = new MailFields();
  private final MimeTokenStream tokens = new MimeTokenStream(CONFIG, damage, null);
  private String label = "";
  private int parts;
  private boolean headerSeen;
  private boolean openPgp;

  /// @param place how a mailbox names the message; empty for one that is a file
  private MailMessage(Optional<String> place, String prefix, PartSink sink, int depth) {
    this.place = place;
    this.prefix = prefix;
    this.sink = sink;
    this.depth = depth;
  }

  /// Sends the parts of a message that is a file.
  static void send(InputStream stream, PartSink sink) throws IOException {
    new MailMessage(Optional.empty(), "", sink, 1).read(stream);
  }

  /// Sends the parts of a message in a mailbox, as `1 2024-03-02 "subject" / photo.jpg`.
  static void send(InputStream stream, String number, PartSink sink) throws IOException {
    new MailMessage(Optional.of(number + " "), "", sink, 1).read(stream);
  }

  private void read(InputStream stream) throws IOException {
    tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
    tokens.parse(stream);
    try {
      walk();
    } catch (MimeException | MaxLineLimitException | RuntimeException malformed) {
      note(Reason.CORRUPT, PartSink.describe(malformed));
    }
    damage.problem().ifPresent(problem -> note(Reason.CORRUPT, problem));
  }

  private void note(Reason reason, String detail) {
    String where = inMessage("");
    sink.note(reason, where.isEmpty() ? detail : where + detail);
  }

  private void walk() throws IOException, MimeException {
    int multiparts = 0;
    EntityState state = tokens.getState();
    while (state != EntityState.T_END_OF_STREAM) {
      if (state == EntityState.T_START_HEADER) {
        header.clear();
      } else if (state == EntityState.T_FIELD) {
        header.add(tokens.getField());
      } else if (state == EntityState.T_END_HEADER && !headerSeen) {
        headerSeen = true;
        label = place.map(each -> each + header.label()).orElse("");
      } else if (state == EntityState.T_BODY) {
        body(tokens.getBodyDescriptor());
      } else if (state == EntityState.T_START_MULTIPART) {
        multiparts++;
        if (multiparts > MOST_MULTIPARTS_DEEP) {
          note(Reason.TOO_LARGE, "parts nested deeper than %d".formatted(MOST_MULTIPARTS_DEEP));
          return;
        }
      } else if (state == EntityState.T_END_MULTIPART) {
        multiparts--;
      }
      state = tokens.next();
    }
  }

  private String inMessage(String name) {
    return label.isEmpty() ? prefix + name : prefix + label + " / " + name;
  }

  private void body(BodyDescriptor descriptor) throws IOException {
    parts++;
    if (parts % 1_000 == 0) {
      sink.alive();
    }
    String type = descriptor.getMimeType().toLowerCase(Locale.ROOT);
    String fileName = header.fileName();
    boolean isPlain = fileName.isEmpty() && !header.isAttachment();
    if (header.transferEncoding().contains("uuencode")) {
      UuFiles.send(buffered(tokens.getInputStream()), inMessage(""), sink);
    } else if (type.equals("message/rfc822") || type.equals("message/global")) {
      message(fileName);
    } else if (type.equals("text/html") && isPlain) {
      DataUris.send(buffered(decoded()), inMessage("body.html / "), sink);
    } else if (isPlain && (type.startsWith("text/") || type.startsWith("message/"))) {
      UuFiles.send(buffered(decoded()), inMessage(""), sink);
    } else {
      String name = fileName.isEmpty() ? "part " + parts + PartNames.ending(type) : fileName;
      part(type, inMessage(name));
    }
  }

  private InputStream decoded() {
    return tokens.getDecodedInputStream();
  }

  private static InputStream buffered(InputStream stream) {
    return new BufferedInputStream(stream, 1 << 13);
  }

  private void part(String type, String name) throws IOException {
    String secured = header.parameter("content-type", "smime-type").toLowerCase(Locale.ROOT);
    boolean pkcs7 =
        type.equals("application/pkcs7-mime") || type.equals("application/x-pkcs7-mime");
    if (pkcs7 && (secured.isEmpty() || secured.contains("enveloped"))) {
      sink.unreadable(name, Reason.ENCRYPTED, "a message encrypted by S/MIME");
    } else if (pkcs7 && secured.equals("signed-data")) {
      sink.unreadable(name, Reason.UNSUPPORTED, "a message inside its S/MIME signature");
    } else if (type.equals("application/octet-stream") && openPgp) {
      sink.unreadable(name, Reason.ENCRYPTED, "a message encrypted by OpenPGP");
    } else if (type.equals("application/ms-tnef") || type.equals("application/vnd.ms-tnef")) {
      TnefParts.send(buffered(decoded()), name + " / ", sink);
    } else {
      openPgp |= type.equals("application/pgp-encrypted");
      sink.send(name, this::decoded);
    }
  }

  private void message(String fileName) throws IOException {
    String step = fileName.isEmpty() ? "message " + parts : fileName;
    if (depth >= MOST_MESSAGES_DEEP) {
      sink.send(inMessage(step), this::decoded);
      return;
    }
    new MailMessage(Optional.empty(), inMessage(step) + " / ", sink, depth + 1).read(decoded());
  }
}
