package org.orion.operations.statistics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;
import org.orion.operations.statistics.DisclosureControl.Cell;
import org.orion.operations.statistics.DisclosureControl.Rule;
import org.orion.operations.statistics.DisclosureControl.Sum;

/// What somebody who reads all released figures can work out, by linear programming: the least and
/// the most that each suppressed count can be, given every sum that holds, what rounding leaves
/// open, and what is known of a count whatever is told. Independent of how figures are protected.
final class Attack {
  private static final double LITTLE = 1e-6;

  private final Rule rule;
  private final List<Cell> cells;
  private final List<Sum> sums;
  private final Map<String, OptionalLong> told;

  Attack(Rule rule, List<Cell> cells, List<Sum> sums, Map<String, OptionalLong> told) {
    this.rule = rule;
    this.cells = cells;
    this.sums = sums;
    this.told = told;
  }

  /// What a count was pinned to.
  record Pinned(String key, long count, double least, double most) {}

  /// The suppressed counts that are known too well.
  List<Pinned> pinned() {
    List<Pinned> pinned = new ArrayList<>();
    for (Cell cell : cells) {
      if (told.getOrDefault(cell.key(), OptionalLong.of(0)).isPresent()) {
        continue;
      }
      double least = bound(cell.key(), false);
      double most = bound(cell.key(), true);
      double width = rule.threshold() - 1;
      boolean isSmall = cell.count() < rule.threshold();
      boolean isPinned =
          isSmall
              ? least > floor(cell) + LITTLE || most < width - LITTLE
              : most - least < width - LITTLE;
      if (isPinned) {
        pinned.add(new Pinned(cell.key(), cell.count(), least, most));
      }
    }
    return pinned;
  }

  /// Whether zeros are told at all.
  private boolean tellsZeros() {
    return cells.stream()
        .anyMatch(cell ->
            cell.showsZero()
                && cell.count() == 0
                && told.getOrDefault(cell.key(), OptionalLong.empty()).isPresent());
  }

  private long floor(Cell cell) {
    return cell.showsZero() && tellsZeros() ? Math.max(1, cell.floor()) : cell.floor();
  }

  private double bound(String key, boolean isMost) {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    Map<String, Variable> variables = new HashMap<>();
    for (Cell cell : cells) {
      Variable variable = model.addVariable(cell.key());
      variables.put(cell.key(), variable);
      OptionalLong figure = told.getOrDefault(cell.key(), OptionalLong.empty());
      if (figure.isEmpty()) {
        variable.lower(floor(cell));
      } else if (figure.getAsLong() == 0) {
        variable.level(0);
      } else {
        // The least and the most count that rounds to it; the formula is written out anew here.
        long half = rule.base() / 2;
        variable.lower(Math.max(rule.threshold(), figure.getAsLong() - half));
        variable.upper(figure.getAsLong() + (rule.base() - 1 - half));
      }
      variable.weight(cell.key().equals(key) ? 1 : 0);
    }
    int number = 0;
    for (Sum sum : sums) {
      Expression expression = model.newExpression("s" + number++);
      sum.parts().forEach(part -> expression.set(variables.get(part), 1));
      expression.set(variables.get(sum.total()), -1);
      expression.level(0);
    }
    Optimisation.Result result = isMost ? model.maximise() : model.minimise();
    return switch (result.getState()) {
      case OPTIMAL, DISTINCT -> result.getValue();
      case UNBOUNDED -> isMost ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      default -> throw new AssertionError(key + ": " + result.getState());
    };
  }
}
