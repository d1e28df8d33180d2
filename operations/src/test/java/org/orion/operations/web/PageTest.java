package org.orion.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageTest {
  private static String count(Locale language, long number) {
    return new Page(Optional.empty(), Texts.in(language), "", "/", 0).count(number);
  }

  @Test
  void whatWasCountedToTheEndIsANumberAndWhatWasNotSaysSo() {
    assertThat(count(Locale.ENGLISH, 0)).isEqualTo("0");
    assertThat(count(Locale.ENGLISH, 1000)).isEqualTo("1000");
    assertThat(count(Locale.ENGLISH, 1001)).isEqualTo("more than 1000");
    assertThat(count(Texts.SPANISH, 1001)).isEqualTo("más de 1000");
  }
}
