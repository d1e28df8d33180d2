package org.orion.operations.priority;

/// Whether a report is one of many of the same kind.
public enum Bundle {
  NONE,
  VIRAL,
  MEME,
  SPAM
}
