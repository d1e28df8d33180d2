package org.orion.operations.examination;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Excerpt;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.database.Vault;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Triage reports that came in: their parts, figures and rows. Each call belongs in a transaction
/// of its viewer, and finds of a report the parts that he may see.
@Repository
public class Reports {
  private static final int MOST_PARTS = 2_000;
  private static final int MOST_OF_EXHIBIT = 200;
  private static final int MOST_CATEGORIES = 2_000;
  private static final int MOST_WAITING = 200;
  private static final String REPORT =
      """
      select r.*, lab.name as lab_name, lab.key as lab_key_id, lab.revoked_from, a.display_name,
        (select count(*) from orion.report_exhibit p where p.report = r.id) as visible_parts,
        exists (select from orion.triage_report s where s.agency = r.agency and s.supersedes = r.report) as is_followed
      from orion.triage_report r
      left join orion.lab_key lab on lab.id = r.lab_key
      left join orion.account a on a.id = r.account
      """;
  private static final String PART =
      """
      select p.*, r.report as lab_id, r.arrived_at, r.statement, e.number as exhibit_number, i.number as case_number,
        orion.is_superseded(p.id) as is_superseded, c.widespread,
        r.parts = (select count(*) from orion.report_exhibit q where q.report = r.id) as is_whole
      from orion.report_exhibit p join orion.triage_report r on r.id = p.report
      left join orion.exhibit e on e.id = p.exhibit
      left join orion.investigation i on i.id = p.investigation
      left join orion.report_compared c on c.batch = p.batch and c.part = p.part
      """;
  private static final String MEDIA =
      """
      select m.*, p.label, p.id as part_id from orion.report_media m
      join orion.report_exhibit p on p.batch = m.batch and p.part = m.part
      where p.report = :report
      """;
  private static final String CATEGORIES =
      """
      select c.*, p.id as part_id from orion.report_category c
      join orion.report_exhibit p on p.batch = c.batch and p.part = c.part
      """;
  private static final String ATTACH =
      """
      update orion.report_exhibit p set investigation = e.investigation, exhibit = e.id, attached_by = :account,
        attached_at = now(), version = p.version + 1
      from orion.exhibit e
      where p.agency = :agency and p.report = :report and p.id = :part and p.version = :version
        and p.exhibit is null and e.agency = p.agency and e.id = :exhibit
      """;

  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final Vault vault;
  private final JsonMapper json;

  Reports(JdbcClient jdbc, AuditTrail audit, Vault vault, JsonMapper json) {
    this.jdbc = jdbc;
    this.audit = audit;
    this.vault = vault;
    this.json = json;
  }

  /// A report.
  ///
  /// @param report the id that the lab gave it
  /// @param lab the name under which its key is registered, or that it gives itself
  /// @param revokedFrom of its key
  /// @param statement what the lab says of the scan
  /// @param isWhole whether the viewer sees all its parts
  /// @param isFollowed whether another report says that it takes this one's place
  public record Report(
      UUID id,
      String agency,
      UUID report,
      String number,
      String lab,
      Optional<String> labKey,
      Optional<Instant> revokedFrom,
      Optional<UUID> supersedes,
      JsonNode statement,
      boolean isWhole,
      boolean isFollowed,
      long contents,
      boolean withPaths,
      String sha256,
      long bytes,
      Optional<String> sentBy,
      Instant arrivedAt) {
    /// Whether it came after the moment from which its key is not trusted any more.
    public boolean isDoubtful() {
      return revokedFrom.isPresent() && !arrivedAt.isBefore(revokedFrom.get());
    }

    /// A fact of the scan, or nothing.
    public String scan(String name) {
      return statement.path("scan").path(name).asString("");
    }
  }

  /// What a report tells of one exhibit.
  ///
  /// @param label what the lab calls the exhibit
  /// @param isSuperseded whether a later report takes its place: it counts no more
  /// @param widespread contents that are in too many parts of the agency to link them; empty until
  ///   it was compared
  /// @param isWhole whether the viewer sees all parts of the report: what its lab says of the whole
  ///   scan is for nobody else
  public record Part(
      UUID id,
      UUID report,
      String number,
      String agency,
      String label,
      Optional<UUID> investigation,
      Optional<String> caseNumber,
      Optional<UUID> exhibit,
      Optional<String> exhibitNumber,
      long items,
      long pictures,
      long videos,
      long distinctPictures,
      long distinctVideos,
      long unreadable,
      long bytes,
      long knownMaterial,
      long unmatched,
      boolean isSuperseded,
      Optional<Long> widespread,
      boolean isWhole,
      int version,
      Instant arrivedAt,
      JsonNode statement,
      JsonNode figures,
      JsonNode sources) {
    /// The address of the report.
    public String base() {
      return "/reports/" + report;
    }

    /// The address of its rows, to which conditions can be added.
    public String rows() {
      return base() + "/media?part=" + id;
    }

    /// A count of the figures by its group and name, as `verdicts`, `unmatched`.
    public long count(String group, String name) {
      return figures.path(group).path(name).asLong(0);
    }

    /// A fact of the scan, or nothing.
    public String scan(String name) {
      return statement.path("scan").path(name).asString("");
    }
  }

  /// A category of a list, and what of a part is in it.
  public record Category(
      int place,
      String list,
      String scheme,
      String code,
      String level,
      long pictures,
      long videos,
      long exact,
      long alike) {}

  /// A content.
  ///
  /// @param line in the report
  public record Media(
      int line,
      UUID part,
      String label,
      String kind,
      String verdict,
      String type,
      long bytes,
      long items,
      String sha256,
      Optional<Integer> quality,
      JsonNode matches,
      JsonNode leads,
      JsonNode places) {}

  /// Reports that the viewer may see, the newest first.
  public Slice<Report> list(SliceRequest request) {
    List<Report> found =
        jdbc.sql(
                REPORT
                    + """
                    where (:isFirst or (r.arrived_at, r.id) < (:at::timestamptz, :id::uuid))
                    order by r.arrived_at desc, r.id desc limit :most
                    """)
            .param("isFirst", request.after().isEmpty())
            .param("at", request.after().map(after -> after.instant(0).toString()).orElse(null))
            .param("id", request.after().map(after -> after.uuid(1).toString()).orElse(null))
            .param("most", request.rows())
            .query(this::report)
            .list();
    return Slice.of(found, request, one -> Cursor.of(one.arrivedAt(), one.id()));
  }

  /// One report.
  ///
  /// @throws NotFoundException when there is none of which the viewer sees a part
  public Report one(UUID id) {
    return jdbc.sql(REPORT + "where r.id = :id")
        .param("id", id)
        .query(this::report)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Another report of the same lab's agency by the id that its lab gave it.
  Optional<Report> byLabId(String agency, UUID report) {
    return jdbc.sql(REPORT + "where r.agency = :agency and r.report = :report")
        .param("agency", agency)
        .param("report", report)
        .query(this::report)
        .optional();
  }

  /// Reports that say they take the place of one.
  List<Report> followers(Report one) {
    return jdbc.sql(
            REPORT + "where r.agency = :agency and r.supersedes = :report order by r.arrived_at")
        .param("agency", one.agency())
        .param("report", one.report())
        .query(this::report)
        .list();
  }

  /// The parts of a report that the viewer sees.
  public Excerpt<Part> parts(UUID report) {
    return Excerpt.of(
        jdbc.sql(PART + "where p.report = :report order by p.part limit :most")
            .param("report", report)
            .param("most", MOST_PARTS + 1)
            .query(this::part)
            .list(),
        MOST_PARTS);
  }

  /// What reports tell of an exhibit, those first that count.
  public Excerpt<Part> ofExhibit(UUID exhibit) {
    return Excerpt.of(
        jdbc.sql(
                PART
                    + "where p.exhibit = :exhibit order by orion.is_superseded(p.id), r.arrived_at"
                    + " desc, p.batch desc limit :most")
            .param("exhibit", exhibit)
            .param("most", MOST_OF_EXHIBIT + 1)
            .query(this::part)
            .list(),
        MOST_OF_EXHIBIT);
  }

  /// The part that counts of those of an exhibit.
  static Optional<Part> counted(Excerpt<Part> ofExhibit) {
    return ofExhibit.items().stream().filter(part -> !part.isSuperseded()).findFirst();
  }

  /// One part of a report.
  ///
  /// @throws NotFoundException when it is none that the viewer sees
  Part part(UUID report, UUID part) {
    return jdbc.sql(PART + "where p.report = :report and p.id = :part")
        .param("report", report)
        .param("part", part)
        .query(this::part)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Holds a part of the viewer's agency until the transaction ends.
  ///
  /// @return its version
  int lockPart(Viewer viewer, UUID report, UUID part) {
    return jdbc.sql(
            """
            select version from orion.report_exhibit
            where agency = :agency and report = :report and id = :part for update
            """)
        .param("agency", viewer.agency())
        .param("report", report)
        .param("part", part)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  long countOfExhibit(UUID exhibit) {
    return jdbc.sql("select count(*) from orion.report_exhibit where exhibit = :exhibit")
        .param("exhibit", exhibit)
        .query(Long.class)
        .single();
  }

  /// Parts of the viewer's agency that no exhibit is known for, the oldest first.
  public Excerpt<Part> waiting(Viewer viewer) {
    return Excerpt.of(
        jdbc.sql(PART + "where p.agency = :agency and p.exhibit is null order by p.id limit :most")
            .param("agency", viewer.agency())
            .param("most", MOST_WAITING + 1)
            .query(this::part)
            .list(),
        MOST_WAITING);
  }

  /// How many such parts there are.
  public long countWaiting(Viewer viewer) {
    return jdbc.sql(
            "select count(*) from orion.report_exhibit where agency = :agency and exhibit is null")
        .param("agency", viewer.agency())
        .query(Long.class)
        .single();
  }

  /// The highest categories of a part.
  public Excerpt<Category> categories(UUID part) {
    return Excerpt.of(
        jdbc.sql(CATEGORIES + "where p.id = :part and c.place <= :most order by c.place")
            .param("part", part)
            .param("most", MOST_CATEGORIES)
            .query((row, number) -> category(row))
            .list(),
        MOST_CATEGORIES);
  }

  /// The same of all parts of a report that the viewer sees, by their parts.
  public Map<UUID, Excerpt<Category>> categoriesByPart(UUID report) {
    Map<UUID, List<Category>> found = new HashMap<>();
    jdbc.sql(CATEGORIES + "where p.report = :report and c.place <= :most order by c.part, c.place")
        .param("report", report)
        .param("most", MOST_CATEGORIES)
        .query(row -> {
          found
              .computeIfAbsent(row.getObject("part_id", UUID.class), part -> new ArrayList<>())
              .add(category(row));
        });
    Map<UUID, Excerpt<Category>> excerpts = new HashMap<>();
    found.forEach((part, all) -> excerpts.put(part, Excerpt.of(all, MOST_CATEGORIES)));
    return excerpts;
  }

  private static Category category(ResultSet row) throws SQLException {
    return new Category(
        row.getInt("place"),
        row.getString("list"),
        row.getString("scheme"),
        row.getString("code"),
        row.getString("level"),
        row.getLong("pictures"),
        row.getLong("videos"),
        row.getLong("exact"),
        row.getLong("alike"));
  }

  /// Which rows of a report are asked for.
  ///
  /// @param part of one exhibit; with it alone `category` and `list` are of use
  /// @param list contents that match this list
  /// @param category its place among those of the part
  public record Filter(
      Optional<UUID> part,
      Optional<String> kind,
      Optional<String> verdict,
      Optional<String> list,
      Optional<Integer> category) {
    private static final List<String> KINDS = List.of("PICTURE", "VIDEO", "OTHER");
    private static final List<String> VERDICTS =
        List.of("UNMATCHED", "KNOWN_MATERIAL", "UNREADABLE");

    /// The filter that a request states.
    static Filter of(
        Optional<String> part,
        Optional<String> kind,
        Optional<String> verdict,
        Optional<String> list,
        Optional<String> category) {
      return new Filter(
          part.map(Filter::uuid),
          kind.map(one -> oneOf(KINDS, one)),
          verdict.map(one -> oneOf(VERDICTS, one)),
          list.map(ReportJson::plain),
          category.map(Filter::number));
    }

    private static String oneOf(List<String> known, String value) {
      if (!known.contains(value)) {
        throw new BadInputException("examination.filter.bad");
      }
      return value;
    }

    private static UUID uuid(String text) {
      try {
        return UUID.fromString(text);
      } catch (IllegalArgumentException malformed) {
        throw new BadInputException("examination.filter.bad");
      }
    }

    private static int number(String text) {
      if (!text.matches("\\d{1,9}")) {
        throw new BadInputException("examination.filter.bad");
      }
      return Integer.parseInt(text);
    }

    /// What to add to the address of the rows.
    public String query() {
      StringBuilder query = new StringBuilder();
      part.ifPresent(value -> query.append("&part=").append(value));
      kind.ifPresent(value -> query.append("&kind=").append(value));
      verdict.ifPresent(value -> query.append("&verdict=").append(value));
      list.ifPresent(value ->
          query
              .append("&list=")
              .append(java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8)));
      category.ifPresent(value -> query.append("&category=").append(value));
      return query.toString();
    }
  }

  /// Rows of a report, in the order in which the lab wrote them.
  public Slice<Media> media(UUID report, Filter filter, SliceRequest request) {
    StringBuilder sql = new StringBuilder(MEDIA).append(" and m.n > :after");
    Map<String, Object> values = new HashMap<>();
    filter
        .part()
        .ifPresent(part -> {
          sql.append(" and p.id = :part");
          values.put("part", part);
        });
    filter
        .kind()
        .ifPresent(kind -> {
          sql.append(" and m.kind = :kind");
          values.put("kind", kind);
        });
    filter
        .verdict()
        .ifPresent(verdict -> {
          sql.append(" and m.verdict = :verdict");
          values.put("verdict", verdict);
        });
    filter
        .category()
        .ifPresent(category -> {
          sql.append(" and :category = any(m.categories)");
          values.put("category", category);
        });
    filter
        .list()
        .ifPresent(list -> {
          sql.append(
              " and exists (select from orion.report_category c where c.batch = m.batch and c.part"
                  + " = m.part and c.list = :list and c.place = any(m.categories))");
          values.put("list", list);
        });
    sql.append(" order by m.n limit ").append(request.rows());
    List<Media> found =
        jdbc.sql(sql.toString())
            .params(values)
            .param("report", report)
            .param("after", request.after().map(after -> after.number(0)).orElse(0L))
            .query(this::media)
            .list();
    return Slice.of(found, request, one -> Cursor.of(one.line()));
  }

  /// One row of a report.
  public Media content(UUID report, int line) {
    return jdbc.sql(MEDIA + " and m.n = :line")
        .param("report", report)
        .param("line", line)
        .query(this::media)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Attaches a part by hand to an exhibit of the viewer's agency.
  ///
  /// @param version of the part that was read
  /// @param number of the exhibit
  /// @param caseNumber of its case; empty where one exhibit alone has that number
  public void attach(
      Viewer viewer, UUID report, UUID part, int version, String number, String caseNumber) {
    viewer.require(Action.SUBMIT_REPORTS);
    boolean there =
        jdbc.sql(
                """
                select exists (select from orion.report_exhibit
                  where agency = :agency and report = :report and id = :part)
                """)
            .param("agency", viewer.agency())
            .param("report", report)
            .param("part", part)
            .query(Boolean.class)
            .single();
    if (!there) {
      throw new NotFoundException();
    }
    UUID exhibit = exhibit(viewer, number, caseNumber);
    int rows =
        jdbc.sql(ATTACH)
            .param("account", viewer.account())
            .param("agency", viewer.agency())
            .param("report", report)
            .param("part", part)
            .param("version", version)
            .param("exhibit", exhibit)
            .update();
    if (rows == 0) {
      throw new BadInputException(409, "examination.attach.changed");
    }
    audit.record(viewer, Act.of("attach", "triage-report", report));
  }

  private UUID exhibit(Viewer viewer, String number, String caseNumber) {
    List<UUID> found =
        jdbc.sql(
                """
                select e.id from orion.exhibit e join orion.investigation i on i.id = e.investigation
                where e.agency = :agency and e.number = :number and (:case = '' or i.number = :case) limit 2
                """)
            .param("agency", viewer.agency())
            .param("number", number.strip())
            .param("case", caseNumber.strip())
            .query(UUID.class)
            .list();
    if (found.size() != 1) {
      throw new BadInputException(
          found.isEmpty() ? "examination.attach.unknown" : "examination.attach.several");
    }
    return found.getFirst();
  }

  /// A piece of the file of a report as it came.
  ///
  /// @param number from 0
  /// @throws NotFoundException when it is not there, or the viewer does not see all of the report
  byte[] piece(UUID report, int number) {
    return jdbc.sql(
            "select sealed from orion.triage_report_piece where report = :report and number ="
                + " :number")
        .param("report", report)
        .param("number", number)
        .query((row, index) -> row.getBytes("sealed"))
        .optional()
        .map(sealed -> vault.open(Submission.purpose(report, number), sealed))
        .orElseThrow(NotFoundException::new);
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private Report report(ResultSet row, int number) throws SQLException {
    UUID report = row.getObject("report", UUID.class);
    JsonNode statement = json.readTree(row.getString("statement"));
    return new Report(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        report,
        Submission.number(report),
        Optional.ofNullable(row.getString("lab_name")).orElse(statement.path("lab").asString("")),
        Optional.ofNullable(row.getString("lab_key_id")),
        instant(row, "revoked_from"),
        Optional.ofNullable(row.getObject("supersedes", UUID.class)),
        statement,
        row.getInt("visible_parts") == row.getInt("parts"),
        row.getBoolean("is_followed"),
        row.getLong("contents"),
        row.getBoolean("with_paths"),
        HexFormat.of().formatHex(row.getBytes("sha256")),
        row.getLong("bytes"),
        Optional.ofNullable(row.getString("display_name")),
        instant(row, "arrived_at").orElseThrow());
  }

  private Part part(ResultSet row, int number) throws SQLException {
    long widespread = row.getLong("widespread");
    Optional<Long> compared = row.wasNull() ? Optional.empty() : Optional.of(widespread);
    return new Part(
        row.getObject("id", UUID.class),
        row.getObject("report", UUID.class),
        Submission.number(row.getObject("lab_id", UUID.class)),
        row.getString("agency"),
        row.getString("label"),
        Optional.ofNullable(row.getObject("investigation", UUID.class)),
        Optional.ofNullable(row.getString("case_number")),
        Optional.ofNullable(row.getObject("exhibit", UUID.class)),
        Optional.ofNullable(row.getString("exhibit_number")),
        row.getLong("items"),
        row.getLong("pictures"),
        row.getLong("videos"),
        row.getLong("distinct_pictures"),
        row.getLong("distinct_videos"),
        row.getLong("unreadable"),
        row.getLong("bytes"),
        row.getLong("known_material"),
        row.getLong("unmatched"),
        row.getBoolean("is_superseded"),
        compared,
        row.getBoolean("is_whole"),
        row.getInt("version"),
        instant(row, "arrived_at").orElseThrow(),
        json.readTree(row.getString("statement")),
        json.readTree(row.getString("figures")),
        json.readTree(row.getString("sources")));
  }

  private Media media(ResultSet row, int number) throws SQLException {
    int quality = row.getInt("quality");
    Optional<Integer> known = row.wasNull() ? Optional.empty() : Optional.of(quality);
    return new Media(
        row.getInt("n"),
        row.getObject("part_id", UUID.class),
        row.getString("label"),
        row.getString("kind"),
        row.getString("verdict"),
        row.getString("type"),
        row.getLong("bytes"),
        row.getLong("items"),
        HexFormat.of().formatHex(row.getBytes("sha256")),
        known,
        tree(row.getString("matches"), "[]"),
        tree(row.getString("leads"), "{}"),
        tree(row.getString("places"), "[]"));
  }

  private JsonNode tree(@Nullable String text, String none) {
    return json.readTree(text == null ? none : text);
  }
}
