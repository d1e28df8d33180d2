package org.orion.operations.audit;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.orion.exchange.audit.AuditEvent;
import org.orion.exchange.audit.AuditEvent.Outcome;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.Columns;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Appends events to the audit log, within the transaction of the act that they record.
@Component
public class AuditTrail {
  private static final String APPEND =
      """
      insert into orion.audit_event (account, agency, verb, object_type, object_id, authority, source, outcome)
      select :account, :agency, e.verb, e.type, e.id, e.authority, :source, :outcome
      from unnest(:verbs::text[], :types::text[], :ids::text[], :authorities::text[])
        with ordinality as e (verb, type, id, authority, number)
      order by e.number
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
  /// @throws IllegalArgumentException when the act has a part that an [AuditEvent] has no room for
  public void record(Viewer viewer, Act act) {
    append(viewer, List.of(act), Outcome.DONE);
  }

  /// Records several acts, in their order.
  public void record(Viewer viewer, List<Act> acts) {
    append(viewer, acts, Outcome.DONE);
  }

  /// Records what the viewer was refused.
  public void refuse(Viewer viewer, Act act) {
    append(viewer, List.of(act), Outcome.REFUSED);
  }

  private void append(Viewer viewer, List<Act> acts, Outcome outcome) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("an event is appended in the transaction of its act");
    }
    if (acts.isEmpty()) {
      return;
    }
    // Number and time come from the database; the other parts are looked at before they go there.
    List<AuditEvent> events =
        acts.stream()
            .map(act ->
                new AuditEvent(
                    0,
                    Instant.EPOCH,
                    viewer.account().toString(),
                    viewer.agency(),
                    act.verb(),
                    act.objectType(),
                    act.objectId(),
                    act.authority(),
                    withoutBrackets(viewer.source()),
                    outcome))
            .toList();
    AuditEvent first = events.getFirst();
    Columns.of(
            jdbc.sql(APPEND)
                .param("account", first.user())
                .param("agency", first.agency())
                .param("source", first.from())
                .param("outcome", outcome.name().toLowerCase(Locale.ROOT)),
            events)
        .texts("verbs", AuditEvent::verb)
        .texts("types", AuditEvent::objectType)
        .texts("ids", AuditEvent::objectId)
        .texts("authorities", event -> event.authority().orElse(null))
        .update();
  }

  /// Web servers hand on addresses of IPv6 in brackets.
  private static String withoutBrackets(String source) {
    return source.startsWith("[") && source.endsWith("]")
        ? source.substring(1, source.length() - 1)
        : source;
  }
}
