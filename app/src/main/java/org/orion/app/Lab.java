package org.orion.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.orion.exchange.FormatException;
import org.orion.exchange.hashlist.CategoryTable;
import org.orion.triage.cage.Cage;
import org.orion.triage.lists.HashList;
import org.orion.triage.lists.ListStore;
import org.orion.triage.media.NativeLibraries;
import org.orion.triage.scanfile.ScanHeader;

/// What commands share of the lab: its lists and its cage.
final class Lab {
  private Lab() {}

  static CategoryTable categories() throws IOException, FormatException {
    return CategoryTable.withFile(OrionHome.folder().resolve("categories.tsv"));
  }

  static ListStore lists() throws IOException, FormatException {
    return ListStore.open(OrionHome.lists(), categories(), new ListKeys());
  }

  /// Opens lists by name.
  ///
  /// @throws Refusal when one does not exist
  static List<HashList> open(ListStore store, List<String> names) throws IOException, Refusal {
    List<HashList> lists = new ArrayList<>();
    for (String name : names.stream().distinct().toList()) {
      try {
        lists.add(store.list(name));
      } catch (ListStore.RefusedException refused) {
        throw Refusal.input(String.valueOf(refused.getMessage()));
      }
    }
    return lists;
  }

  /// Lists as a scan file names them.
  static List<ScanHeader.UsedList> usedLists(List<HashList> lists) throws IOException {
    List<ScanHeader.UsedList> used = new ArrayList<>();
    for (HashList list : lists) {
      used.add(
          new ScanHeader.UsedList(list.name(), list.sha256(), list.entries(), list.imported()));
    }
    return used;
  }

  /// Opens the cage with as many children as there are workers.
  static Cage cage(int workers) throws IOException, InterruptedException {
    Path folder = NativeLibraries.folder();
    NativeLibraries.unpack(folder);
    return Cage.open(NativeLibraries.settings(workers, folder));
  }
}
