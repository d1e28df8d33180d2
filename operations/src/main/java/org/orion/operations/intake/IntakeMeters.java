package org.orion.operations.intake;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Counts what comes in. What is counted is kept already: a transaction that was undone counts
/// nothing.
@Component
class IntakeMeters {
  private static final String OUTCOME = "outcome";
  private static final String NONE = "none";

  private final MeterRegistry registry;

  IntakeMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /// A report that was taken in.
  void taken(TipFormat format, TipIntake.Accepted.Kind kind) {
    registry.counter("orion.tips", "format", word(format), OUTCOME, word(kind)).increment();
  }

  /// A report of a file that was refused; its form is not known, or not for sure.
  void refused() {
    registry.counter("orion.tips", "format", NONE, OUTCOME, "refused").increment();
  }

  /// A file that was received, and whether it was kept for its report.
  ///
  /// @param look what came of looking at it; nothing when nobody could
  void upload(boolean taken, Optional<UploadExaminer.Look> look, long bytes) {
    registry
        .counter(
            "orion.uploads",
            OUTCOME,
            taken ? "taken" : "refused",
            "look",
            look.map(IntakeMeters::word).orElse(NONE))
        .increment();
    registry.counter("orion.upload.bytes").increment((double) bytes);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
