package org.orion.operations.intake;

import java.util.List;
import java.util.Optional;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Viewer;

/// Reports are about to be taken in by one transaction. Published within it, before any lock of
/// intake is held: who must lock what arriving tips share does so here, so that all take locks in
/// one order.
///
/// @param reports in the order in which they are taken in; two may be states of one tip
public record TipsArriving(Viewer viewer, List<Arriving> reports) {
  public TipsArriving {
    reports = List.copyOf(reports);
  }

  /// A report that is about to be taken in.
  ///
  /// @param sender whose external ids these are
  /// @param externalId as it is stored
  public record Arriving(String sender, Optional<String> externalId, TipReport report) {}
}
