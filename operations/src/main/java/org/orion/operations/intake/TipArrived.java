package org.orion.operations.intake;

import java.util.UUID;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Viewer;

/// A tip is in, or its report came in a newer state. Published within the transaction that takes it
/// in: who listens does so there, and a tip is never seen without its identifiers and priority.
///
/// @param isNew whether the tip was not there before
public record TipArrived(Viewer viewer, UUID tip, TipReport report, boolean isNew) {
  /// Listeners that find identifiers run first.
  public static final int IDENTIFIERS = 10;

  /// Then those that need them.
  public static final int PRIORITY = 20;
}
