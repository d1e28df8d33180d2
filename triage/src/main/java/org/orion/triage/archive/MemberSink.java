package org.orion.triage.archive;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.zip.Checksum;
import org.orion.triage.cage.CagedTask.Replies;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable.Reason;

/// In the child: sends members to the parent, as `B`egin, `D`ata and `E`nd messages, and leaves out
/// those that an earlier run has seen.
public final class MemberSink {
  static final byte BEGIN = 'B';
  static final byte DATA = 'D';
  static final byte END = 'E';
  static final byte STOPPED = 'S';
  static final byte PART = 'P';
  static final byte NOT_SENT = 'N';
  static final byte ALIVE = 'A';
  static final int NO_PROBLEM = -1;
  static final int MOST_NAME_BYTES = 64 << 10;

  private static final int CHUNK_BYTES = 256 << 10;

  private final Replies replies;
  private final long skip;
  private final byte[] chunk = new byte[CHUNK_BYTES + 1];
  private long ordinal;

  /// @param skip members that an earlier run has seen
  public MemberSink(Replies replies, long skip) {
    this.replies = replies;
    this.skip = skip;
  }

  /// Opens a member's bytes.
  interface Opener {
    InputStream open() throws IOException;
  }

  /// Whether the next member was seen in an earlier run; it is then passed over.
  public boolean skips() {
    if (ordinal < skip) {
      ordinal++;
      return true;
    }
    return false;
  }

  void begin(byte[] rawName, String name, long size, long modifiedMillis) throws IOException {
    begin(rawName, name, size, modifiedMillis, ItemState.ALLOCATED);
  }

  /// Begins a member.
  ///
  /// @param rawName as stored
  /// @param size as declared; -1 when not known
  /// @param modifiedMillis [Long#MIN_VALUE] when not stored
  public void begin(byte[] rawName, String name, long size, long modifiedMillis, ItemState state)
      throws IOException {
    begin(rawName, name, size, modifiedMillis, state, "");
  }

  /// Begins a member that came from a device.
  ///
  /// @param origin where the container says that it was on the device; empty when it does not
  public void begin(
      byte[] rawName, String name, long size, long modifiedMillis, ItemState state, String origin)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(BEGIN);
      out.writeLong(ordinal++);
      out.writeLong(size);
      out.writeLong(modifiedMillis);
      out.writeByte(state.ordinal());
      text(out, name.getBytes(StandardCharsets.UTF_8));
      text(out, rawName);
      text(out, origin.getBytes(StandardCharsets.UTF_8));
    }
    replies.send(bytes.toByteArray(), 0, bytes.size());
  }

  private static void text(DataOutputStream out, byte[] text) throws IOException {
    int length = Math.min(text.length, MOST_NAME_BYTES);
    out.writeInt(length);
    out.write(text, 0, length);
  }

  /// Sends all bytes of a stream and leaves it open.
  ///
  /// @return how many there were
  long data(InputStream stream, Checksum checksum) throws IOException {
    chunk[0] = DATA;
    long total = 0;
    while (true) {
      int read = stream.readNBytes(chunk, 1, CHUNK_BYTES);
      if (read == 0) {
        return total;
      }
      checksum.update(chunk, 1, read);
      replies.send(chunk, 0, read + 1);
      total += read;
    }
  }

  /// Sends the next bytes of a member.
  ///
  /// @param bytes up to 256 KiB
  public void data(byte[] bytes, int length) throws IOException {
    chunk[0] = DATA;
    System.arraycopy(bytes, 0, chunk, 1, length);
    replies.send(chunk, 0, length + 1);
  }

  /// Says how many bytes of a member follow that nobody needs: it is neither media nor container.
  public void notSent(long count) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(9).put(NOT_SENT).putLong(count);
    replies.send(message.array(), 0, message.capacity());
  }

  /// Says that work goes on, though there is nothing to send.
  public void alive() throws IOException {
    replies.send(new byte[] {ALIVE}, 0, 1);
  }

  /// Says that a part begins, such as a volume of a device; when the child is lost, the others can
  /// still be searched.
  ///
  /// @param number from 1
  public void part(int number, String description) throws IOException {
    byte[] text = description.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, 1_000);
    ByteBuffer message = ByteBuffer.allocate(5 + length);
    message.put(PART).putInt(number).put(text, 0, length);
    replies.send(message.array(), 0, message.capacity());
  }

  public void end() throws IOException {
    problem(END, NO_PROBLEM, "");
  }

  /// Ends a member whose bytes are missing or incomplete.
  public void end(Reason reason, String detail) throws IOException {
    problem(END, reason.ordinal(), detail);
  }

  /// The container cannot be read further.
  public void stop(Reason reason, String detail) throws IOException {
    problem(STOPPED, reason.ordinal(), detail);
  }

  private void problem(byte kind, int reason, String detail) throws IOException {
    byte[] text = detail.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, 1_000);
    ByteBuffer message = ByteBuffer.allocate(2 + length);
    message.put(kind).put((byte) reason).put(text, 0, length);
    replies.send(message.array(), 0, message.capacity());
  }

  /// A name stored without a charset: UTF-8 where it is valid, else the old standard of the format.
  public static String decode(byte[] raw, Charset otherwise) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(raw))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(raw, otherwise);
    }
  }
}
