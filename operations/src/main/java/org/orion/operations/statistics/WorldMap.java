package org.orion.operations.statistics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Figures of countries as a map of squares: each country is one square at about its place, all of
/// the same size, so that a small country is seen as well as a large one, and no boundary is drawn.
///
/// @param elsewhere codes with a figure that have no square, with it
public record WorldMap(String title, List<Tile> tiles, Map<String, Long> elsewhere) {
  /// The side of a square, in units of the picture.
  public static final int SIDE = 16;

  private static final int DEGREES_WIDE = 5;
  private static final int DEGREES_HIGH = 4;
  private static final int NORTH = 84;
  private static final int STRONGEST = 60;
  private static final int WEAKEST = 15;
  private static final Map<String, Square> SQUARES = squares();

  public WorldMap {
    tiles = List.copyOf(tiles);
    elsewhere = Map.copyOf(elsewhere);
  }

  /// A country's square.
  ///
  /// @param shade in hundredths: 0 without a figure, stronger for more
  public record Tile(String country, int column, int row, long count, int shade) {}

  private record Square(int column, int row) {}

  /// A map of figures by country code.
  static WorldMap of(String title, Map<String, Long> counts) {
    long most = Math.max(1, counts.values().stream().mapToLong(count -> count).max().orElse(1));
    List<Tile> tiles = new ArrayList<>();
    SQUARES.forEach((country, square) -> {
      long count = counts.getOrDefault(country, 0L);
      int shade = count == 0 ? 0 : WEAKEST + (int) ((STRONGEST - WEAKEST) * count / most);
      tiles.add(new Tile(country, square.column(), square.row(), count, shade));
    });
    Map<String, Long> elsewhere = new TreeMap<>(counts);
    elsewhere.keySet().removeAll(SQUARES.keySet());
    elsewhere.values().removeIf(count -> count == 0);
    return new WorldMap(title, tiles, elsewhere);
  }

  public int width() {
    return (1 + tiles.stream().mapToInt(Tile::column).max().orElse(0)) * SIDE;
  }

  public int height() {
    return (1 + tiles.stream().mapToInt(Tile::row).max().orElse(0)) * SIDE;
  }

  /// The figures in words.
  public String words() {
    return tiles.stream()
        .filter(tile -> tile.count() > 0)
        .map(tile -> tile.country() + " " + tile.count())
        .collect(Collectors.joining(", "));
  }

  /// The codes without a square, in words.
  public String elsewhereWords() {
    return new TreeMap<>(elsewhere)
        .entrySet().stream()
            .map(one -> one.getKey() + " " + one.getValue())
            .collect(Collectors.joining(", "));
  }

  /// Each country takes the free square that is nearest to its place, in the order of the codes.
  private static Map<String, Square> squares() {
    Map<String, Square> squares = new LinkedHashMap<>();
    Set<Square> taken = new HashSet<>();
    try (InputStream input =
            Objects.requireNonNull(WorldMap.class.getResourceAsStream("countries.tsv"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t"))
          .forEach(parts -> {
            Square place =
                new Square(
                    (Integer.parseInt(parts[2]) + 180) / DEGREES_WIDE,
                    (NORTH - Integer.parseInt(parts[1])) / DEGREES_HIGH);
            Square free = nearest(place, taken);
            taken.add(free);
            squares.put(parts[0], free);
          });
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return squares;
  }

  private static Square nearest(Square place, Set<Square> taken) {
    for (int reach = 0; ; reach++) {
      @Nullable Square best = null;
      int least = Integer.MAX_VALUE;
      for (int row = Math.max(0, place.row() - reach); row <= place.row() + reach; row++) {
        for (int column = Math.max(0, place.column() - reach);
            column <= place.column() + reach;
            column++) {
          Square square = new Square(column, row);
          int away = square(column - place.column()) + square(row - place.row());
          if (!taken.contains(square) && away < least) {
            best = square;
            least = away;
          }
        }
      }
      if (best != null) {
        return best;
      }
    }
  }

  private static int square(int number) {
    return number * number;
  }
}
