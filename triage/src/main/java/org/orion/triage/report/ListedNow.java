package org.orion.triage.report;

import java.io.IOException;

/// What the lists say today of an entry that a scan matched.
public interface ListedNow {
  /// Whether the list's owner took the entry back since. A list that is not there says no.
  boolean isWithdrawn(String list, String entry) throws IOException;

  /// For a scan that has just ended.
  static ListedNow unchanged() {
    return (list, entry) -> false;
  }
}
