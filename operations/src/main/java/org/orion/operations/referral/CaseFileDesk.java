package org.orion.operations.referral;

import java.time.Clock;
import java.util.UUID;
import org.orion.exchange.handling.HandlingCode.Use;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Handling;
import org.orion.operations.investigation.Investigation;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Prepares the file of a case for a prosecutor. Each call belongs in a transaction of its viewer.
@Component
class CaseFileDesk {
  private final CaseFileRows rows;
  private final Cases cases;
  private final Handling handling;
  private final AuditTrail audit;
  private final JdbcClient jdbc;
  private final Clock clock;

  CaseFileDesk(
      CaseFileRows rows,
      Cases cases,
      Handling handling,
      AuditTrail audit,
      JdbcClient jdbc,
      Clock clock) {
    this.rows = rows;
    this.cases = cases;
    this.handling = handling;
    this.audit = audit;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// The file of a case of the viewer's own agency, for use before a court; that it was prepared is
  /// an event.
  ///
  /// @param form which one: `file`, `schedule` or `case-uco`
  /// @throws org.orion.operations.web.BadInputException with 409 where the handling code forbids it
  CaseFile prepare(Viewer viewer, UUID id, String form) {
    viewer.require(Action.EXPORT_CASES);
    Investigation one = cases.own(viewer, id);
    handling.require(viewer, id, Use.EVIDENCE, "");
    audit.record(viewer, Act.of("export-" + form, "case", id));
    return new CaseFile(
        one,
        text("select name from orion.agency where ref = :value", viewer.agency()),
        rows.of(viewer, id),
        text("select display_name from orion.account where id::text = :value", viewer.account()),
        rows.isKeptBack(id),
        clock.instant());
  }

  private String text(String query, Object value) {
    return jdbc.sql(query).param("value", value.toString()).query(String.class).single();
  }
}
