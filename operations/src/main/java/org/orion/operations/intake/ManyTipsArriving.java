package org.orion.operations.intake;

import org.orion.operations.access.Viewer;

/// Several reports are about to be taken in by one transaction. Published where [TipArriving] is
/// for one: who must lock what arriving tips share locks all of it.
public record ManyTipsArriving(Viewer viewer) {}
