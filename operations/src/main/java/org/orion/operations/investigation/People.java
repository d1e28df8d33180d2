package org.orion.operations.investigation;

import java.security.SecureRandom;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.investigation.Person.ChildAccess;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// People of cases: found, recorded, changed. Each call belongs in a transaction of its viewer, and
/// sees of people what the viewer may see.
@Repository
public class People {
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final String DATE = "|\\d{4}(-\\d{2}(-\\d{2})?)?";

  /// A record leads to another one only for those who may see that one.
  private static final String COLUMNS =
      """
      select p.*, other.id as leads_to from orion.person p left join orion.person other on other.id = p.merged_into
      """;

  private static final String ADD =
      """
      insert into orion.person (id, agency, code, kind, name, other_names, born_on, country, place, access, made_by)
      values (:id, :agency, :code, :kind, :name, :otherNames, :bornOn, :country, :place, :access::text[], :account)
      """;
  private static final String EDIT =
      """
      update orion.person set kind = :kind, name = :name, other_names = :otherNames, born_on = :bornOn,
        country = :country, place = :place, access = :access::text[], version = version + 1, changed_at = now()
      where agency = :agency and id = :id and version = :version
      """;

  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final SecureRandom random = new SecureRandom();

  People(JdbcClient jdbc, AuditTrail audit) {
    this.jdbc = jdbc;
    this.audit = audit;
  }

  /// What is stated of a person. At least a name or another name is needed, or nothing but the
  /// record's code will tell it.
  public record Stated(
      Person.Kind kind,
      String name,
      String otherNames,
      String bornOn,
      String country,
      String place,
      List<ChildAccess> access) {
    public Stated {
      access = List.copyOf(access);
    }

    private Stated checked() {
      boolean fits =
          name.length() <= 300
              && otherNames.length() <= 2000
              && bornOn.matches(DATE)
              && country.matches("|[A-Z]{2}")
              && place.length() <= 300;
      if (!fits) {
        throw new BadInputException("investigation.person.bad");
      }
      if (access.size() > 1 && access.contains(ChildAccess.NONE_KNOWN)) {
        throw new BadInputException("investigation.person.access");
      }
      return this;
    }
  }

  /// A part of the list, the newest change first.
  ///
  /// @param text what a name, another name or the code has in it; empty for all
  public Slice<Person> list(Viewer viewer, String text, SliceRequest request) {
    Map<String, Object> values = new HashMap<>();
    StringBuilder sql = new StringBuilder(COLUMNS).append("where p.merged_into is null");
    if (!text.isBlank()) {
      sql.append(
          " and (position(lower(:q) in lower(p.name)) > 0 or position(lower(:q) in lower(p.other_names)) > 0"
              + " or p.code = upper(:q))");
      values.put("q", text.strip());
    }
    request
        .after()
        .ifPresent(after -> {
          sql.append(" and (p.changed_at, p.id) < (:at, :id)");
          values.put("at", after.instant(0).atOffset(ZoneOffset.UTC));
          values.put("id", after.uuid(1));
        });
    sql.append(" order by p.changed_at desc, p.id desc limit ").append(request.rows());
    audit.record(viewer, Act.of("list", "person", "people"));
    return Slice.of(
        jdbc.sql(sql.toString()).params(values).query(People::row).list(),
        request,
        one -> Cursor.of(one.changedAt(), one.id()));
  }

  /// One person that the viewer may see.
  public Person one(UUID id) {
    return jdbc.sql(COLUMNS + "where p.id = :id")
        .param("id", id)
        .query(People::row)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Whether a person's record leads to another one, whoever may see that one.
  boolean isMerged(UUID id) {
    return jdbc.sql("select merged_into is not null from orion.person where id = :id")
        .param("id", id)
        .query(Boolean.class)
        .single();
  }

  /// The viewer's own agency's record of that code.
  public UUID coded(Viewer viewer, String code) {
    return jdbc.sql("select id from orion.person where agency = :agency and code = upper(:code)")
        .param("agency", viewer.agency())
        .param("code", code.strip())
        .query(UUID.class)
        .optional()
        .orElseThrow(() -> new BadInputException("investigation.person.unknown"));
  }

  /// Opens a person for the page: a look is an event.
  public Person open(Viewer viewer, UUID id) {
    Person found = one(id);
    audit.record(viewer, Act.of("open", "person", id));
    return found;
  }

  /// One person of the viewer's own agency: who is to be changed.
  public Person own(Viewer viewer, UUID id) {
    Person found = one(id);
    if (!found.agency().equals(viewer.agency())) {
      throw new NotFoundException();
    }
    return found;
  }

  /// The version of a person of the viewer's own agency, whom nobody else changes until the
  /// transaction ends.
  int lock(Viewer viewer, UUID id) {
    return jdbc.sql(
            "select version from orion.person where agency = :agency and id = :id for update")
        .param("agency", viewer.agency())
        .param("id", id)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// The record and all that were merged into it: where a person's things hang.
  public List<UUID> together(UUID id) {
    return Stream.concat(
            Stream.of(id),
            jdbc
                .sql(
                    """
                    with recursive lower_ones as (
                      select p.id from orion.person p where p.merged_into = :id
                      union select p.id from orion.person p join lower_ones l on p.merged_into = l.id)
                    select id from lower_ones order by id
                    """)
                .param("id", id)
                .query(UUID.class)
                .list()
                .stream())
        .toList();
  }

  /// Records a person.
  public UUID add(Viewer viewer, Stated stated) {
    viewer.require(Action.WORK_CASES);
    requireKind(viewer, stated.kind());
    UUID id = UUID.randomUUID();
    write(
        viewer,
        jdbc.sql(ADD).param("code", code()).param("account", viewer.account()),
        id,
        stated.checked());
    audit.record(viewer, Act.of("record", "person", id));
    return id;
  }

  /// Changes what is stated of a person.
  ///
  /// @param version the one that was read
  public void edit(Viewer viewer, UUID id, int version, Stated stated) {
    viewer.require(Action.WORK_CASES);
    own(viewer, id);
    requireKind(viewer, stated.kind());
    int rows = write(viewer, jdbc.sql(EDIT).param("version", version), id, stated.checked());
    if (rows != 1) {
      throw new BadInputException(409, "investigation.changed");
    }
    audit.record(viewer, Act.of("edit", "person", id));
  }

  /// The records of children of concern are written by those who may see them.
  private static void requireKind(Viewer viewer, Person.Kind kind) {
    boolean sees =
        viewer.roles().stream()
            .anyMatch(role ->
                switch (role) {
                  case CHILD_SPECIALIST, SUPERVISOR -> true;
                  case INVESTIGATOR, ANALYST, EXAMINER, AUDITOR, ADMINISTRATOR, PROVIDER -> false;
                });
    if (kind == Person.Kind.CHILD_OF_CONCERN && !sees) {
      throw new BadInputException(409, "investigation.person.child-of-concern");
    }
  }

  private static int write(
      Viewer viewer, JdbcClient.StatementSpec statement, UUID id, Stated stated) {
    return statement
        .param("id", id)
        .param("agency", viewer.agency())
        .param("kind", stated.kind().name())
        .param("name", stated.name().strip())
        .param("otherNames", stated.otherNames().strip())
        .param("bornOn", stated.bornOn())
        .param("country", stated.country())
        .param("place", stated.place().strip())
        .param("access", stated.access().stream().map(Enum::name).distinct().toArray(String[]::new))
        .update();
  }

  static Person row(ResultSet row, int number) throws SQLException {
    return new Person(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        row.getString("code"),
        Person.Kind.valueOf(row.getString("kind")),
        row.getString("name"),
        row.getString("other_names"),
        row.getString("born_on"),
        row.getString("country"),
        row.getString("place"),
        access(row.getArray("access")),
        Optional.ofNullable(row.getObject("leads_to", UUID.class)),
        row.getInt("version"),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }

  private static List<ChildAccess> access(Array words) throws SQLException {
    return Stream.of((String[]) words.getArray()).map(ChildAccess::valueOf).toList();
  }

  private String code() {
    StringBuilder code = new StringBuilder("P-");
    for (int i = 0; i < 10; i++) {
      code.append(i == 5 ? "-" : "").append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return code.toString();
  }
}
