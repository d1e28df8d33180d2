package org.orion.operations.lawful;

/// An act of viewing was asked for, and the file's gate is closed.
public final class GateClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The key of the words for a paused tip.
  static final String PAUSED = "lawful.paused";

  private final String textKey;

  private GateClosedException(String message, String textKey) {
    super(message);
    this.textKey = textKey;
  }

  static GateClosedException blocked(GateState.Blocked state) {
    return new GateClosedException(
        "the file is blocked: " + state.source(), state.hindrance().textKey());
  }

  static GateClosedException paused() {
    return new GateClosedException("the tip is paused", PAUSED);
  }

  /// The key of the words that say why.
  public String textKey() {
    return textKey;
  }
}
