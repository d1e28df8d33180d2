package org.orion.operations.access;

/// An act that the viewer has no right to. The answer is 403, and the refusal is in the audit log.
public final class ForbiddenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Action action;

  public ForbiddenException(Action action) {
    super("the right " + action + " is needed");
    this.action = action;
  }

  public Action action() {
    return action;
  }
}
