package org.orion.triage.scan;

import org.orion.triage.scanfile.ExaminedItem;

/// Is told how a scan goes on. Calls come from one thread and must return at once.
public interface ScanProgress {

  /// While the evidence is listed.
  void listed(String exhibit, long items, long bytes);

  /// Before the examination begins.
  ///
  /// @param items listed altogether; members of containers come on top
  /// @param itemsDone of these by an earlier run
  void begins(long items, long bytes, long itemsDone, long bytesDone);

  /// An item has its verdict.
  ///
  /// @param listedBytes its bytes where it is a listed file, 0 for a member of a container
  void examined(String exhibit, String path, ExaminedItem item, boolean member, long listedBytes);

  /// An item is waited for; told again and again until it has its verdict.
  ///
  /// @param millis for how long by now
  default void waiting(String exhibit, String path, long millis) {}
}
