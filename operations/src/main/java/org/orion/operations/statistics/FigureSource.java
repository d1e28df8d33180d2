package org.orion.operations.statistics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.operations.access.Viewer;

/// A feature that holds what is counted. Each measure is supplied by one source; a measure without
/// a source is in no table, rather than shown as none.
public interface FigureSource {
  /// What it counts.
  Set<Measure> measures();

  /// The facts of a scope, asked within the viewer's transaction. Cases whose handling code forbids
  /// counting are in none of them. Of an operation, all agencies are counted, whatever of them the
  /// viewer may see.
  ///
  /// Dimensions: [Measure#ARRESTS] country, offence, month; [Measure#TIPS] type, source, month;
  /// [Measure#EXHIBITS] kind, month; [Measure#PICTURES] and [Measure#VIDEOS] category;
  /// [Measure#GIGABYTES] none; all others month.
  List<Fact> facts(Viewer viewer, Scope scope);

  /// The address of the rows behind a figure, as far as the viewer may see them.
  ///
  /// @param at the figure's place; empty for a total
  Optional<String> rows(Measure measure, Scope scope, Map<Dimension, String> at);
}
