package org.orion.triage.carve;

/// How sure a carved file's end is.
public enum Confidence {
  /// Its structure was walked to the end that it has itself.
  WHOLE,
  /// Its structure, its range or what may be spent on it ended before that.
  TRUNCATED
}
