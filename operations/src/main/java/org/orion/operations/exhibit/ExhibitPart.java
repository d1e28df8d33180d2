package org.orion.operations.exhibit;

import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;

/// A part of an exhibit's page that another feature serves: a tab with a count.
public interface ExhibitPart {
  /// The part's place in the row of tabs; the exhibit's own come first.
  int place();

  /// The last part of its address, as `examinations` in `/exhibits/{exhibit}/examinations`.
  String path();

  /// The key of its title.
  String textKey();

  /// Who is shown the tab.
  Action action();

  /// How many things it has for this viewer, less than 0 where nothing is counted; asked within the
  /// viewer's transaction.
  long count(Viewer viewer, Exhibit exhibit);
}
