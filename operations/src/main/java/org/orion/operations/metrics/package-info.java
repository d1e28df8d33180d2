/// What the server tells its operators about itself in figures. Open [MetricsPage] first, then
/// [ServerMeters].
///
/// A feature counts for itself, with Micrometer's `MeterRegistry`; what no feature counts is here.
/// A label is one of a few words that the program has: never a name, a number of a tip or of an
/// account, an agency or an address. Figures of the operation for people are no metrics and do not
/// belong here. Specification: `docs/reference/metrics.md`.
@NullMarked
package org.orion.operations.metrics;

import org.jspecify.annotations.NullMarked;
