package org.orion.operations.lawful;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.Stated;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.Columns;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows that the gate rests on: files, what is stated of them, authorities, releases.
@Repository
class GateRows {
  private static final String LOCK =
      "select id from orion.tip where agency = :agency and id = :tip for update";
  // Only a provider's own system can take its no back.
  private static final String KEEP_DENIALS =
      """
      update orion.tip_file set denied_viewed = viewed = 'NO' or (denied_viewed and not :provider),
        denied_public = public = 'NO' or (denied_public and not :provider)
      where agency = :agency and tip = any(:tips)
      """;
  private static final String FILES =
      "select * from orion.tip_file where agency = :agency and tip = any(:tips) order by place, id";
  private static final String STATEMENTS =
      """
      select distinct on (file, question) * from orion.file_fact
      where agency = :agency and tip = any(:tips) order by file, question, id desc
      """;
  private static final String STATE =
      """
      insert into orion.file_fact (agency, tip, file, account, question, answer, source, reason)
      values (:agency, :tip, :file, :account, :question, :answer, :source, :reason)
      """;
  private static final String AUTHORITIES =
      """
      select a.*, r.reason as revoked_reason, r.account as revoked_by, r.at as revoked_at
      from orion.authority a
      left join orion.authority_revocation r on r.agency = a.agency and r.authority = a.id
      where a.agency = :agency and a.tip = any(:tips) order by a.id
      """;
  private static final String ATTACH =
      """
      insert into orion.authority (agency, tip, account, kind, number, issuer, issued, valid_from, valid_to, files,
        accounts, acts, exception)
      values (:agency, :tip, :account, :kind, :number, :issuer, :issued, :validFrom, :validTo, :files,
        :accounts, :acts, :exception)
      returning id
      """;
  private static final String REVOKE =
      """
      insert into orion.authority_revocation (authority, agency, account, reason)
      select a.id, a.agency, :account, :reason from orion.authority a
      where a.agency = :agency and a.tip = :tip and a.id = :authority
      on conflict (authority) do nothing
      """;
  private static final String RELEASES =
      "select * from orion.file_release where agency = :agency and tip = any(:tips) order by id";
  private static final String RELEASE =
      """
      insert into orion.file_release (agency, tip, file, account, authority, ground, source, receiver)
      values (:agency, :tip, :file, :account, :authority, :ground, :source, :receiver)
      """;
  private static final String LAST_EVENTS =
      """
      select distinct on (file) file, is_open, ground from orion.gate_event
      where agency = :agency and tip = any(:tips) order by file, id desc
      """;
  private static final String ADD_EVENTS =
      """
      insert into orion.gate_event (agency, tip, file, is_open, ground, source)
      select :agency, e.tip, e.file, e.is_open, e.ground, e.source
      from unnest(:tips::uuid[], :files::uuid[], :open::boolean[], :grounds::text[], :sources::text[])
        as e (tip, file, is_open, ground, source)
      """;
  private static final String CHANGE =
      """
      insert into orion.tip_change (agency, tip, account, kind, before, after, reason)
      select :agency, c.tip, :account, c.kind, c.before, c.after, c.reason
      from unnest(:tips::uuid[], :kinds::text[], :befores::text[], :afters::text[], :reasons::text[])
        as c (tip, kind, before, after, reason)
      """;
  private static final String COUNTRY = "select country from orion.agency where ref = :agency";

  private final JdbcClient jdbc;

  GateRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A file as its row has it.
  record FileRow(
      UUID tip,
      UUID id,
      String place,
      List<String> hashes,
      Stated viewed,
      boolean deniedViewed,
      Stated publiclyAvailable,
      boolean deniedPublic) {}

  /// @param ground the constant of the ground or the hindrance
  record Event(boolean open, String ground) {}

  /// A file's gate that is in another state than before.
  record NewEvent(UUID tip, UUID file, Event event, String source) {}

  /// A line of a tip's history.
  record Changed(UUID tip, String kind, String before, String after, String reason) {}

  private JdbcClient.StatementSpec of(String sql, Viewer viewer, UUID tip) {
    return jdbc.sql(sql).param("agency", viewer.agency()).param("tip", tip);
  }

  private JdbcClient.StatementSpec of(String sql, Viewer viewer, List<UUID> tips) {
    return jdbc.sql(sql).param("agency", viewer.agency()).param("tips", tips.toArray(UUID[]::new));
  }

  void lock(Viewer viewer, UUID tip) {
    if (of(LOCK, viewer, tip).query(UUID.class).optional().isEmpty()) {
      throw new NotFoundException();
    }
  }

  String country(Viewer viewer) {
    return jdbc.sql(COUNTRY).param("agency", viewer.agency()).query(String.class).single();
  }

  void keepDenials(Viewer viewer, List<UUID> tips, boolean fromProvider) {
    of(KEEP_DENIALS, viewer, tips).param("provider", fromProvider).update();
  }

  List<FileRow> files(Viewer viewer, List<UUID> tips) {
    return of(FILES, viewer, tips)
        .query((row, number) ->
            new FileRow(
                row.getObject("tip", UUID.class),
                row.getObject("id", UUID.class),
                row.getString("place"),
                hashes(row),
                Stated.valueOf(row.getString("viewed")),
                row.getBoolean("denied_viewed"),
                Stated.valueOf(row.getString("public")),
                row.getBoolean("denied_public")))
        .list();
  }

  private static List<String> hashes(ResultSet row) throws SQLException {
    List<String> hashes = new ArrayList<>();
    for (String algorithm : List.of("sha256", "sha1", "md5")) {
      byte @Nullable [] value = row.getBytes(algorithm);
      if (value != null) {
        hashes.add(algorithm + ":" + HexFormat.of().formatHex(value));
      }
    }
    return hashes;
  }

  /// The newest statement of each question, by file.
  Map<UUID, List<TipGate.Statement>> statements(Viewer viewer, List<UUID> tips) {
    record OfFile(UUID file, TipGate.Statement statement) {}
    return of(STATEMENTS, viewer, tips)
        .query((row, number) ->
            new OfFile(
                row.getObject("file", UUID.class),
                new TipGate.Statement(
                    TipGate.Question.valueOf(row.getString("question")),
                    Stated.valueOf(row.getString("answer")),
                    row.getString("source"),
                    row.getString("reason"),
                    row.getObject("account", UUID.class),
                    instant(row, "at"))))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                OfFile::file, Collectors.mapping(OfFile::statement, Collectors.toList())));
  }

  void state(
      Viewer viewer,
      UUID tip,
      UUID file,
      TipGate.Question question,
      Stated answer,
      String source,
      String reason) {
    of(STATE, viewer, tip)
        .param("file", file)
        .param("account", viewer.account())
        .param("question", question.name())
        .param("answer", answer.name())
        .param("source", source)
        .param("reason", reason)
        .update();
  }

  /// The authorities of each tip that has any.
  Map<UUID, List<TipGate.Attached>> authorities(Viewer viewer, List<UUID> tips) {
    Map<UUID, List<TipGate.Attached>> attached = new HashMap<>();
    of(AUTHORITIES, viewer, tips)
        .query(row -> {
          attached
              .computeIfAbsent(row.getObject("tip", UUID.class), _ -> new ArrayList<>())
              .add(attached(row));
        });
    return attached;
  }

  private static TipGate.Attached attached(ResultSet row) throws SQLException {
    LegalAuthority authority =
        new LegalAuthority(
            AuthorityKind.valueOf(row.getString("kind")),
            row.getString("number"),
            row.getString("issuer"),
            row.getObject("issued", LocalDate.class),
            instant(row, "valid_from"),
            instant(row, "valid_to"),
            new AuthorityScope(
                texts(row.getArray("files")),
                texts(row.getArray("accounts")),
                texts(row.getArray("acts")).stream()
                    .map(LawfulAct::valueOf)
                    .collect(Collectors.toSet())),
            row.getString("exception"));
    @Nullable UUID revokedBy = row.getObject("revoked_by", UUID.class);
    return new TipGate.Attached(
        row.getObject("id", UUID.class),
        authority,
        row.getObject("account", UUID.class),
        instant(row, "at"),
        revokedBy == null
            ? Optional.empty()
            : Optional.of(
                new TipGate.Revocation(
                    row.getString("revoked_reason"), revokedBy, instant(row, "revoked_at"))));
  }

  private static Set<String> texts(Array array) throws SQLException {
    return new TreeSet<>(Arrays.asList((String[]) array.getArray()));
  }

  UUID attach(Viewer viewer, UUID tip, LegalAuthority authority) {
    AuthorityScope scope = authority.scope();
    return of(ATTACH, viewer, tip)
        .param("account", viewer.account())
        .param("kind", authority.kind().name())
        .param("number", authority.number())
        .param("issuer", authority.issuer())
        .param("issued", authority.issued())
        .param("validFrom", authority.validFrom().atOffset(ZoneOffset.UTC))
        .param("validTo", authority.validTo().atOffset(ZoneOffset.UTC))
        .param("files", scope.files().stream().sorted().toArray(String[]::new))
        .param("accounts", scope.accounts().stream().sorted().toArray(String[]::new))
        .param("acts", scope.acts().stream().map(LawfulAct::name).sorted().toArray(String[]::new))
        .param("exception", authority.exception())
        .query(UUID.class)
        .single();
  }

  /// @return whether it is an authority of this tip that was not revoked before
  boolean revoke(Viewer viewer, UUID tip, UUID authority, String reason) {
    return of(REVOKE, viewer, tip)
            .param("authority", authority)
            .param("account", viewer.account())
            .param("reason", reason)
            .update()
        == 1;
  }

  Map<UUID, List<TipGate.Release>> releases(Viewer viewer, List<UUID> tips) {
    record OfFile(UUID file, TipGate.Release release) {}
    return of(RELEASES, viewer, tips)
        .query((row, number) ->
            new OfFile(
                row.getObject("file", UUID.class),
                new TipGate.Release(
                    row.getString("ground"),
                    row.getString("source"),
                    Optional.ofNullable(row.getObject("authority", UUID.class)),
                    row.getString("receiver"),
                    row.getObject("account", UUID.class),
                    instant(row, "at"))))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                OfFile::file, Collectors.mapping(OfFile::release, Collectors.toList())));
  }

  void release(Viewer viewer, UUID tip, UUID file, Gate.Passage passage, String receiver) {
    of(RELEASE, viewer, tip)
        .param("file", file)
        .param("account", viewer.account())
        .param("authority", passage.authority().orElse(null))
        .param("ground", passage.state().ground().name())
        .param("source", passage.state().source())
        .param("receiver", receiver)
        .update();
  }

  Map<UUID, Event> lastEvents(Viewer viewer, List<UUID> tips) {
    record OfFile(UUID file, Event event) {}
    return of(LAST_EVENTS, viewer, tips)
        .query((row, number) ->
            new OfFile(
                row.getObject("file", UUID.class),
                new Event(row.getBoolean("is_open"), row.getString("ground"))))
        .list()
        .stream()
        .collect(Collectors.toMap(OfFile::file, OfFile::event));
  }

  void addEvents(Viewer viewer, List<NewEvent> events) {
    Columns.of(jdbc.sql(ADD_EVENTS).param("agency", viewer.agency()), events)
        .uuids("tips", NewEvent::tip)
        .uuids("files", NewEvent::file)
        .truths("open", one -> one.event().open())
        .texts("grounds", one -> one.event().ground())
        .texts("sources", NewEvent::source)
        .update();
  }

  String code(Viewer viewer, UUID tip) {
    return jdbc.sql("select code from orion.tip where agency = :agency and id = :id")
        .param("agency", viewer.agency())
        .param("id", tip)
        .query(String.class)
        .single();
  }

  void change(Viewer viewer, UUID tip, String kind, String before, String after, String reason) {
    change(viewer, List.of(new Changed(tip, kind, before, after, reason)));
  }

  void change(Viewer viewer, List<Changed> changes) {
    Columns.of(
            jdbc.sql(CHANGE).param("agency", viewer.agency()).param("account", viewer.account()),
            changes)
        .uuids("tips", Changed::tip)
        .texts("kinds", Changed::kind)
        .texts("befores", Changed::before)
        .texts("afters", Changed::after)
        .texts("reasons", Changed::reason)
        .update();
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    if (time == null) {
      throw new IllegalStateException(column + " is null, must be a time");
    }
    return time.toInstant();
  }
}
