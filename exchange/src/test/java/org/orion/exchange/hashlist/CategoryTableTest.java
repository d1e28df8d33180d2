package org.orion.exchange.hashlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.FormatException;

/// What codes mean.
class CategoryTableTest {
  @Test
  void zeroAndFiveSwapTheirMeaningBetweenSchemes() {
    CategoryTable table = CategoryTable.builtIn();

    assertThat(table.level(new Category("vics-us-2.0", "0"))).isEqualTo(Level.NON_PERTINENT);
    assertThat(table.level(new Category("us-dhs", "5"))).isEqualTo(Level.NON_PERTINENT);
    assertThat(table.level(new Category("us-dhs", "0"))).isEqualTo(Level.UNKNOWN_LEVEL);
    assertThat(table.level(new Category("vics-us-2.0", "5"))).isEqualTo(Level.UNKNOWN_LEVEL);
    assertThat(table.level(new Category("", "1"))).isEqualTo(Level.UNKNOWN_LEVEL);
    assertThat(table.level(new Category("nsrl", ""))).isEqualTo(Level.KNOWN_GOOD);
  }

  @Test
  void aFileAddsSchemesAndChangesLevels(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("categories.tsv");
    Files.writeString(
        file, "# our own\nunit-7\tx\tCOMPARISON\nuk-abc\tC\tEXPLOITIVE_OR_AGE_DIFFICULT\n");
    CategoryTable table = CategoryTable.withFile(file);

    assertThat(table.schemes()).contains("unit-7", "us-dhs");
    assertThat(table.level(new Category("unit-7", "X"))).isEqualTo(Level.COMPARISON);
    assertThat(table.level(new Category("uk-abc", "C")))
        .isEqualTo(Level.EXPLOITIVE_OR_AGE_DIFFICULT);
    assertThat(table.level(new Category("uk-abc", "A"))).isEqualTo(Level.KNOWN_CSAM);
  }

  @Test
  void aBadLineOfTheFileIsNamed(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("categories.tsv"), "# head\nunit-7\tx\tGRAVE\n");
    assertThatThrownBy(() -> CategoryTable.withFile(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("categories.tsv:2]");
  }
}
