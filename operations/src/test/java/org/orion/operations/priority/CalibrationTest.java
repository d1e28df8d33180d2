package org.orion.operations.priority;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What came of the tips of each band.
class CalibrationTest {
  @Test
  void everyTipCountsInItsBandAndUnderEachOutcome() {
    Calibration calibration =
        Calibration.of(
            List.of(
                new Calibration.Followed(
                    Band.URGENT, Set.of(Outcome.ARREST, Outcome.CHILD_SAFEGUARDED)),
                new Calibration.Followed(Band.URGENT, Set.of(Outcome.ARREST)),
                new Calibration.Followed(Band.URGENT, Set.of()),
                new Calibration.Followed(Band.MONITOR, Set.of(Outcome.CLOSED_WITHOUT_ACTION))));

    assertThat(calibration.rows()).extracting(Calibration.Row::band).containsExactly(Band.values());
    assertThat(calibration.rows().get(1))
        .isEqualTo(
            new Calibration.Row(
                Band.URGENT,
                3,
                1,
                Map.of(
                    Outcome.ARREST, 2,
                    Outcome.CHILD_SAFEGUARDED, 1,
                    Outcome.CLOSED_WITHOUT_ACTION, 0)));
    assertThat(calibration.rows().get(3).counts()).containsEntry(Outcome.CLOSED_WITHOUT_ACTION, 1);
    assertThat(calibration.rows().getFirst().tips()).isZero();
  }
}
