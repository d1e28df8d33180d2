package org.orion.operations.lawful;

/// An act of viewing was asked for, and the file's gate is closed.
public final class GateClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient GateState.Blocked state;

  GateClosedException(GateState.Blocked state) {
    super("the file is blocked: " + state.source());
    this.state = state;
  }

  public GateState.Blocked state() {
    return state;
  }
}
