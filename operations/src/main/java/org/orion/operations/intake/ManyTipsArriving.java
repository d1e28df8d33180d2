package org.orion.operations.intake;

import org.orion.operations.access.Viewer;

/// Several reports are about to be taken in by one transaction. Published as the first act of it,
/// before the [TipArriving] of each.
public record ManyTipsArriving(Viewer viewer) {}
