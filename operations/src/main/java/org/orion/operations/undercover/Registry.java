package org.orion.operations.undercover;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.database.Vault;
import org.orion.operations.identifier.TypedIdentifiers;
import org.orion.operations.investigation.Words;
import org.orion.operations.undercover.ControlledAccount.RecordKind;
import org.orion.operations.undercover.ControlledAccount.RecordState;
import org.orion.operations.undercover.ControlledAccount.Text;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// The agency's controlled accounts with their contacts and meetings, and the hits on them. Every
/// call is for those who are enrolled and have just proved who they are; for others the database
/// has no rows.
@Repository
public class Registry {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ROWS =
      """
      select c.*, a.display_name from orion.controlled_account c join orion.account a on a.id = c.handler
      """;

  private final JdbcClient jdbc;
  private final Controllers controllers;
  private final TypedIdentifiers typed;
  private final Digests digests;
  private final Vault vault;
  private final AuditTrail audit;

  Registry(
      JdbcClient jdbc,
      Controllers controllers,
      TypedIdentifiers typed,
      Digests digests,
      Vault vault,
      AuditTrail audit) {
    this.jdbc = jdbc;
    this.controllers = controllers;
    this.typed = typed;
    this.digests = digests;
    this.vault = vault;
    this.audit = audit;
  }

  /// What is stated of an account besides its text.
  ///
  /// @param handler somebody who is enrolled
  public record Stated(UUID handler, LocalDate from, Optional<LocalDate> until) {}

  /// What can change of an account. It does not print itself.
  record Change(UUID handler, Optional<LocalDate> until, String authority, String words) {
    @Override
    public String toString() {
      return "Change[not shown]";
    }
  }

  /// A contact or a meeting.
  public record Entry(
      UUID id, RecordKind kind, Instant at, RecordState state, String with, String words) {}

  /// What is sealed of an entry. It does not print itself.
  record EntryText(String with, String words) {
    @Override
    public String toString() {
      return "EntryText[not shown]";
    }
  }

  /// That somebody met the account.
  ///
  /// @param number of the account
  /// @param other the agency that did, whom to call
  public record Hit(
      UUID id,
      int number,
      UUID controlled,
      String other,
      String otherName,
      String contact,
      String act,
      Instant at,
      Optional<Instant> seenAt) {}

  List<ControlledAccount> list(Viewer viewer) {
    controllers.require(viewer);
    audit.record(viewer, Act.of("list", "controlled-account", "registry"));
    return jdbc.sql(ROWS + "order by c.until nulls first, c.number desc limit 1000")
        .query((row, number) -> row(row))
        .list();
  }

  /// Opens an account for its page: a look is an event.
  ControlledAccount open(Viewer viewer, UUID id) {
    ControlledAccount found = one(viewer, id);
    audit.record(viewer, Act.of("open", "controlled-account", id));
    return found;
  }

  private ControlledAccount one(Viewer viewer, UUID id) {
    controllers.require(viewer);
    return jdbc.sql(ROWS + "where c.id = :id")
        .param("id", id)
        .query((row, number) -> row(row))
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Registers an account. Agencies that have met it already are warned at once.
  public UUID add(Viewer viewer, Stated stated, String kind, Text text) {
    controllers.require(viewer);
    requireText(text);
    requireStated(stated);
    NormalIdentifier normal = typed.read(viewer, kind, text.account(), text.platform());
    UUID id = UUID.randomUUID();
    Text kept =
        new Text(normal.kind(), text.platform(), text.account(), text.authority(), text.words());
    try {
      jdbc.sql(
              """
              insert into orion.controlled_account (id, agency, number, sealed, handler, from_day, until, made_by)
              select :id, :agency, coalesce(max(number), 0) + 1, :sealed, :handler, :from::date, :until::date, :account
              from orion.controlled_account where agency = :agency
              """)
          .param("id", id)
          .param("agency", viewer.agency())
          .param("sealed", seal(id, kept))
          .param("handler", stated.handler())
          .param("from", stated.from())
          .param("until", stated.until().orElse(null))
          .param("account", viewer.account())
          .update();
    } catch (DuplicateKeyException meanwhile) {
      throw new BadInputException(409, "investigation.changed");
    }
    addDigests(viewer, id, normal);
    jdbc.sql("select orion.meet_known(:id, :kind, :platform, :normal)")
        .param("id", id)
        .param("kind", normal.kind().name())
        .param("platform", normal.qualifier())
        .param("normal", normal.normal())
        .query((row, number) -> number)
        .list();
    audit.record(viewer, Act.of("register", "controlled-account", id));
    return id;
  }

  /// With its platform, and without one, as a search or a tip may name it.
  private void addDigests(Viewer viewer, UUID id, NormalIdentifier normal) {
    String kind = normal.kind().name();
    List<String> platforms = List.of(normal.qualifier(), "");
    platforms.stream()
        .distinct()
        .forEach(platform ->
            jdbc.sql(
                    "insert into orion.controlled_digest (agency, controlled, digest) values (:agency, :id, :digest)")
                .param("agency", viewer.agency())
                .param("id", id)
                .param("digest", digests.of(kind, platform, normal.normal()))
                .update());
  }

  /// Changes handler, last day, authority and words; the account itself stays.
  ///
  /// @param version the one that was read
  void change(Viewer viewer, UUID id, int version, Change change) {
    ControlledAccount before = one(viewer, id);
    Text text =
        new Text(
            before.text().kind(),
            before.text().platform(),
            before.text().account(),
            change.authority(),
            change.words());
    requireText(text);
    requireStated(new Stated(change.handler(), before.from(), change.until()));
    int rows =
        jdbc.sql(
                """
                update orion.controlled_account set sealed = :sealed, handler = :handler, until = :until::date,
                  version = version + 1
                where agency = :agency and id = :id and version = :version
                """)
            .param("sealed", seal(id, text))
            .param("handler", change.handler())
            .param("until", change.until().orElse(null))
            .param("agency", viewer.agency())
            .param("id", id)
            .param("version", version)
            .update();
    if (rows != 1) {
      throw new BadInputException(409, "investigation.changed");
    }
    audit.record(viewer, Act.of("change", "controlled-account", id));
  }

  private void requireStated(Stated stated) {
    boolean enrolled =
        controllers.list().stream()
            .anyMatch(one -> one.account().equals(stated.handler()) && one.endedAt().isEmpty());
    if (!enrolled) {
      throw new BadInputException("undercover.handler.bad");
    }
    if (stated.until().filter(until -> until.isBefore(stated.from())).isPresent()) {
      throw new BadInputException("undercover.days.bad");
    }
  }

  private static void requireText(Text text) {
    boolean fits =
        Words.fit(text.account(), 500)
            && text.platform().length() <= 100
            && Words.fit(text.authority(), 500)
            && text.words().length() <= 5000;
    if (!fits) {
      throw new BadInputException("undercover.text.bad");
    }
  }

  /// The contacts and meetings of an account, the latest first.
  List<Entry> entries(UUID id) {
    return jdbc.sql(
            "select * from orion.controlled_record where controlled = :id order by at desc, id limit 1000")
        .param("id", id)
        .query((row, number) -> {
          UUID entry = row.getObject("id", UUID.class);
          EntryText text =
              JSON.readValue(
                  vault.open("controlled-record:" + entry, row.getBytes("sealed")),
                  EntryText.class);
          return new Entry(
              entry,
              RecordKind.valueOf(row.getString("kind")),
              row.getObject("at", OffsetDateTime.class).toInstant(),
              RecordState.valueOf(row.getString("state")),
              text.with(),
              text.words());
        })
        .list();
  }

  /// Records a contact that was, or a meeting that was or is planned.
  public void addEntry(
      Viewer viewer, UUID id, RecordKind kind, Instant at, String with, String words) {
    one(viewer, id);
    if (!Words.fit(words, 5000) || with.length() > 300) {
      throw new BadInputException("undercover.entry.bad");
    }
    UUID entry = UUID.randomUUID();
    RecordState state =
        switch (kind) {
          case CONTACT -> RecordState.HELD;
          case MEETING -> RecordState.PLANNED;
        };
    byte[] clear = JSON.writeValueAsBytes(new EntryText(with.strip(), words.strip()));
    jdbc.sql(
            """
            insert into orion.controlled_record (id, agency, controlled, kind, at, state, sealed, account)
            values (:id, :agency, :controlled, :kind, :at, :state, :sealed, :account)
            """)
        .param("id", entry)
        .param("agency", viewer.agency())
        .param("controlled", id)
        .param("kind", kind.name())
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("state", state.name())
        .param("sealed", vault.seal("controlled-record:" + entry, clear))
        .param("account", viewer.account())
        .update();
    audit.record(viewer, Act.of("add-record", "controlled-account", id));
  }

  /// Says what became of a planned meeting; the entry must be the account's.
  void decide(Viewer viewer, UUID id, UUID entry, RecordState state) {
    one(viewer, id);
    int rows =
        jdbc.sql(
                """
                update orion.controlled_record set state = :state
                where agency = :agency and controlled = :controlled and id = :id and kind = 'MEETING'
                """)
            .param("state", state.name())
            .param("agency", viewer.agency())
            .param("controlled", id)
            .param("id", entry)
            .update();
    Controllers.changed(rows);
    audit.record(viewer, Act.of("decide-record", "controlled-account", id));
  }

  /// The hits on the agency's accounts, those first that nobody saw; the 500 newest.
  List<Hit> hits() {
    return jdbc.sql(
            """
            select h.*, c.number, g.name, g.contact from orion.controlled_hit h
            join orion.controlled_account c on c.id = h.controlled join orion.agency g on g.ref = h.other
            order by h.seen_at is not null, h.at desc, h.id desc limit 500
            """)
        .query((row, number) ->
            new Hit(
                row.getObject("id", UUID.class),
                row.getInt("number"),
                row.getObject("controlled", UUID.class),
                row.getString("other"),
                row.getString("name"),
                row.getString("contact"),
                row.getString("act"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("seen_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .list();
  }

  void seeHit(Viewer viewer, UUID hit) {
    controllers.require(viewer);
    controllers.see(viewer, "controlled_hit", hit);
  }

  private byte[] seal(UUID id, Text text) {
    return vault.seal("controlled-account:" + id, JSON.writeValueAsBytes(text));
  }

  private ControlledAccount row(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    Text text =
        JSON.readValue(vault.open("controlled-account:" + id, row.getBytes("sealed")), Text.class);
    return new ControlledAccount(
        id,
        row.getInt("number"),
        row.getObject("handler", UUID.class),
        row.getString("display_name"),
        row.getObject("from_day", LocalDate.class),
        Optional.ofNullable(row.getObject("until", LocalDate.class)),
        row.getInt("version"),
        text);
  }
}
