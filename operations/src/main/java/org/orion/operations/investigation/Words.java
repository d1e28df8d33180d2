package org.orion.operations.investigation;

/// What people write: there at all, and no longer than there is room for.
public final class Words {
  private Words() {}

  /// Whether something is said, in at most so many characters.
  public static boolean fit(String text, int most) {
    String stripped = text.strip();
    return !stripped.isEmpty() && stripped.length() <= most;
  }
}
