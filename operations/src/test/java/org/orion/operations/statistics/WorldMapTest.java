package org.orion.operations.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.orion.operations.statistics.WorldMap.Tile;

/// The map of squares against the JDK's list of countries, and against the globe.
class WorldMapTest {
  private static Tile tile(WorldMap map, String country) {
    return map.tiles().stream()
        .filter(one -> one.country().equals(country))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyCountryHasASquareOfItsOwn() {
    WorldMap map = WorldMap.of("A map", Map.of());
    assertThat(map.tiles())
        .extracting(Tile::country)
        .containsExactlyInAnyOrder(Locale.getISOCountries());
    assertThat(map.tiles().stream().map(one -> List.of(one.column(), one.row())).toList())
        .doesNotHaveDuplicates();
    assertThat(map.tiles()).allMatch(one -> one.column() >= 0 && one.row() >= 0);
  }

  @Test
  void everyCodeHasASquareOrIsSaidToHaveNone() {
    Map<String, Long> counts = new HashMap<>();
    for (char first = 'A'; first <= 'Z'; first++) {
      for (char second = 'A'; second <= 'Z'; second++) {
        counts.put("" + first + second, (long) first);
      }
    }
    WorldMap map = WorldMap.of("A map", counts);
    Map<String, Long> shown =
        map.tiles().stream().collect(Collectors.toMap(Tile::country, Tile::count));
    shown.putAll(map.elsewhere());
    assertThat(shown).isEqualTo(counts);
    assertThat(WorldMap.of("A map", Map.of("ES", 2L, "XX", 3L, "XY", 0L)).elsewhereWords())
        .isEqualTo("XX 3");
  }

  @Test
  void whatLiesFarApartOnTheGlobeLiesSoOnTheMap() {
    WorldMap map = WorldMap.of("A map", Map.of("ES", 4L, "JP", 1L));
    assertThat(tile(map, "US").column()).isLessThan(tile(map, "ES").column());
    assertThat(tile(map, "ES").column()).isLessThan(tile(map, "IN").column());
    assertThat(tile(map, "IN").column()).isLessThan(tile(map, "JP").column());
    assertThat(tile(map, "NO").row()).isLessThan(tile(map, "EG").row());
    assertThat(tile(map, "EG").row()).isLessThan(tile(map, "ZA").row());
    assertThat(tile(map, "ES").shade()).isGreaterThan(tile(map, "JP").shade());
    assertThat(tile(map, "JP").shade()).isPositive();
    assertThat(tile(map, "FR").shade()).isZero();
    assertThat(map.words()).isEqualTo("ES 4, JP 1");
  }
}
