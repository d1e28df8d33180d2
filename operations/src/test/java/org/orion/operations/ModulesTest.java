package org.orion.operations;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/// The features stay apart: no cycles, and nothing of one's inside in another.
class ModulesTest {
  @Test
  void featuresUseWhatTheOthersShowAndNothingElse() {
    ApplicationModules.of(OperationsApplication.class).verify();
  }
}
