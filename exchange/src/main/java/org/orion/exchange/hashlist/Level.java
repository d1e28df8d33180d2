package org.orion.exchange.hashlist;

/// Orion's own small scale, to which every scheme's categories are mapped by a data table. Ordered
/// from what weighs most in a result to what weighs least; [#KNOWN_GOOD] loses to every other.
public enum Level {
  KNOWN_CSAM,
  EXPLOITIVE_OR_AGE_DIFFICULT,
  ANIMATED_OR_GENERATED,
  COMPARISON,
  /// Listed, but its category has no meaning known here: it must be looked up by a person.
  UNKNOWN_LEVEL,
  NON_PERTINENT,
  /// Known files of products, as NSRL lists them. Says nothing of what they show.
  KNOWN_GOOD
}
