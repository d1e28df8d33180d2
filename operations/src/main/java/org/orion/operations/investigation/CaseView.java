package org.orion.operations.investigation;

import java.util.List;

/// A case with the head of its page: what every tab is shown under.
///
/// @param tabs in their order
/// @param current the path of the tab that is shown
public record CaseView(Investigation investigation, List<Tab> tabs, String current) {
  public CaseView {
    tabs = List.copyOf(tabs);
  }

  /// A tab.
  ///
  /// @param path after the case's own address; empty for the overview
  /// @param count less than 0 where nothing is counted
  public record Tab(String path, String textKey, long count) {}

  /// The address of the case.
  public String base() {
    return "/cases/" + investigation.id();
  }
}
