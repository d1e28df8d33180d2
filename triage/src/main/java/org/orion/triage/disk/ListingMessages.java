package org.orion.triage.disk;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.orion.triage.cage.CagedTask.Replies;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// What the lister in the child tells the parent: records of one letter and its facts, many in a
/// message.
final class ListingMessages {
  static final byte IMAGE = 'I';
  static final byte VOLUME = 'V';
  static final byte ENTRY = 'E';
  static final byte FOLDER = 'F';
  static final byte PROBLEM = 'P';
  static final byte END = 'W';
  static final byte REFUSED = 'R';

  private static final int MOST_TEXT_BYTES = 64 << 10;
  private static final int FULL_BYTES = 128 << 10;
  private static final long SIGN_OF_LIFE_NANOS = 2_000_000_000L;

  private final Replies replies;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(FULL_BYTES * 2);
  private final DataOutputStream out = new DataOutputStream(bytes);
  private long sentNanos = System.nanoTime();

  ListingMessages(Replies replies) {
    this.replies = replies;
  }

  void image(ImageFacts facts) throws IOException {
    out.writeByte(IMAGE);
    text(facts.format());
    out.writeLong(facts.mediaBytes());
    out.writeLong(facts.chunks());
    optional(facts.storedMd5());
    optional(facts.storedSha1());
    optional(facts.problem());
    send();
  }

  void volume(DiskVolume volume) throws IOException {
    out.writeByte(VOLUME);
    out.writeInt(volume.number());
    out.writeByte(volume.kind().ordinal());
    text(volume.description());
    out.writeLong(volume.start());
    out.writeLong(volume.bytes());
    out.writeLong(volume.poolBlock());
    text(volume.fileSystem());
    out.writeInt(volume.blockBytes());
    send();
  }

  /// @param rawPath without the volume's name
  void entry(
      byte[] rawPath,
      long size,
      long modifiedMillis,
      ItemState state,
      long inode,
      int stream,
      int links,
      String lost)
      throws IOException {
    out.writeByte(ENTRY);
    text(rawPath);
    out.writeLong(size);
    out.writeLong(modifiedMillis);
    out.writeByte(state.ordinal());
    out.writeLong(inode);
    out.writeInt(stream);
    out.writeInt(links);
    text(lost);
    sendIfDue();
  }

  /// Says that a folder is about to be opened; sent at once, so that it is known what ended the
  /// reader.
  void folder(long inode, byte[] path) throws IOException {
    out.writeByte(FOLDER);
    out.writeLong(inode);
    text(path);
    send();
  }

  /// @param path what could not be listed; empty for the volume
  void problem(Reason reason, byte[] path, String detail) throws IOException {
    out.writeByte(PROBLEM);
    out.writeByte(reason.ordinal());
    text(path);
    text(detail);
  }

  /// @param unallocated in bytes; -1 when not known
  void end(long names, long unallocated) throws IOException {
    out.writeByte(END);
    out.writeLong(names);
    out.writeLong(unallocated);
    send();
  }

  /// Nothing of the image can be listed.
  void refused(Reason reason, String detail) throws IOException {
    out.writeByte(REFUSED);
    out.writeByte(reason.ordinal());
    text(detail);
    send();
  }

  /// Says that work goes on.
  void alive() throws IOException {
    if (System.nanoTime() - sentNanos > SIGN_OF_LIFE_NANOS) {
      send();
    }
  }

  private void sendIfDue() throws IOException {
    if (bytes.size() >= FULL_BYTES) {
      send();
    } else {
      alive();
    }
  }

  private void send() throws IOException {
    byte[] message = bytes.toByteArray();
    bytes.reset();
    replies.send(message, 0, message.length);
    sentNanos = System.nanoTime();
  }

  private void optional(Optional<String> text) throws IOException {
    text(text.orElse(""));
  }

  private void text(String text) throws IOException {
    text(text.getBytes(StandardCharsets.UTF_8));
  }

  private void text(byte[] text) throws IOException {
    int length = Math.min(text.length, MOST_TEXT_BYTES);
    out.writeInt(length);
    out.write(text, 0, length);
  }

  // How the parent takes them apart. A message that is not of this form is an
  // IllegalArgumentException or a BufferUnderflowException.

  static byte[] bytes(ByteBuffer message) {
    int length = message.getInt();
    if (length < 0 || length > MOST_TEXT_BYTES || length > message.remaining()) {
      throw new IllegalArgumentException("length is " + length);
    }
    byte[] text = new byte[length];
    message.get(text);
    return text;
  }

  static String string(ByteBuffer message) {
    return new String(bytes(message), StandardCharsets.UTF_8);
  }

  static Optional<String> optional(ByteBuffer message) {
    return Optional.of(string(message)).filter(text -> !text.isEmpty());
  }

  static ImageFacts image(ByteBuffer message) {
    return new ImageFacts(
        string(message),
        message.getLong(),
        message.getLong(),
        optional(message).filter(ListingMessages::isDigest),
        optional(message).filter(ListingMessages::isDigest),
        optional(message));
  }

  private static boolean isDigest(String text) {
    return text.matches("[0-9a-f]{32,40}");
  }

  static DiskVolume volume(ByteBuffer message) {
    return new DiskVolume(
        message.getInt(),
        one(DiskVolume.Kind.values(), message.get()),
        string(message),
        message.getLong(),
        message.getLong(),
        message.getLong(),
        string(message),
        message.getInt());
  }

  static Unreadable refusal(ByteBuffer message) {
    return new Unreadable(one(Reason.values(), message.get()), string(message));
  }

  static <E> E one(E[] values, byte number) {
    if (number < 0 || number >= values.length) {
      throw new IllegalArgumentException("number is " + number);
    }
    return values[number];
  }
}
