package org.orion.operations.investigation;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.graph.Timeline;
import org.orion.operations.graph.Track.Subject;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The timelines of a case and of a person.
@Controller
final class TimelinePages {
  private final Timeline timeline;
  private final Cases cases;
  private final People people;
  private final ViewerTransactions transactions;

  TimelinePages(Timeline timeline, Cases cases, People people, ViewerTransactions transactions) {
    this.timeline = timeline;
    this.cases = cases;
    this.people = people;
    this.transactions = transactions;
  }

  @May(Action.SEE_CASES)
  @GetMapping("/cases/{case}/timeline")
  ModelAndView ofCase(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam(defaultValue = "") List<String> hide,
      @RequestParam(defaultValue = "") String after) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          CaseView view = cases.view(viewer, id, "timeline");
          return page.show(
              "investigation/timeline",
              Map.of(
                  "view",
                  view,
                  "timeline",
                  timeline.view(viewer, Subject.CASE, id, view.base() + "/timeline", hide, after)));
        });
  }

  @May(Action.SEE_CASES)
  @GetMapping("/people/{person}/timeline")
  ModelAndView ofPerson(
      Page page,
      @PathVariable UUID person,
      @RequestParam(defaultValue = "") List<String> hide,
      @RequestParam(defaultValue = "") String after) {
    Viewer viewer = page.viewer();
    String path = "/people/" + person + "/timeline";
    return transactions.write(
        viewer,
        () ->
            page.show(
                "investigation/personTimeline",
                Map.of(
                    "person",
                    people.open(viewer, person),
                    "timeline",
                    timeline.view(viewer, Subject.PERSON, person, path, hide, after))));
  }
}
