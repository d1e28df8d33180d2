package org.orion.operations.identifier;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Interests that an agency has declared in identifiers, so that no other works on the same in
/// ignorance. Neither learns more of the other than whom to call, and only when both have it.
@Component
public class Interests {
  static final int MOST_DAYS = 366;
  private static final int MOST_NOTE = 500;
  private static final String ADD =
      """
      insert into orion.interest (agency, identifier, kind, digest, declared_by, until, note)
      select :agency, id, kind, orion.identifier_digest(kind, platform, normal), :account, :until, :note
      from orion.identifier where agency = :agency and id = :identifier
      on conflict (agency, identifier) where withdrawn_at is null do nothing
      returning id
      """;
  private static final String LIST =
      """
      select n.id, n.identifier, i.kind, i.platform, i.normal, n.since, n.until, n.note,
        array(select m.other from orion.interest_met m
          where m.agency = n.agency and m.interest = n.id order by m.other) as met
      from orion.interest n join orion.identifier i on i.id = n.identifier and i.agency = n.agency
      where n.agency = :agency and n.withdrawn_at is null order by n.since desc, n.id
      """;

  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final ApplicationEventPublisher events;
  private final ObjectProvider<Scheduler> scheduler;
  private final Clock clock;

  Interests(
      JdbcClient jdbc,
      AuditTrail audit,
      ApplicationEventPublisher events,
      ObjectProvider<Scheduler> scheduler,
      Clock clock) {
    this.jdbc = jdbc;
    this.audit = audit;
    this.events = events;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /// A declared interest.
  ///
  /// @param until the last day on which it holds
  /// @param met references of agencies whose tips it touched
  public record Interest(
      UUID id,
      long identifier,
      Identifier.Kind kind,
      String platform,
      String normal,
      OffsetDateTime since,
      LocalDate until,
      String note,
      List<String> met) {}

  /// Declares an interest in an identifier that the viewer's agency has. The tips that other
  /// agencies have already are looked through in the background.
  ///
  /// @return its number; that of the interest that holds already, if there is one
  public UUID declare(Viewer viewer, long identifier, LocalDate until, String note) {
    viewer.require(Action.RESUME_TIPS);
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    if (until.isBefore(today) || until.isAfter(today.plusDays(MOST_DAYS))) {
      throw new BadInputException("identifier.interest.bad-until", MOST_DAYS);
    }
    if (note.length() > MOST_NOTE) {
      throw new BadInputException("identifier.interest.bad-note", MOST_NOTE);
    }
    List<UUID> added =
        jdbc.sql(ADD)
            .param("agency", viewer.agency())
            .param("identifier", identifier)
            .param("account", viewer.account())
            .param("until", until)
            .param("note", note.strip())
            .query(UUID.class)
            .list();
    if (added.isEmpty()) {
      return list(viewer).stream()
          .filter(interest -> interest.identifier() == identifier)
          .findFirst()
          .map(Interest::id)
          .orElseThrow(NotFoundException::new);
    }
    UUID id = added.getFirst();
    audit.record(viewer, Act.of("declare", "interest", id));
    scheduler
        .getObject()
        .schedule(InterestJob.DECLARED.instance(id.toString()).scheduledTo(clock.instant()));
    return id;
  }

  public void withdraw(Viewer viewer, UUID id) {
    viewer.require(Action.RESUME_TIPS);
    int changed =
        jdbc.sql(
                """
                update orion.interest set withdrawn_at = now()
                where agency = :agency and id = :id and withdrawn_at is null
                """)
            .param("agency", viewer.agency())
            .param("id", id)
            .update();
    if (changed != 1) {
      throw new NotFoundException();
    }
    audit.record(viewer, Act.of("withdraw", "interest", id));
  }

  /// The agency's interests that were not withdrawn, the newest first.
  public List<Interest> list(Viewer viewer) {
    return jdbc.sql(LIST)
        .param("agency", viewer.agency())
        .query((row, number) ->
            new Interest(
                row.getObject("id", UUID.class),
                row.getLong("identifier"),
                Identifier.Kind.valueOf(row.getString("kind")),
                row.getString("platform"),
                row.getString("normal"),
                row.getObject("since", OffsetDateTime.class),
                row.getObject("until", LocalDate.class),
                row.getString("note"),
                Arrays.asList((String[]) row.getArray("met").getArray())))
        .list();
  }

  /// Tells, by [InterestFound], when other agencies have an interest in tips of the viewer's.
  void meet(Viewer viewer, List<UUID> tips) {
    Map<UUID, List<String>> agencies = new LinkedHashMap<>();
    jdbc.sql("select tip, other from orion.meet_interests(:tips) order by tip, other")
        .param("tips", tips.toArray(UUID[]::new))
        .query(row -> {
          agencies
              .computeIfAbsent(row.getObject("tip", UUID.class), _ -> new ArrayList<>())
              .add(row.getString("other"));
        });
    agencies.forEach((tip, others) -> events.publishEvent(new InterestFound(viewer, tip, others)));
  }

  /// Like [#meet], for all open tips of one agency that an interest touches.
  void meetTouched(Viewer machine, UUID interest) {
    meet(
        machine,
        jdbc.sql("select orion.tips_touched(:interest)")
            .param("interest", interest)
            .query(UUID.class)
            .list());
  }
}
