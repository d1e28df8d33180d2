package org.orion.triage.database;

import java.io.IOException;

/// A page, or the file as a whole, is not as the format says. The message names the page.
public final class DamagedDatabaseException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedDatabaseException(String message) {
    super(message);
  }
}
