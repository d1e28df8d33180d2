package org.orion.triage.match;

import java.io.IOException;
import java.util.List;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.Level;

/// A list of known hashes as the matcher reads it, once.
public interface KnownList {
  String name();

  void forEach(EntryConsumer consumer) throws IOException;

  /// Receives entries.
  interface EntryConsumer {
    void accept(String entry, Category category, Level level, List<HashValue> hashes);
  }
}
