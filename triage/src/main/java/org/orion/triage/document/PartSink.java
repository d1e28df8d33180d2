package org.orion.triage.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.orion.triage.archive.MemberSink;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable.Reason;

/// Sends the parts of one document as members, and remembers what went wrong between them until the
/// document's end.
final class PartSink {
  private static final int CHUNK_BYTES = 64 << 10;

  private final MemberSink sink;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private @Nullable Reason firstReason;
  private String firstDetail = "";
  private long problems;

  PartSink(MemberSink sink) {
    this.sink = sink;
  }

  /// Opens the bytes of a part.
  interface Source {
    InputStream open() throws IOException;
  }

  /// Sends one part as a member. A part that cannot be read to its end is one that is corrupt; what
  /// was read is sent.
  ///
  /// @param name with the folders and messages that it lies in, separated by ` / `
  /// @return whether it is whole
  boolean send(String name, Source source) throws IOException {
    if (sink.skips()) {
      return true;
    }
    begin(name);
    String problem = copy(source);
    if (problem == null) {
      sink.end();
      return true;
    }
    sink.end(Reason.CORRUPT, problem);
    return false;
  }

  /// Writes the bytes of a part.
  interface Filling {
    void write(OutputStream target) throws IOException;
  }

  /// The bytes of a part are more than is read of one.
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  /// Sends one part whose bytes are made on the way; else as [#send].
  void write(String name, Filling filling) throws IOException {
    if (sink.skips()) {
      return;
    }
    begin(name);
    try (Bytes bytes = new Bytes()) {
      filling.write(bytes);
    } catch (TooLargeException large) {
      sink.end(Reason.TOO_LARGE, String.valueOf(large.getMessage()));
      return;
    } catch (IOException | RuntimeException corrupt) {
      sink.end(Reason.CORRUPT, describe(corrupt));
      return;
    }
    sink.end();
  }

  /// Collects bytes until there are enough for a message to the parent.
  private final class Bytes extends OutputStream {
    private int held;

    @Override
    public void write(int value) throws IOException {
      chunk[held++] = (byte) value;
      sendIfFull();
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      int done = 0;
      while (done < length) {
        int count = Math.min(length - done, chunk.length - held);
        System.arraycopy(source, offset + done, chunk, held, count);
        held += count;
        done += count;
        sendIfFull();
      }
    }

    private void sendIfFull() throws IOException {
      if (held == chunk.length) {
        sink.data(chunk, held);
        held = 0;
      }
    }

    @Override
    public void close() throws IOException {
      if (held > 0) {
        sink.data(chunk, held);
        held = 0;
      }
    }
  }

  private void begin(String name) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    sink.begin(bytes, name, -1, Long.MIN_VALUE, ItemState.ALLOCATED);
  }

  private @Nullable String copy(Source source) throws IOException {
    InputStream stream;
    try {
      stream = source.open();
    } catch (IOException | RuntimeException corrupt) {
      return describe(corrupt);
    }
    while (true) {
      int held = 0;
      String problem = null;
      try {
        int read = 0;
        while (read >= 0 && held < chunk.length) {
          held += read;
          read = stream.read(chunk, held, chunk.length - held);
        }
      } catch (IOException | RuntimeException corrupt) {
        problem = describe(corrupt);
      }
      if (held > 0) {
        sink.data(chunk, held);
      }
      if (problem != null || held < chunk.length) {
        return problem;
      }
    }
  }

  /// Sends a part of which nothing can be had.
  void unreadable(String name, Reason reason, String detail) throws IOException {
    if (!sink.skips()) {
      begin(name);
      sink.end(reason, detail);
    }
  }

  /// Remembers that something of the document was lost, though its parts go on.
  void note(Reason reason, String detail) {
    if (firstReason == null) {
      firstReason = reason;
      firstDetail = detail;
    }
    problems++;
  }

  /// Says that work goes on where there is nothing to send for long.
  void alive() throws IOException {
    sink.alive();
  }

  /// Says what was noted. Call once, at the end.
  void finish() throws IOException {
    if (firstReason != null) {
      sink.stop(
          firstReason,
          problems == 1 ? firstDetail : "%s; %d problems in all".formatted(firstDetail, problems));
    }
  }

  /// What a parser says of bytes that it cannot read, in one line.
  static String describe(Exception problem) {
    String message = problem.getMessage();
    String text = message == null || message.isBlank() ? "" : ": " + message.strip();
    return problem.getClass().getSimpleName() + text;
  }
}
