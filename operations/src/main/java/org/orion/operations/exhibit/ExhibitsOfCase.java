package org.orion.operations.exhibit;

import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.investigation.CasePart;
import org.springframework.stereotype.Component;

/// The tab of a case that shows its exhibits.
@Component
final class ExhibitsOfCase implements CasePart {
  private final Exhibits exhibits;

  ExhibitsOfCase(Exhibits exhibits) {
    this.exhibits = exhibits;
  }

  @Override
  public int place() {
    return 30;
  }

  @Override
  public String path() {
    return "exhibits";
  }

  @Override
  public String textKey() {
    return "exhibit.menu.exhibits";
  }

  @Override
  public Action action() {
    return Action.SEE_EXHIBITS;
  }

  @Override
  public long count(Viewer viewer, UUID investigation) {
    return exhibits.count(investigation);
  }
}
