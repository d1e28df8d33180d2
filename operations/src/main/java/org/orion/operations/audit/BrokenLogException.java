package org.orion.operations.audit;

/// The log's rows do not continue what was signed. Nothing is added or signed until they do; events
/// are kept, and wait.
final class BrokenLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param what follows "the audit log is broken:"
  BrokenLogException(String what) {
    super("the audit log is broken: " + what + "; export and verify it");
  }
}
