package org.orion.triage.cage;

/// What parent and child say to each other. Every frame from the child is `magic, sequence, kind,
/// length` (four big-endian ints) and `length` bytes; whatever else arrives is a lost child.
final class Protocol {
  static final int MAGIC = 0x4F52_4347;

  /// Contents up to this size lie in the shared file as a whole.
  static final int WHOLE_CONTENT_BYTES = 64 << 20;

  /// Larger ones are served in windows of this size.
  static final int WINDOW_BYTES = 1 << 20;

  static final int READY = 1;
  static final int MESSAGE = 2;

  /// Payload: position (long) and length (int) that the child wants in the shared file.
  static final int READ = 3;

  static final int DONE = 4;

  /// Payload: ordinal of the reason (int) and text in UTF-8.
  static final int FAILED = 5;

  private Protocol() {}
}
