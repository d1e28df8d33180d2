package org.orion.operations.investigation;

import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;

/// A part of the case page that another feature serves: a tab with a count.
public interface CasePart {
  /// The part's place in the row of tabs; the case's own tabs come first.
  int place();

  /// The last part of its address, as `exhibits` in `/cases/{case}/exhibits`.
  String path();

  /// The key of its title.
  String textKey();

  /// Who is shown the tab.
  Action action();

  /// How many things it has for this viewer; asked within the viewer's transaction.
  long count(Viewer viewer, UUID investigation);
}
