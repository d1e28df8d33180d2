package org.orion.operations.intake;

import java.util.Optional;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Viewer;

/// A report is about to be taken in. Published within the transaction, before any lock of intake is
/// held: who must lock what arriving tips share does so here, so that all take locks in one order.
///
/// @param sender whose external ids these are
/// @param externalId as it is stored
public record TipArriving(
    Viewer viewer, String sender, Optional<String> externalId, TipReport report) {}
