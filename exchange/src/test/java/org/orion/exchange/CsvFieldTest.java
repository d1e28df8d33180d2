package org.orion.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvFieldTest {
  @Test
  void whatASpreadsheetTakesForAFormulaBeginsWithAnApostrophe() {
    for (String field : List.of("=1+1", "+1", "-1", "@A1", "\t=1", "\r=1")) {
      assertThat(CsvField.harmless(field)).isEqualTo("'" + field);
    }
    for (String field : List.of("", "Spain", "1=1", "'=1")) {
      assertThat(CsvField.harmless(field)).isEqualTo(field);
    }
  }
}
