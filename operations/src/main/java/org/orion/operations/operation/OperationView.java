package org.orion.operations.operation;

import java.util.List;

/// An operation with the head of its page: what every tab is shown under.
///
/// @param tabs in their order
/// @param current the path of the tab that is shown
public record OperationView(Operation operation, List<Tab> tabs, String current) {
  public OperationView {
    tabs = List.copyOf(tabs);
  }

  /// A tab.
  ///
  /// @param path after the operation's own address; empty for the overview
  /// @param count less than 0 where nothing is counted
  public record Tab(String path, String textKey, long count) {}

  public String base() {
    return operation.base();
  }
}
