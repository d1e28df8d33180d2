package org.orion.operations.priority;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What people decided about a tip's place: overrides, pauses, and the facts that they stated.
@Repository
class DecisionRows {
  private static final String STATE =
      """
      insert into orion.tip_fact (agency, tip, account, kind, value, day, assessor, reason)
      values (:agency, :tip, :account, :kind, :value, :day, :assessor, :reason)
      """;
  private static final String OVERRIDE =
      """
      insert into orion.tip_override (agency, tip, account, band, reason)
      values (:agency, :tip, :account, :band, :reason)
      """;
  private static final String OVERRIDDEN =
      """
      select band, reason, account, at from orion.tip_override
      where agency = :agency and tip = :tip and ended_at is null
      """;
  private static final String END_OVERRIDE =
      """
      update orion.tip_override set ended_at = now(), ended_by = :account, end_reason = :reason
      where agency = :agency and tip = :tip and ended_at is null
      """;
  private static final String PAUSE =
      """
      insert into orion.tip_pause (agency, tip, other) values (:agency, :tip, :other)
      on conflict (agency, tip, other) do nothing
      """;
  private static final String RESUME =
      """
      update orion.tip_pause set resumed_at = now(), resumed_by = :account, contact = :contact,
        outcome = :outcome
      where agency = :agency and tip = :tip and other = :other and resumed_at is null
      """;
  private static final String PAUSES =
      """
      select p.*, a.name, a.contact as contact_point
      from orion.tip_pause p join orion.agency a on a.ref = p.other
      where p.agency = :agency and p.tip = :tip order by p.at, p.other
      """;
  private static final String PAUSED =
      """
      select distinct tip from orion.tip_pause
      where agency = :agency and tip = any(:tips) and resumed_at is null
      """;
  private static final String TOUCH =
      "update orion.tip set version = version + 1, changed_at = now() where agency = :agency and id = :tip";

  private final JdbcClient jdbc;

  DecisionRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private JdbcClient.StatementSpec of(String sql, Viewer viewer, UUID tip) {
    return jdbc.sql(sql).param("agency", viewer.agency()).param("tip", tip);
  }

  void state(Viewer viewer, UUID tip, FactStatement fact) {
    of(STATE, viewer, tip)
        .param("account", viewer.account())
        .param("kind", fact.kind().name())
        .param("value", fact.value())
        .param("day", fact.day().orElse(null))
        .param("assessor", fact.assessor())
        .param("reason", fact.reason())
        .update();
  }

  void override(Viewer viewer, UUID tip, Band band, String reason) {
    of(OVERRIDE, viewer, tip)
        .param("account", viewer.account())
        .param("band", band.name())
        .param("reason", reason)
        .update();
  }

  Optional<TipPriority.Decision> overridden(Viewer viewer, UUID tip) {
    return of(OVERRIDDEN, viewer, tip)
        .query((row, number) ->
            new TipPriority.Decision(
                Band.valueOf(row.getString("band")),
                row.getString("reason"),
                row.getObject("account", UUID.class),
                PriorityRows.instant(row, "at")))
        .optional();
  }

  /// Ends the present override.
  ///
  /// @return whether there was one
  boolean endOverride(Viewer viewer, UUID tip, String reason) {
    return of(END_OVERRIDE, viewer, tip)
            .param("account", viewer.account())
            .param("reason", reason)
            .update()
        == 1;
  }

  /// @return whether the agency did not pause this tip before
  boolean pause(Viewer viewer, UUID tip, String other) {
    return of(PAUSE, viewer, tip).param("other", other).update() == 1;
  }

  /// @return whether the agency's pause was open
  boolean resume(Viewer viewer, UUID tip, String other, String contact, String outcome) {
    return of(RESUME, viewer, tip)
            .param("account", viewer.account())
            .param("other", other)
            .param("contact", contact)
            .param("outcome", outcome)
            .update()
        == 1;
  }

  /// The tips that are paused now.
  Set<UUID> paused(Viewer viewer, List<UUID> tips) {
    return jdbc.sql(PAUSED)
        .param("agency", viewer.agency())
        .param("tips", tips.toArray(UUID[]::new))
        .query(UUID.class)
        .set();
  }

  List<TipPriority.Pause> pauses(Viewer viewer, UUID tip) {
    return of(PAUSES, viewer, tip)
        .query((row, number) -> {
          @Nullable UUID by = row.getObject("resumed_by", UUID.class);
          return new TipPriority.Pause(
              row.getString("other"),
              row.getString("name"),
              row.getString("contact_point"),
              PriorityRows.instant(row, "at"),
              by == null
                  ? Optional.empty()
                  : Optional.of(
                      new TipPriority.Coordination(
                          row.getString("contact"),
                          row.getString("outcome"),
                          by,
                          PriorityRows.instant(row, "resumed_at"))));
        })
        .list();
  }

  /// A person changed the tip: who holds an older state of it must look again.
  void touch(Viewer viewer, UUID tip) {
    of(TOUCH, viewer, tip).update();
  }
}
