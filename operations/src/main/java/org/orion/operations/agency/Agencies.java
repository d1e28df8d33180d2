package org.orion.operations.agency;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The agencies of this installation. They know each other's names and contact points, and nothing
/// else.
@Repository
public class Agencies {
  private final JdbcClient jdbc;

  public Agencies(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// An agency.
  ///
  /// @param ref its short reference, as `EX-CYBER`
  /// @param country ISO 3166-1 alpha-2
  /// @param contact whom another agency's supervisor calls
  public record Agency(String ref, String name, String country, Type type, String contact) {}

  /// What kind of agency it is.
  public enum Type {
    POLICE,
    HOTLINE,
    PROSECUTION,
    CUSTOMS,
    CHILD_PROTECTION,
    OTHER
  }

  public List<Agency> list() {
    return jdbc.sql("select * from orion.agency order by ref")
        .query((row, number) ->
            new Agency(
                row.getString("ref"),
                row.getString("name"),
                row.getString("country"),
                Type.valueOf(row.getString("type")),
                row.getString("contact")))
        .list();
  }

  public Optional<Agency> one(String ref) {
    return list().stream().filter(agency -> agency.ref().equals(ref)).findFirst();
  }

  /// Makes an agency, unless there is one of that reference.
  ///
  /// @return whether it was made
  public boolean add(Agency agency) {
    return jdbc.sql(
                """
                insert into orion.agency (ref, name, country, type, contact)
                values (:ref, :name, :country, :type, :contact) on conflict do nothing
                """)
            .param("ref", agency.ref())
            .param("name", agency.name())
            .param("country", agency.country())
            .param("type", agency.type().name())
            .param("contact", agency.contact())
            .update()
        == 1;
  }
}
