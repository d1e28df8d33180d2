package org.orion.operations.examination;

import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.exhibit.Exhibit;
import org.orion.operations.exhibit.ExhibitPart;
import org.springframework.stereotype.Component;

/// The tab of an exhibit that shows what was found on it.
@Component
final class ExhibitExaminations implements ExhibitPart {
  private final Reports reports;

  ExhibitExaminations(Reports reports) {
    this.reports = reports;
  }

  @Override
  public int place() {
    return 20;
  }

  @Override
  public String path() {
    return "examinations";
  }

  @Override
  public String textKey() {
    return "examination.tab";
  }

  @Override
  public Action action() {
    return Action.SEE_EXHIBITS;
  }

  @Override
  public long count(Viewer viewer, Exhibit exhibit) {
    return reports.countOfExhibit(exhibit.id());
  }
}
