package org.orion.operations.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The beginning of a list.
class ExcerptTest {
  @Test
  void oneMoreThanIsShownSaysThatTheListGoesOn() {
    assertThat(Excerpt.of(List.of(1, 2), 2)).isEqualTo(new Excerpt<>(List.of(1, 2), false));
    assertThat(Excerpt.of(List.of(1, 2, 3), 2)).isEqualTo(new Excerpt<>(List.of(1, 2), true));
  }
}
