package org.orion.triage.cage;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/// Work on hostile bytes, done in the child process. Found by [java.util.ServiceLoader], so that
/// the cage does not know its tasks.
public interface CagedTask {

  /// The name by which the parent asks for it.
  String name();

  /// Does the work.
  ///
  /// @param parameters as the parent gave them
  /// @param content the bytes; reads go to the parent where they are not in shared memory already
  /// @param replies sends messages to the parent, in order
  void run(byte[] parameters, SeekableByteChannel content, Replies replies) throws IOException;

  /// The way back to the parent.
  interface Replies {
    /// Sends one message of at most [Cage#LARGEST_MESSAGE] bytes.
    void send(byte[] message, int offset, int length) throws IOException;
  }
}
