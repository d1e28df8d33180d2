package org.orion.operations.examination;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Excerpt;
import org.orion.operations.series.ExhibitLeads;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What exhibits have in common, as far as a viewer may learn of it. Each call belongs in a
/// transaction of its viewer.
@Repository
public class ExhibitLinks implements ExhibitLeads {
  private static final int MOST_LINKS = 100;
  private static final int MOST_HOLDERS = 500;
  private static final int MOST_SERIALS = 500;
  private static final int MOST_WITH_SERIALS = 500;

  /// Exhibits that are shown of one serial.
  private static final int MOST_OF_SERIAL = 20;

  private static final String OF_PART =
      """
      select o.report, o.label, o.agency, o.exhibit, e.number as exhibit_number, o.investigation,
        i.number as case_number, l.exact, l.exact_unmatched, l.alike, l.alike_unmatched
      from orion.report_exhibit p
      join lateral (
        select other_batch as batch, other_part as part, exact, exact_unmatched, alike, alike_unmatched
        from orion.exhibit_link x where x.batch = p.batch and x.part = p.part
        union all
        select x.batch, x.part, exact, exact_unmatched, alike, alike_unmatched
        from orion.exhibit_link x where x.other_batch = p.batch and x.other_part = p.part) l on true
      join orion.report_exhibit o on o.batch = l.batch and o.part = l.part
      left join orion.exhibit e on e.id = o.exhibit
      left join orion.investigation i on i.id = o.investigation
      where p.id = :part and o.exhibit is distinct from coalesce(p.exhibit, p.id) and not orion.is_superseded(o.id)
      order by l.exact_unmatched + l.alike_unmatched desc, l.exact + l.alike desc, o.batch, o.part limit :most
      """;
  private static final String HOLDERS =
      """
      select distinct on (o.id) o.report, x.n, o.label, o.agency, o.exhibit, e.number as exhibit_number,
        o.investigation, i.number as case_number, f.distance_bits, x.items
      from orion.report_exhibit p
      join orion.report_media m on m.batch = p.batch and m.part = p.part and m.n = :line
      join lateral (
        select y.batch, y.n, 0 as distance_bits from orion.report_media y
        where y.mark = m.mark and y.sha256 = m.sha256 and not (y.batch = m.batch and y.n = m.n)
        union all
        select s.other_batch, s.other_n, s.distance_bits from orion.similar_content s
        where s.batch = m.batch and s.n = m.n
        union all
        select s.batch, s.n, s.distance_bits from orion.similar_content s
        where s.other_batch = m.batch and s.other_n = m.n) f on true
      join orion.report_media x on x.batch = f.batch and x.n = f.n
      join orion.report_exhibit o on o.batch = x.batch and o.part = x.part
      left join orion.exhibit e on e.id = o.exhibit
      left join orion.investigation i on i.id = o.investigation
      where p.id = :part and not orion.is_superseded(o.id)
      order by o.id, f.distance_bits limit :most
      """;
  private static final String SERIALS =
      """
      select s.kind, s.shown, s.value, s.items, o.is_last, o.report, o.exhibit, o.label, o.agency, e.number as exhibit_number,
        null::uuid as investigation, null::text as case_number
      from orion.report_exhibit p
      join orion.report_serial s on s.batch = p.batch and s.part = p.part
      left join lateral (select q.*, row_number() over w = :mostOfSerial and lead(q.id) over w is not null as is_last
        from (select q.* from orion.report_serial x
          join orion.report_exhibit q on q.batch = x.batch and q.part = x.part
          where x.value = s.value and x.kind = s.kind and q.id <> p.id
            and q.exhibit is distinct from coalesce(p.exhibit, p.id) and not orion.is_superseded(q.id)
          limit :mostOfSerial + 1) q
        window w as (order by q.id) order by q.id limit :mostOfSerial) o on true
      left join orion.exhibit e on e.id = o.exhibit
      where p.id = :part order by s.items desc, s.kind, s.value, o.id limit :most
      """;
  private static final String WITH_SERIALS =
      """
      select s.value, e.id, e.number, sum(s.items)::bigint as items from orion.report_serial s
      join orion.report_exhibit p on p.batch = s.batch and p.part = s.part
      join orion.exhibit e on e.id = p.exhibit
      where s.value = any(:serials) and not orion.is_superseded(p.id)
      group by s.value, e.id, e.number order by s.value, e.number, e.id limit :most
      """;

  private final JdbcClient jdbc;

  ExhibitLinks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// The other side of a link, which the viewer sees.
  public record There(
      UUID report,
      String label,
      String agency,
      Optional<UUID> exhibit,
      Optional<UUID> investigation,
      Optional<String> caseNumber) {}

  /// What a part has in common with another.
  ///
  /// @param exact contents that lie on both
  /// @param alike pictures that look like others there
  public record Link(
      There there, long exact, long exactUnmatched, long alike, long alikeUnmatched) {}

  /// The same of all exhibits of another agency, which the viewer does not see: at least so much.
  public record Elsewhere(
      String agency, long exact, long exactUnmatched, long alike, long alikeUnmatched) {}

  /// Links of a part to what the viewer sees, those of unmatched material first.
  public Excerpt<Link> ofPart(UUID part) {
    return Excerpt.of(
        jdbc.sql(OF_PART)
            .param("part", part)
            .param("most", MOST_LINKS + 1)
            .query((row, number) ->
                new Link(
                    there(row),
                    row.getLong("exact"),
                    row.getLong("exact_unmatched"),
                    row.getLong("alike"),
                    row.getLong("alike_unmatched")))
            .list(),
        MOST_LINKS);
  }

  private static There there(ResultSet row) throws SQLException {
    return new There(
        row.getObject("report", UUID.class),
        Optional.ofNullable(row.getString("exhibit_number")).orElse(row.getString("label")),
        row.getString("agency"),
        Optional.ofNullable(row.getObject("exhibit", UUID.class)),
        Optional.ofNullable(row.getObject("investigation", UUID.class)),
        Optional.ofNullable(row.getString("case_number")));
  }

  /// Links of a part of the viewer's agency to other agencies, as far as their cases' handling
  /// codes let it be known.
  public List<Elsewhere> elsewhere(UUID part) {
    return jdbc.sql("select * from orion.links_elsewhere(:part)")
        .param("part", part)
        .query((row, number) ->
            new Elsewhere(
                row.getString("agency"),
                row.getLong("exact"),
                row.getLong("exact_unmatched"),
                row.getLong("alike"),
                row.getLong("alike_unmatched")))
        .list();
  }

  /// Where a content lies, or one that looks like it.
  ///
  /// @param line in that report
  /// @param distanceBits 0 for the same content
  public record Holder(There there, int line, int distanceBits, long items) {}

  public Excerpt<Holder> holders(UUID part, int line) {
    return Excerpt.of(
        jdbc.sql(HOLDERS)
            .param("part", part)
            .param("line", line)
            .param("most", MOST_HOLDERS + 1)
            .query((row, number) ->
                new Holder(
                    there(row), row.getInt("n"), row.getInt("distance_bits"), row.getLong("items")))
            .list(),
        MOST_HOLDERS);
  }

  /// Another agency that has a content, or one that looks like it.
  public record HolderElsewhere(String agency, int distanceBits) {}

  public List<HolderElsewhere> holdersElsewhere(UUID part, int line) {
    return jdbc.sql("select * from orion.content_elsewhere(:part, :line)")
        .param("part", part)
        .param("line", line)
        .query((row, number) ->
            new HolderElsewhere(row.getString("agency"), row.getInt("distance_bits")))
        .list();
  }

  /// A camera's or lens's serial number, and one exhibit that has it too.
  ///
  /// @param kind BODY or LENS
  /// @param items of the part
  /// @param isLast whether it is the last exhibit that is shown of the serial, though there are
  ///   more
  public record Serial(
      String kind, String shown, String value, long items, Optional<There> there, boolean isLast) {}

  public Excerpt<Serial> serials(UUID part) {
    return Excerpt.of(
        jdbc.sql(SERIALS)
            .param("part", part)
            .param("mostOfSerial", MOST_OF_SERIAL)
            .param("most", MOST_SERIALS + 1)
            .query((row, number) ->
                new Serial(
                    row.getString("kind"),
                    row.getString("shown"),
                    row.getString("value"),
                    row.getLong("items"),
                    row.getString("agency") == null ? Optional.empty() : Optional.of(there(row)),
                    row.getBoolean("is_last")))
            .list(),
        MOST_SERIALS);
  }

  /// Other agencies that have a serial of a part.
  public record SerialElsewhere(String value, String agency) {}

  public List<SerialElsewhere> serialsElsewhere(UUID part) {
    return jdbc.sql("select * from orion.serials_elsewhere(:part)")
        .param("part", part)
        .query(
            (row, number) -> new SerialElsewhere(row.getString("value"), row.getString("agency")))
        .list();
  }

  /// Agencies by their references, with whom to call there.
  public record Contact(String agency, String name, String contact) {}

  public List<Contact> contacts(List<String> agencies) {
    return jdbc.sql(
            "select ref, name, contact from orion.agency where ref = any(:refs) order by ref")
        .param("refs", agencies.toArray(String[]::new))
        .query((row, number) ->
            new Contact(row.getString("ref"), row.getString("name"), row.getString("contact")))
        .list();
  }

  @Override
  public Excerpt<Found> withSerials(Viewer viewer, List<String> serials) {
    if (serials.isEmpty()) {
      return Excerpt.none();
    }
    return Excerpt.of(
        jdbc.sql(WITH_SERIALS)
            .param("serials", serials.toArray(String[]::new))
            .param("most", MOST_WITH_SERIALS + 1)
            .query((row, number) ->
                new Found(
                    row.getString("value"),
                    row.getString("number"),
                    "/exhibits/" + row.getObject("id", UUID.class) + "/examinations",
                    row.getLong("items")))
            .list(),
        MOST_WITH_SERIALS);
  }
}
