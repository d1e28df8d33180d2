package org.orion.triage.cage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import org.orion.triage.evidence.Unreadable;

/// A pool of caged child processes. Safe for use by many threads; each call has a child of its own.
public final class Cage implements AutoCloseable {
  /// The largest message either side sends, in bytes; a longer one is a defect of the sender.
  public static final int LARGEST_MESSAGE = 1 << 20;

  /// How one call ended.
  public sealed interface Outcome {
    /// The task returned, or the consumer had enough.
    record Done() implements Outcome {}

    /// The child crashed, hung, grew or answered nonsense, or the content could not be read.
    ///
    /// @param childLost whether the child is gone, so that trying once more in a fresh one makes
    ///   sense
    record Failed(Unreadable why, boolean childLost) implements Outcome {}
  }

  /// Receives the child's messages, which are as hostile as the bytes they come from.
  public interface MessageConsumer {
    /// @param message valid during the call only
    /// @return false when no more is wanted
    boolean accept(ByteBuffer message) throws IOException, InterruptedException;
  }

  /// Runs one task in a child.
  ///
  /// @param content bytes for the task; read by the calling thread on the child's behalf
  /// @param idle longest time without a sign of life from the child
  /// @param total longest time altogether
  public Outcome run(
      String task,
      byte[] parameters,
      SeekableByteChannel content,
      Duration idle,
      Duration total,
      MessageConsumer consumer)
      throws IOException, InterruptedException {
    return new Outcome.Failed(
        new Unreadable(Unreadable.Reason.UNSUPPORTED, "no child process"), true);
  }

  @Override
  public void close() {}
}
