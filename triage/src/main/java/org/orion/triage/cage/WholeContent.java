package org.orion.triage.cage;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A content that may lie in memory as a whole, so that native code can read it in place.
public interface WholeContent {
  /// The bytes, read-only; empty when they must be read through the channel.
  Optional<MemorySegment> whole();
}
