package org.orion.exchange;

/// What a report says to a question that it may leave open. Silence is a value of its own: it is
/// never read as a no, and never as a yes.
public enum Stated {
  YES,
  NO,
  UNSTATED
}
