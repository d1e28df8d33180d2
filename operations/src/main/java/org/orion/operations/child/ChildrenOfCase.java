package org.orion.operations.child;

import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.investigation.CasePart;
import org.springframework.stereotype.Component;

/// The tab of a case that shows its children.
@Component
final class ChildrenOfCase implements CasePart {
  private final Children children;

  ChildrenOfCase(Children children) {
    this.children = children;
  }

  @Override
  public int place() {
    return 10;
  }

  @Override
  public String path() {
    return "children";
  }

  @Override
  public String textKey() {
    return "child.menu.children";
  }

  @Override
  public Action action() {
    return Action.SEE_CHILDREN;
  }

  @Override
  public long count(Viewer viewer, UUID investigation) {
    return (long) children.of(investigation).size() + children.shared(investigation).size();
  }
}
