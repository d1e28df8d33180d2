package org.orion.operations.operation;

import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;

/// A part of an operation's page that another feature serves: a tab with a count.
public interface OperationPart {
  /// The part's place in the row of tabs; the operation's own come first.
  int place();

  /// The last part of its address, as `figures` in `/operations/{operation}/figures`.
  String path();

  /// The key of its title.
  String textKey();

  /// Who is shown the tab.
  Action action();

  /// How many things it has for this viewer, less than 0 where nothing is counted; asked within the
  /// viewer's transaction.
  long count(Viewer viewer, UUID operation);
}
