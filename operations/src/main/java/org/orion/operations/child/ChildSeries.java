package org.orion.operations.child;

import java.util.List;
import java.util.UUID;

/// The series that children are in, as the identification board tells them: a port, so that
/// children do not know of the board.
public interface ChildSeries {
  /// A series of a child.
  ///
  /// @param agency whose series it is
  /// @param number what its code is made of
  record InSeries(UUID id, String agency, int number) {}

  /// The series of a child that the viewer may see; asked within the viewer's transaction.
  List<InSeries> of(UUID child);
}
