package org.orion.operations.priority;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.FormatException;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.Page;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// An agency's rules of priority: the versions, what a new one would change, and adding it.
@Controller
public final class RulesPages {
  private static final int SAMPLE = 500;
  private static final int MOST_SHOWN = 25;
  private static final String LATEST =
      """
      select t.id, t.code from orion.tip t
      join orion.tip_priority p on p.agency = t.agency and p.tip = t.id
      where t.agency = :agency and t.state = 'OPEN' order by t.id desc limit :most
      """;
  private static final String JOBS =
      """
      select day, tips, changed, finished_at is not null as finished from orion.rescore
      where agency = :agency and cause = 'RULES' order by id desc limit 5
      """;

  private final ViewerTransactions transactions;
  private final AgencyRules rules;
  private final PriorityRows rows;
  private final JdbcClient jdbc;

  RulesPages(
      ViewerTransactions transactions, AgencyRules rules, PriorityRows rows, JdbcClient jdbc) {
    this.transactions = transactions;
    this.rules = rules;
    this.rows = rows;
    this.jdbc = jdbc;
  }

  /// What rules would change.
  ///
  /// @param tips how many were looked at
  /// @param moved how many of them would stand in another band
  public record Preview(int tips, int moved, List<Moved> examples) {}

  /// A tip that would stand elsewhere.
  public record Moved(UUID tip, String code, Band before, Band after, List<String> sentences) {}

  /// How far scoring again is.
  public record Progress(LocalDate day, long tips, long changed, boolean finished) {}

  @May(Action.MANAGE_RULES)
  @GetMapping("/rules")
  ModelAndView list(Page page) {
    return transactions.read(
        page.viewer(),
        () ->
            show(
                page,
                text(page.viewer(), rules.inForce(page.viewer(), today())),
                "",
                Optional.empty()));
  }

  /// The text that a new version is written from: that of the rules in force.
  private String text(Viewer viewer, PriorityRules inForce) {
    return rules.list(viewer).stream()
        .filter(version -> version.version().equals(inForce.version()))
        .findFirst()
        .map(version -> rules.text(viewer, version.id()))
        .orElseGet(PriorityRules::builtInText);
  }

  private ModelAndView show(Page page, String text, String problem, Optional<Preview> preview) {
    Viewer viewer = page.viewer();
    return page.show(
        "priority/rules",
        Map.of(
            "inForce",
            rules.inForce(viewer, today()),
            "versions",
            rules.list(viewer),
            "jobs",
            jobs(viewer),
            "text",
            text,
            "problem",
            problem,
            "preview",
            preview));
  }

  private List<Progress> jobs(Viewer viewer) {
    return jdbc.sql(JOBS)
        .param("agency", viewer.agency())
        .query((row, number) ->
            new Progress(
                row.getObject("day", LocalDate.class),
                row.getLong("tips"),
                row.getLong("changed"),
                row.getBoolean("finished")))
        .list();
  }

  @May(Action.MANAGE_RULES)
  @GetMapping("/rules/{id}")
  ModelAndView one(Page page, @PathVariable UUID id) {
    String text = transactions.read(page.viewer(), () -> rules.text(page.viewer(), id));
    return page.show("priority/version", Map.of("text", text));
  }

  @May(Action.MANAGE_RULES)
  @PostMapping("/rules/preview")
  ModelAndView preview(Page page, @RequestParam(name = "rules", defaultValue = "") String text) {
    return transactions.read(
        page.viewer(),
        () -> {
          try {
            PriorityRules proposed = PriorityRulesReader.read("rules", text);
            return show(page, text, "", Optional.of(preview(page, proposed)));
          } catch (FormatException mistake) {
            return mistaken(page, text, mistake);
          }
        });
  }

  private Preview preview(Page page, PriorityRules proposed) {
    Viewer viewer = page.viewer();
    Instant now = Instant.now();
    PriorityRules present = rules.inForce(viewer, today());
    record Named(UUID id, String code) {}
    List<Named> sample =
        jdbc.sql(LATEST)
            .param("agency", viewer.agency())
            .param("most", SAMPLE)
            .query(
                (row, number) -> new Named(row.getObject("id", UUID.class), row.getString("code")))
            .list();
    Map<UUID, String> codes =
        sample.stream().collect(java.util.stream.Collectors.toMap(Named::id, Named::code));
    List<Moved> moved = new ArrayList<>();
    for (PriorityRows.Input input : rows.inputs(viewer, codes.keySet())) {
      Score before = PriorityScorer.score(present, input.facts(), now);
      Score after = PriorityScorer.score(proposed, input.facts(), now);
      if (before.urgency() != after.urgency()) {
        moved.add(
            new Moved(
                input.tip(),
                codes.getOrDefault(input.tip(), ""),
                before.urgency(),
                after.urgency(),
                new ScoreChange(before, after).sentences(page.texts().language())));
      }
    }
    return new Preview(sample.size(), moved.size(), moved.stream().limit(MOST_SHOWN).toList());
  }

  @May(Action.MANAGE_RULES)
  @PostMapping("/rules")
  ModelAndView add(Page page, @RequestParam(name = "rules", defaultValue = "") String text) {
    try {
      PriorityRules proposed = PriorityRulesReader.read("rules", text);
      transactions.write(page.viewer(), () -> rules.add(page.viewer(), proposed, text, today()));
    } catch (FormatException mistake) {
      return transactions.read(page.viewer(), () -> mistaken(page, text, mistake));
    }
    return new ModelAndView("redirect:/rules");
  }

  private ModelAndView mistaken(Page page, String text, FormatException mistake) {
    ModelAndView answer = show(page, text, String.valueOf(mistake.getMessage()), Optional.empty());
    answer.setStatus(org.springframework.http.HttpStatus.BAD_REQUEST);
    return answer;
  }

  private static LocalDate today() {
    return PriorityOfTips.today(Instant.now());
  }
}
