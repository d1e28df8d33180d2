package org.orion.operations.exhibit;

import java.util.List;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.investigation.Words;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The places where an agency keeps exhibits. Each call belongs in a transaction of its viewer.
@Repository
public class StoragePlaces {
  private static final int MOST_NAME = 200;

  private final JdbcClient jdbc;
  private final AuditTrail audit;

  StoragePlaces(JdbcClient jdbc, AuditTrail audit) {
    this.jdbc = jdbc;
    this.audit = audit;
  }

  /// A place.
  ///
  /// @param closed whether nothing more is put there
  /// @param exhibits how many of those that the viewer may see are there
  /// @param version counts the changes
  public record Place(UUID id, String name, boolean closed, long exhibits, int version) {}

  /// All of the viewer's agency, those in use first.
  List<Place> list(Viewer viewer) {
    return jdbc.sql(
            """
            select p.*, (select count(*) from orion.exhibit e where e.storage_place = p.id) as exhibits
            from orion.storage_place p where p.agency = :agency order by p.closed_at is not null, p.name limit 1000
            """)
        .param("agency", viewer.agency())
        .query((row, number) ->
            new Place(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getObject("closed_at") != null,
                row.getLong("exhibits"),
                row.getInt("version")))
        .list();
  }

  /// Those that exhibits can be put in.
  List<Place> inUse(Viewer viewer) {
    return list(viewer).stream().filter(place -> !place.closed()).toList();
  }

  UUID add(Viewer viewer, String name) {
    viewer.require(Action.KEEP_EXHIBITS);
    UUID id = UUID.randomUUID();
    try {
      jdbc.sql(
              """
              insert into orion.storage_place (id, agency, name, made_by) values (:id, :agency, :name, :account)
              """)
          .param("id", id)
          .param("agency", viewer.agency())
          .param("name", checked(name))
          .param("account", viewer.account())
          .update();
    } catch (DuplicateKeyException taken) {
      throw new BadInputException(409, "exhibit.place.taken");
    }
    audit.record(viewer, Act.of("add", "storage-place", id));
    return id;
  }

  /// Renames a place, closes it, or opens it again. What is in it stays.
  ///
  /// @param version the one that was read
  void edit(Viewer viewer, UUID id, int version, String name, boolean closed) {
    viewer.require(Action.KEEP_EXHIBITS);
    if (list(viewer).stream().noneMatch(place -> place.id().equals(id))) {
      throw new NotFoundException();
    }
    int rows;
    try {
      rows =
          jdbc.sql(
                  """
                  update orion.storage_place set name = :name, version = version + 1,
                    closed_at = case when :closed then coalesce(closed_at, now()) end
                  where agency = :agency and id = :id and version = :version
                  """)
              .param("name", checked(name))
              .param("closed", closed)
              .param("agency", viewer.agency())
              .param("id", id)
              .param("version", version)
              .update();
    } catch (DuplicateKeyException taken) {
      throw new BadInputException(409, "exhibit.place.taken");
    }
    if (rows != 1) {
      throw new BadInputException(409, "exhibit.place.changed");
    }
    audit.record(viewer, Act.of(closed ? "close" : "edit", "storage-place", id));
  }

  private static String checked(String name) {
    if (!Words.fit(name, MOST_NAME)) {
      throw new BadInputException("exhibit.place.bad", MOST_NAME);
    }
    return name.strip();
  }
}
