package org.orion.triage.evidence;

import java.util.Locale;

/// How an item's file system holds it.
public enum ItemState {
  ALLOCATED,
  /// Its name or its content is marked as free.
  DELETED,
  /// Deleted, and no folder names it any more.
  ORPHAN,
  /// Found by its content in space that belongs to no file.
  CARVED;

  /// As it is written in scan files and reports.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
