package org.orion.operations.referral;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.referral.CaseFile.Schedule;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Reads the schedules of a case. Row-level security leaves out what the viewer may not see, which
/// the file says of itself; of a child who has displayed harmful sexual behaviour the code stands
/// here and nothing else. Identifiers of people and facts of children belong to no case: those of
/// whoever is also in a case under a stricter code stay here.
@Repository
class CaseFileRows {
  private static final String PEOPLE =
      """
      select s.id, p.code, case when p.kind = 'CHILD_OF_CONCERN' then '' else p.name end as name, s.stage,
        s.on_day::text as since, s.source, a.display_name as recorded_by, orion.utc(s.at) as recorded_at
      from orion.investigation_person l
      join orion.person p on p.id = l.person
      join orion.person_stage s on s.investigation = l.investigation and s.person = l.person
      left join orion.account a on a.id = s.account
      where l.investigation = :id order by p.code, s.on_day, s.at, s.id
      """;

  private static final String IDENTIFIERS =
      """
      with recursive record as (
        select l.person as shown, l.person as id from orion.investigation_person l
        where l.investigation = :id and not (l.person = any ((select orion.kept_by_codes(:id, 'EVIDENCE'))::uuid[]))
        union
        select r.shown, m.id from record r join orion.person m on m.merged_into = r.id
        where not exists (select from orion.investigation_person l where l.investigation = :id and l.person = m.id))
      select h.id, p.code as belongs_to, i.kind, i.platform, h.original as value, h.source,
        a.display_name as recorded_by, orion.utc(h.at) as recorded_at
      from record r
      join orion.person p on p.id = r.shown and p.kind <> 'CHILD_OF_CONCERN'
      join orion.person m on m.id = r.id and m.kind <> 'CHILD_OF_CONCERN'
      join orion.person_identifier h on h.person = m.id
      join orion.identifier i on i.id = h.identifier
      left join orion.account a on a.id = h.account
      order by p.code, i.kind, i.normal, h.id
      """;

  private static final String SIGHTINGS =
      """
      select s.id, t.code as tip, i.kind, i.platform, s.original as value, s.place as source,
        t.sender as recorded_by, orion.utc(t.arrived_at) as recorded_at
      from orion.investigation_tip l
      join orion.tip t on t.id = l.tip and t.agency = l.agency
      join orion.sighting s on s.tip = t.id and s.agency = t.agency
      join orion.identifier i on i.id = s.identifier
      where l.investigation = :id order by t.code, i.kind, i.normal, s.id
      """;

  private static final String TIPS =
      """
      select o.id, t.code as tip, t.incident_type as kind, t.reporter, coalesce(t.external_id, '') as report,
        encode(o.sha256, 'hex') as original_sha256, t.format as source,
        a.display_name as recorded_by, orion.utc(o.arrived_at) as recorded_at
      from orion.investigation_tip l
      join orion.tip t on t.id = l.tip and t.agency = l.agency
      join orion.tip_original o on o.tip = t.id and o.agency = t.agency
      left join orion.account a on a.id = l.account
      where l.investigation = :id order by t.code, o.arrived_at, o.id
      """;

  private static final String AUTHORITIES =
      """
      select u.id, t.code as tip, u.kind, u.number as number_of, u.issued::text as issued, orion.utc(u.valid_from) as valid_from,
        orion.utc(u.valid_to) as valid_to, orion.utc(r.at) as revoked_at, u.issuer as source,
        a.display_name as recorded_by, orion.utc(u.at) as recorded_at
      from orion.investigation_tip l
      join orion.tip t on t.id = l.tip and t.agency = l.agency
      join orion.authority u on u.tip = t.id and u.agency = t.agency
      left join orion.authority_revocation r on r.authority = u.id
      left join orion.account a on a.id = u.account
      where l.investigation = :id order by t.code, u.at, u.id
      """;

  private static final String LETTERS =
      """
      select x.id, t.code as tip, x.kind, x.country, encode(x.sha256, 'hex') as sha256, t.code as source,
        a.display_name as recorded_by, orion.utc(x.at) as recorded_at
      from orion.investigation_tip l
      join orion.tip t on t.id = l.tip and t.agency = l.agency
      join orion.letter x on x.tip = t.id and x.agency = t.agency
      left join orion.account a on a.id = x.account
      where l.investigation = :id order by t.code, x.at, x.id
      """;

  private static final String ACTIONS =
      """
      select s.id, c.kind, c.country, c.place, orion.utc(c.starts_at) as starts_at, s.status, s.words as source,
        a.display_name as recorded_by, orion.utc(s.at) as recorded_at
      from orion.planned_action c
      join orion.planned_action_status s on s.action = c.id and s.investigation = c.investigation
      left join orion.account a on a.id = s.account
      where c.investigation = :id order by c.starts_at, c.id, s.at, s.id
      """;

  private static final String ARRESTS =
      """
      select r.id, p.code as person, orion.utc(r.at) as at, r.zone, r.country, r.place, r.outcome,
        r.annul_reason as annulled, r.by_whom as source, a.display_name as recorded_by,
        orion.utc(r.recorded_at) as recorded_at
      from orion.arrest r
      join orion.person p on p.id = r.person
      left join orion.account a on a.id = r.account
      where r.investigation = :id order by r.at, r.id
      """;

  private static final String CHARGES =
      """
      select coalesce(d.id, c.id) as id, p.code as person, c.system, c.code, c.label, c.statute as source, c.filed_on::text as filed_on,
        d.kind as decision, d.on_day::text as decided_on, d.court,
        a.display_name as recorded_by, orion.utc(coalesce(d.at, c.at)) as recorded_at
      from orion.charge c
      join orion.person p on p.id = c.person
      left join orion.charge_disposition d on d.charge = c.id
      left join orion.account a on a.id = coalesce(d.account, c.account)
      where c.investigation = :id order by c.filed_on, c.at, c.id, d.on_day, d.at, d.id
      """;

  private static final String CHILDREN =
      """
      select f.id, 'Child ' || c.number as child, f.fact, f.on_day::text as since, f.confidence,
        case when f.holds then 'yes' else 'no' end as holds, f.source,
        a.display_name as recorded_by, orion.utc(f.at) as recorded_at
      from orion.child_investigation l
      join orion.child c on c.id = l.child
      join orion.child_fact f on f.child = c.id
      left join orion.account a on a.id = f.account
      where l.investigation = :id and not (c.id = any ((select orion.kept_by_codes(:id, 'EVIDENCE'))::uuid[]))
      order by c.number, f.on_day, f.at, f.id
      """;

  private static final String KEPT = "select cardinality(orion.kept_by_codes(:id, 'EVIDENCE')) > 0";

  /// The schedules, in the order of the file, each with the id of a row first.
  private static final Map<String, String> SCHEDULES = new LinkedHashMap<>();

  static {
    SCHEDULES.put("people", PEOPLE);
    SCHEDULES.put("identifiers", IDENTIFIERS);
    SCHEDULES.put("tips", TIPS);
    SCHEDULES.put("sightings", SIGHTINGS);
    SCHEDULES.put("authorities", AUTHORITIES);
    SCHEDULES.put("letters", LETTERS);
    SCHEDULES.put("actions", ACTIONS);
    SCHEDULES.put("arrests", ARRESTS);
    SCHEDULES.put("charges", CHARGES);
    SCHEDULES.put("children", CHILDREN);
  }

  private final JdbcClient jdbc;

  CaseFileRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// All schedules that the viewer may see.
  List<Schedule> of(Viewer viewer, UUID investigation) {
    return names(viewer).stream().map(name -> read(investigation, name)).toList();
  }

  /// Whether something known of people or children of a case stays here, under another's code.
  boolean isKeptBack(UUID investigation) {
    return jdbc.sql(KEPT).param("id", investigation).query(Boolean.class).single();
  }

  /// The names of the schedules that the viewer may see.
  static List<String> names(Viewer viewer) {
    return SCHEDULES.keySet().stream().filter(name -> viewer.may(needs(name))).toList();
  }

  private static Action needs(String name) {
    return switch (name) {
      case "tips", "sightings", "authorities", "letters" -> Action.SEE_TIPS;
      case "actions" -> Action.SEE_ACTIONS;
      case "children" -> Action.SEE_CHILDREN;
      default -> Action.SEE_CASES;
    };
  }

  private Schedule read(UUID investigation, String name) {
    ResultSetExtractor<Schedule> extractor =
        rows -> {
          List<String> columns = columns(rows);
          List<String> ids = new ArrayList<>();
          List<List<String>> texts = new ArrayList<>();
          while (rows.next()) {
            ids.add(rows.getString(1));
            texts.add(texts(rows, columns.size()));
          }
          return new Schedule(name, columns, ids, texts);
        };
    return jdbc.sql(SCHEDULES.getOrDefault(name, "")).param("id", investigation).query(extractor);
  }

  private static List<String> columns(ResultSet row) throws SQLException {
    ResultSetMetaData about = row.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 2; i <= about.getColumnCount(); i++) {
      columns.add(about.getColumnLabel(i));
    }
    return columns;
  }

  private static List<String> texts(ResultSet row, int columns) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      String text = row.getString(i + 2);
      texts.add(text == null ? "" : text);
    }
    return texts;
  }
}
