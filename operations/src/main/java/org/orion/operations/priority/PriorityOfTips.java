package org.orion.operations.priority;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.identifier.ClustersGrew;
import org.orion.operations.identifier.InterestFound;
import org.orion.operations.intake.TipsArrived;
import org.orion.operations.notice.NoticeKind;
import org.orion.operations.notice.Notices;
import org.orion.operations.web.BadInputException;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// How urgent tips are, kept with each tip: scored when it arrives, and again whenever something
/// that counts is different. Each call belongs in a transaction of its viewer.
@Component
public class PriorityOfTips {
  private static final int MOST_TEXT = 2000;
  private static final int MOST_CONTACT = 500;
  private static final int MOST_HISTORY = 20;

  private final PriorityRows rows;
  private final DecisionRows decisions;
  private final AgencyRules rules;
  private final AuditTrail audit;
  private final Notices notices;
  private final Clock clock = Clock.systemUTC();

  PriorityOfTips(
      PriorityRows rows,
      DecisionRows decisions,
      AgencyRules rules,
      AuditTrail audit,
      Notices notices) {
    this.rows = rows;
    this.decisions = decisions;
    this.rules = rules;
    this.audit = audit;
    this.notices = notices;
  }

  /// Scores tips as part of their arrival.
  @EventListener
  @Order(TipsArrived.PRIORITY)
  public void arrived(TipsArrived event) {
    rows.keepFacts(event.viewer(), event.tips());
    // Intake holds their rows.
    score(event.viewer(), event.tips().stream().map(TipsArrived.Arrived::tip).toList());
  }

  /// Pauses a tip in which other agencies have an interest.
  @EventListener
  public void met(InterestFound event) {
    pause(event.viewer(), event.tip(), event.agencies());
  }

  /// Scores the tips of clusters that became large ones. A tip that is only just arriving has no
  /// facts yet, and is scored with its cluster when it has.
  @EventListener
  public void grew(ClustersGrew event) {
    rescore(event.viewer(), event.tips());
  }

  /// Scores tips again after something that counts became different: its cluster, its lists.
  ///
  /// @return how many of them have another score now
  public int rescore(Viewer viewer, Collection<UUID> tips) {
    rows.lock(viewer, tips);
    return score(viewer, tips);
  }

  /// Scores tips and writes the scores that differ from the last ones. The rows are locked.
  private int score(Viewer viewer, Collection<UUID> tips) {
    Instant now = clock.instant();
    PriorityRules inForce = rules.inForce(viewer, today(now));
    List<PriorityRows.Place> places = new ArrayList<>();
    List<PriorityRows.NewScore> scores = new ArrayList<>();
    List<PriorityRows.Changed> changes = new ArrayList<>();
    for (PriorityRows.Input input : rows.inputs(viewer, tips)) {
      Score score = PriorityScorer.score(inForce, input.facts(), now);
      Band urgency = TipPriority.urgency(score, input.override());
      Band band = score.paused() ? Band.PAUSED : urgency;
      if (band != input.band()
          || urgency.ordinal() != input.urgency()
          || score.points() != input.points()) {
        places.add(new PriorityRows.Place(input.tip(), band, urgency, score.points()));
      }
      changed(input, band, score)
          .ifPresent(change -> {
            scores.add(new PriorityRows.NewScore(input.tip(), band, score));
            changes.add(change);
          });
    }
    rows.place(viewer, places);
    rows.addScores(viewer, scores);
    rows.change(viewer, changes);
    return scores.size();
  }

  /// What the tip's history says of a score; nothing when it is like the last one.
  private static Optional<PriorityRows.Changed> changed(
      PriorityRows.Input input, Band band, Score score) {
    if (input.last().isEmpty()) {
      return Optional.of(new PriorityRows.Changed(input.tip(), "SCORED", "", band.name(), ""));
    }
    ScoreChange change = new ScoreChange(input.last().get(), score);
    return change.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PriorityRows.Changed(
                input.tip(),
                "SCORED",
                input.band().name(),
                band.name(),
                String.join("\n", change.sentences(Locale.ENGLISH))));
  }

  /// The last scores of tips, for lists of them.
  public Map<UUID, Score> scores(Viewer viewer, Collection<UUID> tips) {
    return rows.last(viewer, tips);
  }

  /// A tip's priority as it was scored last, with what people decided.
  public TipPriority of(Viewer viewer, UUID tip) {
    List<PriorityRows.Scored> scores = rows.history(viewer, tip, MOST_HISTORY + 1);
    if (scores.isEmpty()) {
      throw new NotFoundException();
    }
    Score score = scores.getFirst().score();
    Optional<TipPriority.Decision> override = decisions.overridden(viewer, tip);
    Band urgency = TipPriority.urgency(score, override.map(TipPriority.Decision::band));
    List<TipPriority.Change> history = new ArrayList<>();
    for (int i = 0; i + 1 < scores.size(); i++) {
      history.add(
          new TipPriority.Change(
              scores.get(i).at(),
              new ScoreChange(scores.get(i + 1).score(), scores.get(i).score())));
    }
    return new TipPriority(
        tip,
        score.paused() ? Band.PAUSED : urgency,
        urgency,
        score,
        override,
        decisions.pauses(viewer, tip),
        rows.statements(viewer, tip),
        history);
  }

  /// Puts a tip into a band by a person's decision, which holds until it is withdrawn. No floor
  /// gives way: below one the decision is refused, and when one comes later it counts.
  public void override(Viewer viewer, UUID tip, Band band, String reason) {
    viewer.require(Action.OVERRIDE_PRIORITY);
    String why = text(reason, MOST_TEXT, "priority.bad.reason");
    if (band == Band.PAUSED) {
      throw new BadInputException("priority.bad.band");
    }
    rows.lock(viewer, tip);
    TipPriority before = of(viewer, tip);
    Optional<Band> floor = before.floor();
    if (floor.isPresent() && band.compareTo(floor.get()) > 0) {
      throw new BadInputException(409, "priority.override.floor");
    }
    decisions.endOverride(viewer, tip, why);
    decisions.override(viewer, tip, band, why);
    decided(viewer, tip, "OVERRIDDEN", before.urgency(), band, why);
    audit.record(viewer, Act.of("override", "tip", tip));
    if (band.compareTo(before.urgency()) < 0) {
      tell(viewer, NoticeKind.TIP_ESCALATED, tip);
    }
  }

  /// Takes the present override back; the score counts alone again.
  public void withdrawOverride(Viewer viewer, UUID tip, String reason) {
    viewer.require(Action.OVERRIDE_PRIORITY);
    String why = text(reason, MOST_TEXT, "priority.bad.reason");
    rows.lock(viewer, tip);
    TipPriority before = of(viewer, tip);
    if (!decisions.endOverride(viewer, tip, why)) {
      throw new BadInputException(409, "priority.override.none");
    }
    decided(viewer, tip, "OVERRIDDEN", before.urgency(), before.score().urgency(), why);
    audit.record(viewer, Act.of("withdraw-override", "tip", tip));
  }

  private void decided(
      Viewer viewer, UUID tip, String kind, Band before, Band after, String reason) {
    rows.change(
        viewer, List.of(new PriorityRows.Changed(tip, kind, before.name(), after.name(), reason)));
    decisions.touch(viewer, tip);
    rescore(viewer, List.of(tip));
  }

  /// Adds a fact that a person knows, or takes one back; the tip is scored with it at once.
  public void state(Viewer viewer, UUID tip, FactStatement fact) {
    viewer.require(Action.WORK_TIPS);
    rows.lock(viewer, tip);
    decisions.state(viewer, tip, fact);
    decisions.touch(viewer, tip);
    rescore(viewer, List.of(tip));
    audit.record(viewer, Act.of("state-fact", "tip", tip));
  }

  /// Pauses a tip because other agencies declared an active interest in one of its identifiers. An
  /// agency with which a coordination is recorded on this tip does not pause it again.
  public void pause(Viewer viewer, UUID tip, List<String> agencies) {
    rows.lock(viewer, tip);
    boolean paused = false;
    for (String other : agencies.stream().distinct().sorted().toList()) {
      if (decisions.pause(viewer, tip, other)) {
        rows.change(viewer, List.of(new PriorityRows.Changed(tip, "PAUSED", "", other, "")));
        audit.record(viewer, Act.of("pause", "tip", tip));
        paused = true;
      }
    }
    if (paused) {
      decisions.touch(viewer, tip);
      rescore(viewer, List.of(tip));
      tell(viewer, NoticeKind.TIP_PAUSED, tip);
    }
  }

  /// The tips on which another agency's interest stops work at this moment.
  public Set<UUID> paused(Viewer viewer, List<UUID> tips) {
    return decisions.paused(viewer, tips);
  }

  private void tell(Viewer viewer, NoticeKind kind, UUID tip) {
    notices.tell(viewer, Role.SUPERVISOR, kind, tip, rows.code(viewer, tip));
  }

  /// Records what was agreed with another agency. When this is done with all that paused the tip,
  /// it is resumed.
  ///
  /// @param contact whom the viewer talked to
  /// @param outcome what was agreed
  public void resume(Viewer viewer, UUID tip, String agency, String contact, String outcome) {
    viewer.require(Action.RESUME_TIPS);
    String who = text(contact, MOST_CONTACT, "priority.bad.contact");
    String what = text(outcome, MOST_TEXT, "priority.bad.outcome");
    rows.lock(viewer, tip);
    if (!decisions.resume(viewer, tip, agency, who, what)) {
      throw new NotFoundException();
    }
    rows.change(viewer, List.of(new PriorityRows.Changed(tip, "RESUMED", agency, who, what)));
    decisions.touch(viewer, tip);
    rescore(viewer, List.of(tip));
    audit.record(viewer, Act.of("resume", "tip", tip));
  }

  private static String text(String text, int most, String problem) {
    String clean = text.strip();
    if (clean.isEmpty() || clean.length() > most) {
      throw new BadInputException(problem);
    }
    return clean;
  }

  /// The day of a moment, in UTC as rules count days.
  static LocalDate today(Instant now) {
    return now.atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
