package org.orion.operations.view;

import java.util.List;
import java.util.UUID;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Addresses of a page, as filters of the queue, that a person keeps under a name.
@Repository
public class SavedViews {
  private static final int MOST_NAME = 80;

  private final JdbcClient jdbc;
  private final AuditTrail audit;

  SavedViews(JdbcClient jdbc, AuditTrail audit) {
    this.jdbc = jdbc;
    this.audit = audit;
  }

  /// @param path of the page under the view's filter
  public record SavedView(UUID id, String name, String path) {}

  /// The viewer's own views of a page.
  ///
  /// @param page its address without a filter
  public List<SavedView> list(Viewer viewer, String page) {
    return jdbc.sql(
            """
            select * from orion.saved_view
            where agency = :agency and account = :account and page = :page order by name
            """)
        .param("agency", viewer.agency())
        .param("account", viewer.account())
        .param("page", page)
        .query((row, number) ->
            new SavedView(
                row.getObject("id", UUID.class), row.getString("name"), row.getString("query")))
        .list();
  }

  /// @return the view's number
  public UUID save(Viewer viewer, String page, String name, String path) {
    if (name.isBlank() || name.length() > MOST_NAME) {
      throw new BadInputException("casework.view.bad", MOST_NAME);
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.saved_view (agency, account, page, name, query)
                values (:agency, :account, :page, :name, :query)
                on conflict (agency, account, page, name) do nothing returning id
                """)
            .param("agency", viewer.agency())
            .param("account", viewer.account())
            .param("page", page)
            .param("name", name.strip())
            .param("query", path)
            .query(UUID.class)
            .optional()
            .orElseThrow(() -> new BadInputException(409, "casework.view.taken"));
    audit.record(viewer, Act.of("add", "view", id));
    return id;
  }

  public void remove(Viewer viewer, String page, UUID id) {
    int removed =
        jdbc.sql(
                """
                delete from orion.saved_view
                where agency = :agency and account = :account and page = :page and id = :id
                """)
            .param("agency", viewer.agency())
            .param("account", viewer.account())
            .param("page", page)
            .param("id", id)
            .update();
    if (removed != 1) {
      throw new NotFoundException();
    }
    audit.record(viewer, Act.of("remove", "view", id));
  }
}
