package org.orion.operations.statistics;

import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.operation.OperationPart;
import org.springframework.stereotype.Component;

/// The tab of an operation with its exact figures.
@Component
class FiguresPart implements OperationPart {
  @Override
  public int place() {
    return 50;
  }

  @Override
  public String path() {
    return "figures";
  }

  @Override
  public String textKey() {
    return "statistics.tab.figures";
  }

  @Override
  public Action action() {
    return Action.SEE_OPERATION;
  }

  @Override
  public long count(Viewer viewer, UUID operation) {
    return -1;
  }
}
