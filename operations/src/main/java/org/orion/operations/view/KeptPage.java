package org.orion.operations.view;

import java.util.Arrays;
import java.util.Optional;
import org.orion.operations.access.Action;

/// A page whose views can be kept.
public enum KeptPage {
  TIPS("/tips", Action.SEE_TIPS),
  CASES("/cases", Action.SEE_CASES),
  CHILDREN("/children", Action.SEE_CHILDREN),
  EXHIBITS("/exhibits", Action.SEE_EXHIBITS),
  GRAPH("/graph", Action.SEE_CASES);

  private final String path;
  private final Action action;

  KeptPage(String path, Action action) {
    this.path = path;
    this.action = action;
  }

  /// The page's address without a filter.
  public String path() {
    return path;
  }

  /// What whoever looks at the page must be allowed.
  public Action action() {
    return action;
  }

  /// The page that an address is of.
  static Optional<KeptPage> of(String address) {
    return Arrays.stream(values())
        .filter(page -> address.equals(page.path) || address.startsWith(page.path + "?"))
        .findFirst();
  }
}
