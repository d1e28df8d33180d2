package org.orion.triage.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/// The messages of a mailbox file, one after the other, however large it is. Source: RFC 4155.
///
/// A message begins with a line `From ` that follows an empty line and holds a time or an address.
final class Mailbox {
  private static final Pattern FROM_LINE =
      Pattern.compile("From \\S+.*\\d\\d?:\\d\\d.*\\d{4}.*|From - .*\\d{4}.*|From \\S+@\\S+.*");
  private static final int MOST_LINE_BYTES = 64 << 10;

  private final InputStream stream;
  private final byte[] buffer = new byte[MOST_LINE_BYTES];
  private int bufferEnd;
  private int bufferAt;
  private final byte[] line = new byte[MOST_LINE_BYTES];
  private int lineLength;
  private boolean lineBegins = true;
  private boolean afterEmptyLine = true;
  private boolean ended;

  private Mailbox(InputStream stream) {
    this.stream = stream;
  }

  static void send(InputStream stream, PartSink sink) throws IOException {
    Mailbox mailbox = new Mailbox(stream);
    mailbox.nextLine();
    for (long number = 1; !mailbox.ended; number++) {
      Message message = mailbox.new Message();
      MailMessage.send(message, Long.toString(number), sink);
      message.skipToEnd();
      if (number % 100 == 0) {
        sink.alive();
      }
    }
  }

  /// Reads the next line, or the next piece of one that is very long.
  private void nextLine() throws IOException {
    boolean wasWhole = lineLength == 0 || line[lineLength - 1] == '\n';
    afterEmptyLine = lineLength == 0 || lineBegins && isEmptyLine();
    lineBegins = wasWhole;
    lineLength = 0;
    while (lineLength < line.length) {
      if (bufferAt == bufferEnd) {
        bufferEnd = Math.max(0, stream.read(buffer, 0, buffer.length));
        bufferAt = 0;
        if (bufferEnd == 0) {
          ended = lineLength == 0;
          return;
        }
      }
      int most = Math.min(bufferEnd - bufferAt, line.length - lineLength);
      int count = 0;
      while (count < most && buffer[bufferAt + count] != '\n') {
        count++;
      }
      boolean lineEnd = count < most;
      count += lineEnd ? 1 : 0;
      System.arraycopy(buffer, bufferAt, line, lineLength, count);
      bufferAt += count;
      lineLength += count;
      if (lineEnd) {
        return;
      }
    }
  }

  private boolean isEmptyLine() {
    return lineLength == 1 && line[0] == '\n'
        || lineLength == 2 && line[0] == '\r' && line[1] == '\n';
  }

  private boolean isSeparator() {
    if (!lineBegins || !afterEmptyLine || lineLength < 6 || line[0] != 'F' || line[4] != ' ') {
      return false;
    }
    String text =
        new String(Arrays.copyOf(line, Math.min(lineLength, 500)), StandardCharsets.ISO_8859_1);
    return FROM_LINE.matcher(text.stripTrailing()).matches();
  }

  /// The bytes of one message, without its `From ` line.
  private final class Message extends InputStream {
    private boolean over;
    private int at;

    Message() throws IOException {
      if (isSeparator()) {
        advance();
      }
    }

    private void advance() throws IOException {
      nextLine();
      at = 0;
      over = ended || isSeparator();
    }

    void skipToEnd() throws IOException {
      while (!over) {
        advance();
      }
    }

    @Override
    public int read() throws IOException {
      if (over) {
        return -1;
      }
      int value = line[at++] & 0xFF;
      if (at == lineLength) {
        advance();
      }
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = 0;
      while (count < length && !over) {
        int most = Math.min(length - count, lineLength - at);
        System.arraycopy(line, at, target, offset + count, most);
        count += most;
        at += most;
        if (at == lineLength) {
          advance();
        }
      }
      return count == 0 && length > 0 ? -1 : count;
    }
  }
}
