package org.orion.operations.view;

import java.util.List;
import java.util.Optional;
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
  private static final int MOST_PATH = 8000;

  private final JdbcClient jdbc;
  private final AuditTrail audit;

  SavedViews(JdbcClient jdbc, AuditTrail audit) {
    this.jdbc = jdbc;
    this.audit = audit;
  }

  /// @param path of the page under the view's filter
  public record SavedView(UUID id, String name, String path) {}

  /// The viewer's own views of a page.
  public List<SavedView> list(Viewer viewer, KeptPage page) {
    return jdbc.sql(
            """
            select * from orion.saved_view
            where agency = :agency and account = :account and page = :page order by name
            """)
        .param("agency", viewer.agency())
        .param("account", viewer.account())
        .param("page", page.path())
        .query((row, number) ->
            new SavedView(
                row.getObject("id", UUID.class), row.getString("name"), row.getString("query")))
        .list();
  }

  /// @param path of the page, with the filter that is kept
  /// @return the view's number
  public UUID save(Viewer viewer, KeptPage page, String name, String path) {
    if (name.isBlank() || name.length() > MOST_NAME) {
      throw new BadInputException("view.bad", MOST_NAME);
    }
    if (path.length() > MOST_PATH) {
      throw new BadInputException("view.long", MOST_PATH);
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
            .param("page", page.path())
            .param("name", name.strip())
            .param("query", path)
            .query(UUID.class)
            .optional()
            .orElseThrow(() -> new BadInputException(409, "view.taken"));
    audit.record(viewer, Act.of("add", "view", id));
    return id;
  }

  /// @return the page that the view was of
  public KeptPage remove(Viewer viewer, UUID id) {
    Optional<String> page =
        jdbc.sql(
                """
                delete from orion.saved_view
                where agency = :agency and account = :account and id = :id returning page
                """)
            .param("agency", viewer.agency())
            .param("account", viewer.account())
            .param("id", id)
            .query(String.class)
            .optional();
    KeptPage of = page.flatMap(KeptPage::of).orElseThrow(NotFoundException::new);
    audit.record(viewer, Act.of("remove", "view", id));
    return of;
  }
}
