package org.orion.exchange.hashlist;

import java.util.List;
import java.util.Map;
import org.orion.exchange.hash.HashValue;

/// One known file of a list: what it is called there, what it is, and its hashes.
///
/// @param id the list's own identifier (`VICS MediaID`); the reader's running number when it has
///   none
/// @param hashes at least one; never the hash of zero bytes
/// @param attributes what else the list says (`series`, `tags`, `victim_identified` ...), by
///   Orion's lower-case name, in the list's order
public record ListEntry(
    String id, Category category, List<HashValue> hashes, Map<String, String> attributes) {
  public ListEntry {
    hashes = List.copyOf(hashes);
    if (hashes.isEmpty()) {
      throw new IllegalArgumentException("hashes is empty, must have one or more");
    }
    attributes = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(attributes));
  }
}
