package org.orion.operations.series;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.investigation.Words;
import org.orion.operations.series.Series.LeadKind;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What people do with a series: its leads, the agencies that hold copies, claims of whoever works
/// on it, and the agencies that see it.
@Repository
public class SeriesDesk {
  /// How long a claim holds unless another day is named, and at most.
  static final int USUAL_DAYS = 30;

  static final int MOST_DAYS = 90;
  private static final int MOST_TEXT = 500;

  private final JdbcClient jdbc;
  private final Board board;
  private final CaseDesk cases;
  private final AuditTrail audit;
  private final Clock clock;

  SeriesDesk(JdbcClient jdbc, Board board, CaseDesk cases, AuditTrail audit, Clock clock) {
    this.jdbc = jdbc;
    this.board = board;
    this.cases = cases;
    this.audit = audit;
    this.clock = clock;
  }

  /// A lead.
  ///
  /// @param elsewhere other series of the same lead that the viewer may see
  public record Lead(
      UUID id,
      LeadKind kind,
      String value,
      String normal,
      String source,
      Instant at,
      List<Same> elsewhere) {
    public Lead {
      elsewhere = List.copyOf(elsewhere);
    }
  }

  /// Another series with a lead in common.
  public record Same(UUID series, String agency, int number) {
    private static Same of(String text) {
      String[] parts = text.split(" ", 3);
      return new Same(UUID.fromString(parts[0]), parts[1], Integer.parseInt(parts[2]));
    }
  }

  /// An agency that holds copies, where its name may be seen.
  public record Holder(UUID id, String agency, boolean named) {}

  /// That somebody works on it, or did.
  ///
  /// @param who where it is somebody of the viewer's agency
  public record Claim(
      UUID id,
      String agency,
      Optional<String> who,
      String note,
      Instant since,
      LocalDate until,
      Optional<Instant> releasedAt) {
    /// Whether it holds on a day.
    public boolean holds(LocalDate today) {
      return releasedAt.isEmpty() && !until.isBefore(today);
    }
  }

  /// An agency that sees the series, or saw it.
  public record Share(
      UUID id, String recipient, String reason, Instant at, Optional<Instant> endedAt) {}

  LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  /// What two leads are compared by: of a serial its letters and digits, of other leads the text
  /// without differences of case and space. Never empty for a text that is not blank.
  static String normal(LeadKind kind, String value) {
    String plain = value.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    return switch (kind) {
      case CAMERA_SERIAL -> {
        String serial = value.replaceAll("[^\\p{L}\\p{N}]", "").toUpperCase(Locale.ROOT);
        yield serial.isEmpty() ? plain : serial;
      }
      case PLACE, TIME, FIRST_SEEN, SOUND, LANGUAGE, OBJECT -> plain;
    };
  }

  List<Lead> leads(UUID series) {
    return jdbc.sql(
            """
            select l.*, array(select distinct s.id || ' ' || s.agency || ' ' || s.number from orion.series_lead o
              join orion.series s on s.id = o.series where o.kind = l.kind and o.normal = l.normal
              and o.withdrawn_at is null and o.series <> l.series limit 20) as elsewhere
            from orion.series_lead l where l.series = :series and l.withdrawn_at is null
            order by l.kind, l.at, l.id limit 1000
            """)
        .param("series", series)
        .query((row, number) ->
            new Lead(
                row.getObject("id", UUID.class),
                LeadKind.valueOf(row.getString("kind")),
                row.getString("value"),
                row.getString("normal"),
                row.getString("source"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                List.of((String[]) row.getArray("elsewhere").getArray()).stream()
                    .sorted()
                    .map(Same::of)
                    .toList()))
        .list();
  }

  /// Adds a lead to a series of the viewer's agency.
  ///
  /// @param source where it is known from
  public UUID addLead(Viewer viewer, UUID series, LeadKind kind, String value, String source) {
    viewer.require(Action.WORK_CHILDREN);
    board.own(viewer, series);
    if (!Words.fit(value, MOST_TEXT) || !Words.fit(source, MOST_TEXT)) {
      throw new BadInputException("series.lead.bad", MOST_TEXT);
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.series_lead (agency, series, kind, value, normal, source, account)
                values (:agency, :series, :kind, :value, :normal, :source, :account) returning id
                """)
            .param("agency", viewer.agency())
            .param("series", series)
            .param("kind", kind.name())
            .param("value", value.strip())
            .param("normal", normal(kind, value))
            .param("source", source.strip())
            .param("account", viewer.account())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("add-lead", "series", series));
    return id;
  }

  /// Takes a lead back; the row stays.
  void withdrawLead(Viewer viewer, UUID series, UUID lead) {
    viewer.require(Action.WORK_CHILDREN);
    board.own(viewer, series);
    changed(
        jdbc.sql(
                """
                update orion.series_lead set withdrawn_at = coalesce(withdrawn_at, now())
                where agency = :agency and series = :series and id = :id
                """)
            .param("agency", viewer.agency())
            .param("series", series)
            .param("id", lead)
            .update());
    audit.record(viewer, Act.of("withdraw-lead", "series", series));
  }

  /// The agencies that hold copies and whose name the viewer may see.
  List<Holder> holders(UUID series) {
    return jdbc.sql(
            "select id, holder, named from orion.series_holder where series = :series order by holder")
        .param("series", series)
        .query((row, number) ->
            new Holder(
                row.getObject("id", UUID.class), row.getString("holder"), row.getBoolean("named")))
        .list();
  }

  /// Notes that an agency holds copies. Of others the series' own agency says it; an agency that it
  /// is shared with says it of itself.
  ///
  /// @param named whether those who see the series are told the name
  public void addHolder(Viewer viewer, UUID series, String holder, boolean named) {
    viewer.require(Action.WORK_CHILDREN);
    Series found = board.one(series);
    boolean known =
        holder.equals(viewer.agency())
            || found.agency().equals(viewer.agency())
                && cases.otherAgencies(viewer).contains(holder);
    if (!known) {
      throw new NotFoundException();
    }
    try {
      jdbc.sql(
              """
              insert into orion.series_holder (agency, series, holder, named, account)
              values (:agency, :series, :holder, :named, :account)
              """)
          .param("agency", found.agency())
          .param("series", series)
          .param("holder", holder)
          .param("named", named && found.agency().equals(viewer.agency()))
          .param("account", viewer.account())
          .update();
    } catch (DuplicateKeyException there) {
      throw new BadInputException(409, "series.linked");
    }
    audit.record(viewer, Act.of("add-holder", "series", series));
  }

  /// Claims that the viewer may see, the latest first.
  List<Claim> claims(UUID series) {
    return jdbc.sql(
            """
            select c.*, a.display_name from orion.series_claim c left join orion.account a on a.id = c.account
            where c.series = :series order by c.since desc, c.id desc limit 200
            """)
        .param("series", series)
        .query((row, number) ->
            new Claim(
                row.getObject("id", UUID.class),
                row.getString("agency"),
                Optional.ofNullable(row.getString("display_name")),
                row.getString("note"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getObject("until", LocalDate.class),
                Optional.ofNullable(row.getObject("released_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .list();
  }

  /// Says that the viewer works on it. One claim holds at a time, whoever's it is.
  ///
  /// @param until the last day
  public UUID claim(Viewer viewer, UUID series, String note, LocalDate until) {
    viewer.require(Action.WORK_CHILDREN);
    Board.requireReason(note);
    if (until.isBefore(today()) || until.isAfter(today().plusDays(MOST_DAYS))) {
      throw new BadInputException("series.claim.until", MOST_DAYS);
    }
    board.one(series);
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended('series ' || :series, 0))")
        .param("series", series.toString())
        .query((row, number) -> number)
        .list();
    Series now = board.one(series);
    if (now.work().claimedUntil().isPresent()) {
      throw new BadInputException(409, "series.claim.taken", now.work().claimedUntil().get());
    }
    if (!now.open()) {
      throw new BadInputException(409, "series.closed");
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.series_claim (agency, series, account, note, until)
                values (:agency, :series, :account, :note, :until) returning id
                """)
            .param("agency", viewer.agency())
            .param("series", series)
            .param("account", viewer.account())
            .param("note", note.strip())
            .param("until", until)
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("claim", "series", series));
    return id;
  }

  /// Ends a claim of the viewer's agency before its time; the claim must be the series'.
  void release(Viewer viewer, UUID series, UUID claim) {
    viewer.require(Action.WORK_CHILDREN);
    board.one(series);
    changed(
        jdbc.sql(
                """
                update orion.series_claim set released_at = coalesce(released_at, now())
                where agency = :agency and series = :series and id = :id
                """)
            .param("agency", viewer.agency())
            .param("series", series)
            .param("id", claim)
            .update());
    audit.record(viewer, Act.of("release", "series", series));
  }

  /// The agencies that see the series; for a recipient, itself alone.
  List<Share> shares(UUID series) {
    return jdbc.sql(
            "select * from orion.series_share where series = :series order by ended_at nulls first, at desc, id")
        .param("series", series)
        .query((row, number) ->
            new Share(
                row.getObject("id", UUID.class),
                row.getString("recipient"),
                row.getString("reason"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .list();
  }

  /// Shows the series to another agency from now on.
  public void share(Viewer viewer, UUID series, String recipient, String reason) {
    viewer.require(Action.SHARE_CASES);
    board.own(viewer, series);
    if (!cases.otherAgencies(viewer).contains(recipient)) {
      throw new NotFoundException();
    }
    Board.requireReason(reason);
    jdbc.sql(
            """
            insert into orion.series_share (agency, series, recipient, reason, account)
            values (:agency, :series, :recipient, :reason, :account) on conflict do nothing
            """)
        .param("agency", viewer.agency())
        .param("series", series)
        .param("recipient", recipient)
        .param("reason", reason.strip())
        .param("account", viewer.account())
        .update();
    audit.record(viewer, Act.of("share", "series", series));
  }

  void unshare(Viewer viewer, UUID series, UUID share) {
    viewer.require(Action.SHARE_CASES);
    board.own(viewer, series);
    changed(
        jdbc.sql(
                """
                update orion.series_share set ended_at = coalesce(ended_at, now())
                where agency = :agency and series = :series and id = :id
                """)
            .param("agency", viewer.agency())
            .param("series", series)
            .param("id", share)
            .update());
    audit.record(viewer, Act.of("unshare", "series", series));
  }

  private static void changed(int rows) {
    if (rows == 0) {
      throw new NotFoundException();
    }
  }
}
