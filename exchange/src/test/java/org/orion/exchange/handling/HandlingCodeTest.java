package org.orion.exchange.handling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.orion.exchange.handling.HandlingCode.Use;

/// The oracle is the words of Europol's handling codes, one line a code.
class HandlingCodeTest {
  @Test
  void freeInformationMayBeUsedInEveryWay() {
    for (Use use : Use.values()) {
      assertThat(HandlingCode.H0.allows(use)).as(use.name()).isTrue();
    }
  }

  @Test
  void evidenceNeedsPermissionFromTheFirstCodeOn() {
    assertThat(HandlingCode.H1.allows(Use.EVIDENCE)).isFalse();
    assertThat(HandlingCode.H1.allows(Use.PASS_ON)).isTrue();
  }

  @Test
  void passingOnNeedsPermissionFromTheSecondCodeOn() {
    assertThat(HandlingCode.H2.allows(Use.PASS_ON)).isFalse();
    assertThat(HandlingCode.H2.allows(Use.EVIDENCE)).isFalse();
    assertThat(HandlingCode.H2.allows(Use.SHOW)).isTrue();
  }

  @Test
  void restrictedInformationMayBeUsedInNoWay() {
    for (Use use : Use.values()) {
      assertThat(HandlingCode.H3.allows(use)).as(use.name()).isFalse();
    }
  }

  @Test
  void aStricterCodeAllowsNothingThatAWeakerOneForbids() {
    for (HandlingCode one : HandlingCode.values()) {
      for (HandlingCode other : HandlingCode.values()) {
        for (Use use : Use.values()) {
          assertThat(one.strictest(other).allows(use))
              .isEqualTo(one.allows(use) && other.allows(use));
        }
      }
    }
  }
}
