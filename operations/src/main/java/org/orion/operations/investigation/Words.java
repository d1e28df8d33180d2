package org.orion.operations.investigation;

/// What people write: there at all, and no longer than there is room for.
final class Words {
  private Words() {}

  /// Whether something is said, in at most so many characters.
  static boolean fit(String text, int most) {
    String stripped = text.strip();
    return !stripped.isEmpty() && stripped.length() <= most;
  }
}
