package org.orion.triage.cage;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/// What parent and child say to each other over the child's pipes.
///
/// Every frame has a header of five big-endian ints: magic, code of the kind, number of the call,
/// running number of the frame in its direction, length of the payload in bytes.
final class Frame {
  static final int MAGIC = 0x0E10_CA6E;
  static final int HEADER_BYTES = 20;

  /// A message plus the largest header of a call around it.
  static final int LARGEST_PAYLOAD = Cage.LARGEST_MESSAGE + 1024;

  /// Contents up to this size are in shared memory before the call; larger ones come in windows.
  static final int WHOLE_CONTENT_BYTES = 64 << 20;

  /// What one read request brings at most.
  static final int WINDOW_BYTES = 1 << 20;

  /// How many windows the child keeps, in the same shared memory.
  static final int WINDOWS = 8;

  private static final Kind[] KINDS = Kind.values();

  private Frame() {}

  /// The kinds of frames, with their payload.
  enum Kind {
    /// Child: ready for calls.
    HELLO(0),
    /// Parent: int length and UTF-8 name of the task, long size of the content, byte 1 when it is
    /// in shared memory already, the parameters.
    CALL(1),
    /// Child: long position, int length, int offset in shared memory to put the bytes at.
    READ(2),
    /// Parent: int number of bytes that are there now, or -1 when they cannot be read.
    CONTENT(3),
    /// Child: one message of the task.
    MESSAGE(4),
    /// Child: the task returned.
    DONE(5),
    /// Child: byte code of [Trouble], UTF-8 text.
    FAILED(6);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /// Why a task ended early, as the child sees it.
  enum Trouble {
    CONTENT_UNREADABLE(0),
    BROKEN(1),
    OUT_OF_MEMORY(2),
    NO_SUCH_TASK(3),
    DEFECT(4);

    private final int code;

    Trouble(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  static Kind kind(int code) throws NonsenseException {
    for (Kind kind : KINDS) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw new NonsenseException("unknown kind of frame");
  }

  static Optional<Trouble> trouble(int code) {
    return Stream.of(Trouble.values()).filter(each -> each.code() == code).findFirst();
  }

  /// The other side does not keep to the protocol.
  static final class NonsenseException extends IOException {
    private static final long serialVersionUID = 1L;

    NonsenseException(String message) {
      super(message);
    }
  }
}
