package org.orion.operations.intake;

import java.time.LocalDate;
import java.util.Optional;
import org.orion.exchange.tip.TipReport;

/// For how long providers keep what they reported. Who knows the law supplies it, so that a tip's
/// row has the day from the beginning.
public interface RetentionOfReports {
  /// The last day on which the provider must still have the data of a report that comes now;
  /// nothing where no term is known.
  Optional<LocalDate> lastDay(TipReport report);
}
