package org.orion.operations.lawful;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.intake.Originals;
import org.orion.operations.intake.TipsArrived;
import org.orion.operations.priority.PriorityOfTips;
import org.orion.operations.web.BadInputException;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// The gate before the files of tips. Its state is never stored and read back: it is decided by
/// [FileAccessRule] at the moment that it is asked for. Each call belongs in a transaction of its
/// viewer.
@Component
public class Gate {
  /// Before priority, which looks at terms.
  static final int ORDER = 15;

  private static final Set<Identifier.Kind> ACCOUNTS =
      EnumSet.of(
          Identifier.Kind.E_MAIL,
          Identifier.Kind.PHONE,
          Identifier.Kind.USERNAME,
          Identifier.Kind.PLATFORM_USER_ID,
          Identifier.Kind.PROFILE_URL);
  private static final int MOST_REASON = 2000;
  private static final int MOST_SOURCE = 500;
  private static final int MOST_NUMBER = 200;
  private static final int MOST_ISSUER = 300;
  private static final int MOST_EXCEPTION = 4000;

  private final GateRows rows;
  private final FileAccessRule rule;
  private final Originals originals;
  private final PriorityOfTips priorities;
  private final AuditTrail audit;

  Gate(
      GateRows rows,
      FileAccessRule rule,
      Originals originals,
      PriorityOfTips priorities,
      AuditTrail audit) {
    this.rows = rows;
    this.rule = rule;
    this.originals = originals;
    this.priorities = priorities;
    this.audit = audit;
  }

  /// The right to view a file at this moment.
  ///
  /// @param authority on which it rests, where it does
  public record Passage(GateState.Open state, Optional<UUID> authority) {}

  /// Takes down what reports say of their files.
  @EventListener
  @Order(ORDER)
  public void arrived(TipsArrived event) {
    List<UUID> tips =
        event.tips().stream()
            .filter(one -> !one.report().files().isEmpty())
            .map(TipsArrived.Arrived::tip)
            .toList();
    if (!tips.isEmpty()) {
      Viewer viewer = event.viewer();
      boolean fromProvider = viewer.may(Action.REPORT_TIPS) && !viewer.may(Action.RECORD_TIPS);
      rows.keepDenials(viewer, tips, fromProvider);
      settle(viewer, tips);
    }
  }

  /// Refuses a tip that the viewer may not see.
  void requireTip(Viewer viewer, UUID tip) {
    rows.lock(viewer, tip);
  }

  /// What people call a tip by.
  String code(Viewer viewer, UUID tip) {
    return rows.code(viewer, tip);
  }

  /// The gate of all files of a tip, now.
  public TipGate of(Viewer viewer, UUID tip) {
    return of(viewer, tip, Instant.now());
  }

  TipGate of(Viewer viewer, UUID tip, Instant at) {
    return of(viewer, List.of(tip), at).getFirst();
  }

  private List<TipGate> of(Viewer viewer, List<UUID> tips, Instant at) {
    String jurisdiction = rows.country(viewer);
    Map<UUID, List<TipGate.Attached>> authorities = rows.authorities(viewer, tips);
    Map<UUID, List<TipGate.Statement>> statements = rows.statements(viewer, tips);
    Map<UUID, List<TipGate.Release>> releases = rows.releases(viewer, tips);
    Map<UUID, List<GateRows.FileRow>> files =
        rows.files(viewer, tips).stream().collect(Collectors.groupingBy(GateRows.FileRow::tip));
    Set<UUID> paused = priorities.paused(viewer, tips);
    List<TipGate> gates = new ArrayList<>();
    for (UUID tip : tips) {
      List<TipGate.Attached> attached = authorities.getOrDefault(tip, List.of());
      Optional<TipReport> report =
          attached.stream().allMatch(one -> one.authority().scope().accounts().isEmpty())
              ? Optional.empty()
              : Optional.of(originals.latest(viewer, tip));
      List<TipGate.GatedFile> gated = new ArrayList<>();
      for (GateRows.FileRow file : files.getOrDefault(tip, List.of())) {
        Set<String> accounts = report.map(known -> accounts(known, file.place())).orElse(Set.of());
        gated.add(
            gated(
                file,
                new Asked(jurisdiction, accounts, standing(attached), at),
                statements.getOrDefault(file.id(), List.of()),
                releases.getOrDefault(file.id(), List.of())));
      }
      gates.add(new TipGate(tip, jurisdiction, paused.contains(tip), gated, attached));
    }
    return gates;
  }

  /// What a file's gate is decided by, beside what is said of the file.
  private record Asked(
      String jurisdiction, Set<String> accounts, List<LegalAuthority> standing, Instant at) {}

  private TipGate.GatedFile gated(
      GateRows.FileRow file,
      Asked asked,
      List<TipGate.Statement> said,
      List<TipGate.Release> releases) {
    Stated viewed = answer(file.viewed(), file.deniedViewed(), said(said, TipGate.Question.VIEWED));
    Stated open =
        answer(file.publiclyAvailable(), file.deniedPublic(), said(said, TipGate.Question.PUBLIC));
    Stated matched = said(said, TipGate.Question.MATCHED);
    FileQuestion question =
        new FileQuestion(
            file.place(), asked.accounts(), asked.jurisdiction(), viewed, open, matched);
    return new TipGate.GatedFile(
        file.id(),
        file.place(),
        file.hashes(),
        viewed,
        open,
        matched,
        rule.decide(question, asked.standing(), asked.at()),
        said,
        releases);
  }

  private static List<LegalAuthority> standing(List<TipGate.Attached> attached) {
    return attached.stream()
        .filter(one -> one.revoked().isEmpty())
        .map(TipGate.Attached::authority)
        .toList();
  }

  private static Stated said(List<TipGate.Statement> statements, TipGate.Question question) {
    return statements.stream()
        .filter(statement -> statement.question() == question)
        .map(TipGate.Statement::answer)
        .findFirst()
        .orElse(Stated.UNSTATED);
  }

  /// What counts. A no, of the report or of a person here, always does. Where an earlier report
  /// said no, a yes needs both: the newer report, and a person who looked into the contradiction.
  static Stated answer(Stated reported, boolean denied, Stated said) {
    if (reported == Stated.NO || said == Stated.NO) {
      return Stated.NO;
    }
    if (denied) {
      return reported == Stated.YES && said == Stated.YES ? Stated.YES : Stated.NO;
    }
    return reported == Stated.YES ? Stated.YES : said;
  }

  /// The accounts that a file belongs to: those that stand with it, and those of the reported
  /// person where there is only one. Of several, the report does not say whose a file is.
  static Set<String> accounts(TipReport report, String place) {
    List<TipReport.Person> reported =
        report.people().stream()
            .filter(person -> person.role() == TipReport.Role.REPORTED_PERSON)
            .toList();
    List<Identifier> identifiers = new ArrayList<>();
    if (reported.size() == 1) {
      identifiers.addAll(reported.getFirst().identifiers());
    }
    report.files().stream()
        .filter(file -> file.place().equals(place))
        .forEach(file -> identifiers.addAll(file.identifiers()));
    return identifiers.stream()
        .filter(identifier -> ACCOUNTS.contains(identifier.kind()))
        .map(identifier -> normal(identifier.value()))
        .collect(Collectors.toSet());
  }

  /// The form in which accounts of scopes and of tips are compared.
  static String normal(String account) {
    return account.strip().toLowerCase(Locale.ROOT);
  }

  /// Lets an act of viewing go on, or ends it. Whatever views or hands on a file's content asks
  /// here, in the transaction of that act.
  ///
  /// @throws GateClosedException when the file is blocked, or the tip is paused: until the
  ///   coordination with the other agency is recorded, no ground suffices
  public Passage requireOpen(Viewer viewer, UUID tip, UUID file) {
    rows.lock(viewer, tip);
    Instant now = Instant.now();
    TipGate gate = of(viewer, tip, now);
    TipGate.GatedFile found =
        gate.files().stream()
            .filter(one -> one.id().equals(file))
            .findFirst()
            .orElseThrow(NotFoundException::new);
    if (gate.paused()) {
      throw GateClosedException.paused();
    }
    return switch (found.state()) {
      case GateState.Blocked blocked -> throw GateClosedException.blocked(blocked);
      case GateState.Open open -> new Passage(open, authority(viewer, gate, found, open, now));
    };
  }

  private Optional<UUID> authority(
      Viewer viewer, TipGate gate, TipGate.GatedFile file, GateState.Open open, Instant now) {
    if (open.ground() != GateState.Open.Ground.AUTHORITY) {
      return Optional.empty();
    }
    Set<String> accounts =
        gate.authorities().stream().allMatch(one -> one.authority().scope().accounts().isEmpty())
            ? Set.of()
            : accounts(originals.latest(viewer, gate.tip()), file.place());
    return gate.authorities().stream()
        .filter(one ->
            one.revoked().isEmpty()
                && one.authority().unfitToView(file.place(), accounts, now).isEmpty())
        .map(TipGate.Attached::id)
        .findFirst();
  }

  /// Attaches an authority to a tip. It is never changed; a mistake is revoked.
  public UUID attach(Viewer viewer, UUID tip, LegalAuthority authority) {
    viewer.require(Action.RECORD_AUTHORITY);
    if (authority.number().length() > MOST_NUMBER
        || authority.issuer().length() > MOST_ISSUER
        || authority.exception().length() > MOST_EXCEPTION) {
      throw new BadInputException("lawful.bad.long");
    }
    rows.lock(viewer, tip);
    Set<String> places =
        rows.files(viewer, List.of(tip)).stream()
            .map(GateRows.FileRow::place)
            .collect(Collectors.toSet());
    if (!places.containsAll(authority.scope().files())) {
      throw new BadInputException("lawful.bad.unknown-file");
    }
    UUID id = rows.attach(viewer, tip, authority);
    rows.change(
        viewer,
        tip,
        "AUTHORITY",
        "",
        (authority.kind() + " " + authority.number()).strip(),
        authority.issuer());
    audit.record(
        viewer, new Act("attach-authority", "tip", tip.toString(), Optional.of(id.toString())));
    settle(viewer, List.of(tip));
    return id;
  }

  /// Revokes an authority of a tip: from now on it opens nothing.
  public void revoke(Viewer viewer, UUID tip, UUID authority, String reason) {
    viewer.require(Action.RECORD_AUTHORITY);
    String why = text(reason, MOST_REASON);
    rows.lock(viewer, tip);
    if (!rows.revoke(viewer, tip, authority, why)) {
      throw new NotFoundException();
    }
    rows.change(viewer, tip, "AUTHORITY", "REVOKED", "", why);
    audit.record(
        viewer,
        new Act("revoke-authority", "tip", tip.toString(), Optional.of(authority.toString())));
    settle(viewer, List.of(tip));
  }

  /// Records what a person found out about a file.
  ///
  /// @param source where it is known from: a letter, a page, a call
  public void state(
      Viewer viewer,
      UUID tip,
      UUID file,
      TipGate.Question question,
      Stated answer,
      String source,
      String reason) {
    viewer.require(Action.RECORD_AUTHORITY);
    String whence = text(source, MOST_SOURCE);
    String why = text(reason, MOST_REASON);
    rows.lock(viewer, tip);
    GateRows.FileRow row =
        rows.files(viewer, List.of(tip)).stream()
            .filter(one -> one.id().equals(file))
            .findFirst()
            .orElseThrow(NotFoundException::new);
    Stated reported =
        switch (question) {
          case VIEWED -> row.viewed();
          case PUBLIC -> row.publiclyAvailable();
          case MATCHED -> Stated.UNSTATED;
        };
    if (reported == Stated.NO && answer == Stated.YES) {
      throw new BadInputException(409, "lawful.fact.denied");
    }
    rows.state(viewer, tip, file, question, answer, whence, why);
    rows.change(viewer, tip, "FILE", row.place(), question + " " + answer, why);
    audit.record(viewer, Act.of("state-fact", "tip-file", file));
    settle(viewer, List.of(tip));
  }

  /// Records each file whose gate is in another state than when it was last looked at.
  void settle(Viewer viewer, List<UUID> tips) {
    Map<UUID, GateRows.Event> last = rows.lastEvents(viewer, tips);
    List<GateRows.NewEvent> events = new ArrayList<>();
    List<GateRows.Changed> changes = new ArrayList<>();
    List<Act> acts = new ArrayList<>();
    for (TipGate gate : of(viewer, tips, Instant.now())) {
      for (TipGate.GatedFile file : gate.files()) {
        String source =
            switch (file.state()) {
              case GateState.Open open -> open.source();
              case GateState.Blocked blocked -> blocked.source();
            };
        GateRows.Event present = event(file.state());
        GateRows.Event before = last.get(file.id());
        if (present.equals(before)) {
          continue;
        }
        events.add(new GateRows.NewEvent(gate.tip(), file.id(), present, source));
        changes.add(
            new GateRows.Changed(
                gate.tip(),
                "FILE",
                before == null ? "" : words(before),
                words(present),
                file.place()));
        acts.add(Act.of(present.open() ? "open-gate" : "close-gate", "tip-file", file.id()));
      }
    }
    if (!events.isEmpty()) {
      rows.addEvents(viewer, events);
      rows.change(viewer, changes);
      audit.record(viewer, acts);
    }
  }

  private static GateRows.Event event(GateState state) {
    return switch (state) {
      case GateState.Open open -> new GateRows.Event(true, open.ground().name());
      case GateState.Blocked blocked -> new GateRows.Event(false, blocked.hindrance().name());
    };
  }

  private static String words(GateRows.Event event) {
    return (event.open() ? "OPEN " : "BLOCKED ") + event.ground();
  }

  static String text(String text, int most) {
    String clean = text.strip();
    if (clean.isEmpty() || clean.length() > most) {
      throw new BadInputException("lawful.bad.text", most);
    }
    return clean;
  }
}
