package org.orion.operations.priority;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.Columns;
import org.orion.operations.intake.TipsArrived;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows that a tip's score is made of, and those that it is written to.
@Repository
class PriorityRows {
  /// Counts end here; no rule tells more apart.
  private static final int MOST_COUNTED = 1000;

  private static final String KEEP_FACTS =
      """
      insert into orion.tip_priority (agency, tip, facts)
      select :agency, f.tip, f.facts::jsonb from unnest(:tips::uuid[], :facts::text[]) as f (tip, facts)
      on conflict (agency, tip) do update set facts = excluded.facts
      """;
  private static final String LOCK =
      """
      select id from orion.tip where agency = :agency and id = any(:tips) order by id for update
      """;
  // Files are no identifiers here: what thousands pass on links nobody.
  private static final String INPUTS =
      """
      select t.id, t.band, t.urgency, t.points, t.preserved_until, p.facts::text as facts, o.band as override,
        (select count(*) from orion.tip_file f where f.agency = t.agency and f.tip = t.id) as files,
        (select count(*) from orion.tip_file f
          where f.agency = t.agency and f.tip = t.id and f.lists = '{}') as unlisted,
        (select count(*) from (select 1 from orion.tip c
          where c.agency = t.agency and c.cluster = t.cluster limit :most) c) as cluster_size,
        (select count(*) from (select distinct e.id
          from orion.sighting s
          join orion.identifier i on i.agency = s.agency and i.id = s.identifier and i.kind <> 'FILE_HASH'
          join orion.sighting o on o.agency = s.agency and o.identifier = s.identifier and o.tip <> s.tip
          join orion.tip e on e.agency = s.agency and e.id = o.tip and e.arrived_at < t.arrived_at
          where s.agency = t.agency and s.tip = t.id limit :most) e) as earlier,
        (select count(*) from orion.tip_pause q where q.agency = t.agency and q.tip = t.id) as elsewhere,
        (select count(*) from orion.tip_pause q
          where q.agency = t.agency and q.tip = t.id and q.resumed_at is null) as interests,
        (select s.score::text from orion.tip_score s
          where s.agency = t.agency and s.tip = t.id order by s.id desc limit 1) as score
      from orion.tip t
      join orion.tip_priority p on p.agency = t.agency and p.tip = t.id
      left join orion.tip_override o on o.agency = t.agency and o.tip = t.id and o.ended_at is null
      where t.agency = :agency and t.id = any(:tips)
      """;
  private static final String STATEMENTS =
      """
      select distinct on (tip, kind) * from orion.tip_fact
      where agency = :agency and tip = any(:tips) order by tip, kind, id desc
      """;
  private static final String PLACE =
      """
      update orion.tip t set band = p.band, urgency = p.urgency, points = p.points, changed_at = now()
      from unnest(:tips::uuid[], :bands::text[], :urgencies::bigint[], :points::bigint[])
        as p (tip, band, urgency, points)
      where t.agency = :agency and t.id = p.tip
      """;
  private static final String ADD_SCORES =
      """
      insert into orion.tip_score (agency, tip, rules_version, band, points, score)
      select :agency, s.tip, s.rules, s.band, s.points, s.score::jsonb
      from unnest(:tips::uuid[], :rules::text[], :bands::text[], :points::bigint[], :scores::text[])
        as s (tip, rules, band, points, score)
      """;
  private static final String CHANGE =
      """
      insert into orion.tip_change (agency, tip, account, kind, before, after, reason)
      select :agency, c.tip, :account, c.kind, c.before, c.after, c.reason
      from unnest(:tips::uuid[], :kinds::text[], :befores::text[], :afters::text[], :reasons::text[])
        as c (tip, kind, before, after, reason)
      """;
  private static final String HISTORY =
      """
      select at, score::text as score from orion.tip_score
      where agency = :agency and tip = :tip order by id desc limit :most
      """;

  private final JdbcClient jdbc;

  PriorityRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A tip before it is scored.
  ///
  /// @param last the score that was written last
  record Input(
      UUID tip,
      Band band,
      int urgency,
      int points,
      TipFacts facts,
      Optional<Band> override,
      Optional<Score> last) {}

  /// A stored score.
  record Scored(Instant at, Score score) {}

  /// A tip's place in the queue.
  record Place(UUID tip, Band band, Band urgency, int points) {}

  /// A score that is to be stored.
  record NewScore(UUID tip, Band band, Score score) {}

  /// A line of a tip's history, with words that the audit log must not hold.
  record Changed(UUID tip, String kind, String before, String after, String reason) {}

  /// Keeps what the reports of tips say.
  void keepFacts(Viewer viewer, List<TipsArrived.Arrived> tips) {
    Columns.of(jdbc.sql(KEEP_FACTS).param("agency", viewer.agency()), tips)
        .uuids("tips", TipsArrived.Arrived::tip)
        .texts("facts", tip -> ScoreJson.write(ReportFacts.of(tip.report())))
        .update();
  }

  /// The last scores of tips, as far as they have one.
  Map<UUID, Score> last(Viewer viewer, Collection<UUID> tips) {
    Map<UUID, Score> scores = new HashMap<>();
    jdbc.sql(
            """
            select t.id, (select s.score::text from orion.tip_score s
              where s.agency = t.agency and s.tip = t.id order by s.id desc limit 1) as score
            from orion.tip t where t.agency = :agency and t.id = any(:tips)
            """)
        .param("agency", viewer.agency())
        .param("tips", tips.toArray(UUID[]::new))
        .query(row -> {
          @Nullable String score = row.getString("score");
          if (score != null) {
            scores.put(row.getObject("id", UUID.class), ScoreJson.score(score));
          }
        });
    return scores;
  }

  /// Locks a tip that the viewer may see.
  void lock(Viewer viewer, UUID tip) {
    if (lock(viewer, List.of(tip)).isEmpty()) {
      throw new NotFoundException();
    }
  }

  /// Locks those of the tips that there are, always in the same order.
  List<UUID> lock(Viewer viewer, Collection<UUID> tips) {
    return jdbc.sql(LOCK)
        .param("agency", viewer.agency())
        .param("tips", tips.toArray(UUID[]::new))
        .query(UUID.class)
        .list();
  }

  /// The tip's version: people's changes count it up.
  int version(Viewer viewer, UUID tip) {
    return jdbc.sql("select version from orion.tip where agency = :agency and id = :tip")
        .param("agency", viewer.agency())
        .param("tip", tip)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// What people call a tip.
  String code(Viewer viewer, UUID tip) {
    return jdbc.sql("select code from orion.tip where agency = :agency and id = :tip")
        .param("agency", viewer.agency())
        .param("tip", tip)
        .query(String.class)
        .single();
  }

  /// All that is to be known of tips, to score them.
  List<Input> inputs(Viewer viewer, Collection<UUID> tips) {
    Map<UUID, List<FactStatement>> statements = new HashMap<>();
    for (TipStatement one : statements(viewer, tips)) {
      statements.computeIfAbsent(one.tip(), _ -> new ArrayList<>()).add(one.said().fact());
    }
    return jdbc.sql(INPUTS)
        .param("agency", viewer.agency())
        .param("tips", tips.toArray(UUID[]::new))
        .param("most", MOST_COUNTED)
        .query((row, number) ->
            input(row, statements.getOrDefault(row.getObject("id", UUID.class), List.of())))
        .list();
  }

  private static Input input(ResultSet row, List<FactStatement> statements) throws SQLException {
    TipFacts ofReport = ScoreJson.facts(row.getString("facts"));
    TipFactsBuilder facts = ofReport.toBuilder();
    statements.forEach(statement -> statement.applyTo(ofReport, facts));
    facts
        .files(row.getInt("files"), row.getInt("unlisted"))
        .earlierTipsHere(row.getInt("earlier"))
        .earlierTipsElsewhere(row.getInt("elsewhere"))
        .clusterSize(Math.max(1, row.getInt("cluster_size")))
        .activeInterestElsewhere(row.getInt("interests") > 0);
    Optional.ofNullable(row.getObject("preserved_until", LocalDate.class))
        .ifPresent(facts::logExpires);
    return new Input(
        row.getObject("id", UUID.class),
        Band.valueOf(row.getString("band")),
        row.getInt("urgency"),
        row.getInt("points"),
        facts.build(),
        Optional.ofNullable(row.getString("override")).map(Band::valueOf),
        Optional.ofNullable(row.getString("score")).map(ScoreJson::score));
  }

  private record TipStatement(UUID tip, TipPriority.Said said) {}

  private List<TipStatement> statements(Viewer viewer, Collection<UUID> tips) {
    return jdbc.sql(STATEMENTS)
        .param("agency", viewer.agency())
        .param("tips", tips.toArray(UUID[]::new))
        .query((row, number) ->
            new TipStatement(
                row.getObject("tip", UUID.class),
                new TipPriority.Said(
                    new FactStatement(
                        FactStatement.Kind.valueOf(row.getString("kind")),
                        row.getString("value"),
                        Optional.ofNullable(row.getObject("day", LocalDate.class)),
                        row.getString("assessor"),
                        row.getString("reason")),
                    row.getObject("account", UUID.class),
                    instant(row, "at"))))
        .list();
  }

  /// The newest statement of each kind.
  List<TipPriority.Said> statements(Viewer viewer, UUID tip) {
    return statements(viewer, List.of(tip)).stream().map(TipStatement::said).toList();
  }

  void place(Viewer viewer, List<Place> places) {
    if (!places.isEmpty()) {
      Columns.of(jdbc.sql(PLACE).param("agency", viewer.agency()), places)
          .uuids("tips", Place::tip)
          .texts("bands", Place::band)
          .numbers("urgencies", place -> (long) place.urgency().ordinal())
          .numbers("points", place -> (long) place.points())
          .update();
    }
  }

  void addScores(Viewer viewer, List<NewScore> scores) {
    if (!scores.isEmpty()) {
      Columns.of(jdbc.sql(ADD_SCORES).param("agency", viewer.agency()), scores)
          .uuids("tips", NewScore::tip)
          .texts("rules", one -> one.score().rulesVersion())
          .texts("bands", NewScore::band)
          .numbers("points", one -> (long) one.score().points())
          .texts("scores", one -> ScoreJson.write(one.score()))
          .update();
    }
  }

  /// Writes into the histories of tips.
  void change(Viewer viewer, List<Changed> changes) {
    if (!changes.isEmpty()) {
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
  }

  /// The latest scores of a tip, the newest first.
  List<Scored> history(Viewer viewer, UUID tip, int most) {
    return jdbc.sql(HISTORY)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .param("most", most)
        .query((row, number) ->
            new Scored(instant(row, "at"), ScoreJson.score(row.getString("score"))))
        .list();
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    if (time == null) {
      throw new IllegalStateException(column + " is null, must be a time");
    }
    return time.toInstant();
  }
}
