package org.orion.operations.audit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Appends events to the audit log, within the transaction of the act that they record.
@Component
public class AuditTrail {
  private static final String APPEND =
      """
      insert into orion.audit_event (account, agency, verb, object_type, object_id, authority, source, outcome)
      values (:account, :agency, :verb, :objectType, :objectId, :authority, :source, :outcome)
      """;

  private final JdbcClient jdbc;

  public AuditTrail(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// What an event is about.
  ///
  /// @param verb what was done: a word in lower case, as `open` or `assign`
  /// @param objectType `tip`, `account`
  /// @param objectId the object's number; never a name
  /// @param authority the number of the legal authority that the act rests on
  public record Act(String verb, String objectType, String objectId, Optional<String> authority) {
    public static Act of(String verb, String objectType, Object objectId) {
      return new Act(verb, objectType, objectId.toString(), Optional.empty());
    }
  }

  /// Records what the viewer did.
  ///
  /// @throws IllegalStateException outside of a transaction
  public void record(Viewer viewer, Act act) {
    append(viewer, act, "done");
  }

  /// Records what the viewer was refused.
  public void refuse(Viewer viewer, Act act) {
    append(viewer, act, "refused");
  }

  private void append(Viewer viewer, Act act, String outcome) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("an event is appended in the transaction of its act");
    }
    @Nullable String authority = act.authority().orElse(null);
    jdbc.sql(APPEND)
        .param("account", viewer.account().toString())
        .param("agency", viewer.agency())
        .param("verb", act.verb())
        .param("objectType", act.objectType())
        .param("objectId", act.objectId())
        .param("authority", authority)
        .param("source", viewer.source())
        .param("outcome", outcome)
        .update();
  }
}
