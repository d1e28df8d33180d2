package org.orion.exchange.report;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.exchange.report.TriageReport.CategoryFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;

/// Adds up rows and tells where they are not what the figures say. Known files of products have no
/// rows, so that categories of that level cannot be compared.
final class RowTally {
  private static final String KNOWN_GOOD = "KNOWN_GOOD";

  private final Map<Integer, long[]> verdicts = new HashMap<>();
  private final Map<Category, long[]> categories = new LinkedHashMap<>();

  private record Category(int exhibit, String list, String scheme, String code, String level) {}

  /// A figure that the rows do not add up to.
  record Difference(String where, long figure, long rows) {}

  void add(MediaRow row) {
    long[] byVerdict =
        verdicts.computeIfAbsent(
            row.exhibit(), exhibit -> new long[MediaRow.Verdict.values().length]);
    byVerdict[row.verdict().ordinal()] += row.items();
    if (row.verdict() != MediaRow.Verdict.KNOWN_MATERIAL) {
      return;
    }
    for (MediaRow.ListMatch match : row.matches()) {
      if (match.level().equals(KNOWN_GOOD)) {
        continue;
      }
      long[] counts =
          categories.computeIfAbsent(
              new Category(
                  row.exhibit(), match.list(), match.scheme(), match.code(), match.level()),
              category -> new long[4]);
      switch (row.kind()) {
        case PICTURE -> counts[0] += row.items();
        case VIDEO -> counts[1] += row.items();
        case OTHER -> {}
      }
      counts[match.isExact() ? 2 : 3] += row.items();
    }
  }

  /// The first figure that differs.
  Optional<Difference> difference(List<ExhibitFigures> exhibits) {
    Map<Category, long[]> left = new LinkedHashMap<>(categories);
    for (int i = 0; i < exhibits.size(); i++) {
      String where = "$.triage.exhibits[%d]".formatted(i);
      long[] counted = verdicts.getOrDefault(i, new long[MediaRow.Verdict.values().length]);
      for (MediaRow.Verdict verdict :
          List.of(MediaRow.Verdict.KNOWN_MATERIAL, MediaRow.Verdict.UNMATCHED)) {
        long figure = exhibits.get(i).figures().verdicts().getOrDefault(verdict.id(), 0L);
        if (figure != counted[verdict.ordinal()]) {
          return Optional.of(
              new Difference(
                  where + ".verdicts." + verdict.id(), figure, counted[verdict.ordinal()]));
        }
      }
      List<CategoryFigures> figures = exhibits.get(i).figures().categories();
      for (int j = 0; j < figures.size(); j++) {
        Optional<Difference> difference =
            difference("%s.categories[%d]".formatted(where, j), i, figures.get(j), left);
        if (difference.isPresent()) {
          return difference;
        }
      }
    }
    return left.entrySet().stream()
        .findFirst()
        .map(rest ->
            new Difference(
                "$.triage.exhibits[%d].categories".formatted(rest.getKey().exhibit()),
                0,
                rest.getValue()[2] + rest.getValue()[3]));
  }

  private static Optional<Difference> difference(
      String where, int exhibit, CategoryFigures figures, Map<Category, long[]> left) {
    if (figures.level().equals(KNOWN_GOOD)) {
      return Optional.empty();
    }
    Category category =
        new Category(exhibit, figures.list(), figures.scheme(), figures.code(), figures.level());
    long[] counts = Optional.ofNullable(left.remove(category)).orElse(new long[4]);
    long[] expected = {figures.pictures(), figures.videos(), figures.exact(), figures.similar()};
    List<String> names = List.of("pictures", "videos", "exact", "similar");
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != expected[i]) {
        return Optional.of(new Difference(where + "." + names.get(i), expected[i], counts[i]));
      }
    }
    return Optional.empty();
  }
}
