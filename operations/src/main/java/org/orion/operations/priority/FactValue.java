package org.orion.operations.priority;

import java.util.Set;

/// What a tip says to one [Fact].
sealed interface FactValue {

  /// The tip does not say; no condition holds.
  record Unknown() implements FactValue {}

  record Flag(boolean set) implements FactValue {}

  record Count(long value) implements FactValue {}

  record Words(Set<String> words) implements FactValue {}
}
