package org.orion.operations.intake;

import java.util.List;
import java.util.UUID;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Viewer;

/// Tips are in, or their reports came in newer states. Published within the transaction that takes
/// them in: who listens does so there, with few statements for all of them, and a tip is never seen
/// without its identifiers and priority.
///
/// @param tips each of them once
public record TipsArrived(Viewer viewer, List<Arrived> tips) {
  /// Listeners that find identifiers run first.
  public static final int IDENTIFIERS = 10;

  /// Then those that need them.
  public static final int PRIORITY = 20;

  public TipsArrived {
    tips = List.copyOf(tips);
  }

  /// A tip that is in.
  ///
  /// @param isNew whether it was not there before
  public record Arrived(UUID tip, TipReport report, boolean isNew) {}
}
