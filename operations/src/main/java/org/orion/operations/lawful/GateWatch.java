package org.orion.operations.lawful;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.Agencies;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Records that gates opened or closed because an authority began or ended. The gates themselves do
/// not wait for it.
@Component
class GateWatch {
  private static final String BEGIN =
      """
      insert into orion.gate_watch (agency, at) values (:agency, '-infinity') on conflict do nothing
      """;
  private static final String LAST =
      """
      select extract(epoch from greatest(at, timestamptz '1970-01-01')) from orion.gate_watch
      where agency = :agency for update skip locked
      """;
  private static final String CROSSED =
      """
      select distinct tip from orion.authority where agency = :agency
        and ((valid_from > :since and valid_from <= :now) or (valid_to > :since and valid_to <= :now))
      """;
  private static final String DONE =
      "update orion.gate_watch set at = :now where agency = :agency and at < :now";

  private final JdbcClient jdbc;
  private final ViewerTransactions transactions;
  private final Gate gate;
  private final GateRows rows;
  private final Agencies agencies;

  GateWatch(
      JdbcClient jdbc,
      ViewerTransactions transactions,
      Gate gate,
      GateRows rows,
      Agencies agencies) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.gate = gate;
    this.rows = rows;
    this.agencies = agencies;
  }

  void run(Instant now) {
    for (Agencies.Agency agency : agencies.list()) {
      run(agency.ref(), now);
    }
  }

  void run(String agency, Instant now) {
    Viewer machine = Viewer.machine(agency);
    transactions.write(
        machine,
        () -> {
          jdbc.sql(BEGIN).param("agency", agency).update();
          jdbc.sql(LAST)
              .param("agency", agency)
              .query((row, number) -> Instant.ofEpochSecond(row.getLong(1)))
              .optional()
              .ifPresent(since -> settle(machine, since, now));
        });
  }

  private void settle(Viewer machine, Instant since, Instant now) {
    OffsetDateTime until = now.atOffset(ZoneOffset.UTC);
    List<UUID> tips =
        jdbc.sql(CROSSED)
            .param("agency", machine.agency())
            .param("since", since.atOffset(ZoneOffset.UTC))
            .param("now", until)
            .query(UUID.class)
            .list();
    tips.forEach(tip -> rows.lock(machine, tip));
    gate.settle(machine, tips);
    jdbc.sql(DONE).param("agency", machine.agency()).param("now", until).update();
  }
}
