package org.orion.triage.index;

import java.io.IOException;
import java.nio.file.Path;

/// An index file is not what was written; it must be made anew from its list. The message says
/// where, what was expected and what was found.
public final class DamagedIndexException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedIndexException(Path file, long position, String expected, String found) {
    super("[%s:%d] expected %s, found %s".formatted(file, position, expected, found));
  }
}
