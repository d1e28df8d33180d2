package org.orion.app;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.orion.triage.lists.HashList;
import org.orion.triage.lists.ListStore;
import org.orion.triage.report.ListedNow;

/// Asks the lists of this machine. A list that is gone, or whose key is not given, is asked
/// nothing.
final class StoredListsNow implements ListedNow, AutoCloseable {
  private final ListStore store;
  private final Map<String, Optional<HashList>> lists = new HashMap<>();

  StoredListsNow(ListStore store) {
    this.store = store;
  }

  @Override
  public boolean isWithdrawn(String list, String entry) throws IOException {
    Optional<HashList> opened = lists.get(list);
    if (opened == null) {
      opened = open(list);
      lists.put(list, opened);
    }
    return opened.isPresent() && opened.get().isWithdrawn(entry);
  }

  private Optional<HashList> open(String name) throws IOException {
    try {
      HashList list = store.list(name);
      if (list.withdrawn() > 0) {
        return Optional.of(list);
      }
      list.close();
    } catch (ListStore.RefusedException gone) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    lists.values().forEach(list -> list.ifPresent(HashList::close));
  }
}
