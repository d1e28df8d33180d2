package org.orion.operations.exhibit;

import java.util.List;

/// An exhibit with the head of its page: what every tab is shown under.
///
/// @param tabs in their order
/// @param current the path of the tab that is shown
public record ExhibitView(Exhibit exhibit, List<Tab> tabs, String current) {
  public ExhibitView {
    tabs = List.copyOf(tabs);
  }

  /// A tab.
  ///
  /// @param path after the exhibit's own address; empty for its custody
  /// @param count less than 0 where nothing is counted
  public record Tab(String path, String textKey, long count) {}
}
