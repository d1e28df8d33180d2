package org.orion.operations.access;

import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Transactions that name their viewer to PostgreSQL, whose row-level security reads
/// `orion.agency`, `orion.account`, `orion.casework`, `orion.roles` and `orion.log`. Without a
/// viewer these settings are missing, and every protected table is an error.
@Component
public class ViewerTransactions {
  private static final String NAME_THE_VIEWER =
      """
      select set_config('orion.agency', :agency, true),
             set_config('orion.account', :account, true),
             set_config('orion.casework', :casework, true),
             set_config('orion.roles', :roles, true),
             set_config('orion.log', :log, true),
             set_config('plan_cache_mode', :plans, true)
      """;

  private final TransactionTemplate writing;
  private final TransactionTemplate reading;
  private final JdbcClient jdbc;

  public ViewerTransactions(PlatformTransactionManager transactions, DataSource source) {
    this.writing = new TransactionTemplate(transactions);
    this.reading = new TransactionTemplate(transactions);
    this.reading.setReadOnly(true);
    this.jdbc = JdbcClient.create(source);
  }

  /// Runs an act in one transaction; within a transaction of the same viewer it joins that one.
  ///
  /// @throws IllegalStateException within a transaction of another viewer
  public <T extends @Nullable Object> T write(Viewer viewer, Supplier<T> act) {
    return run(writing, viewer, "auto", act);
  }

  /// Like [#write], for what returns nothing.
  public void write(Viewer viewer, Runnable act) {
    this.<@Nullable Void>write(
        viewer,
        () -> {
          act.run();
          return null;
        });
  }

  /// Like [#write], for acts that are done hundreds of times a second and find all rows by keys:
  /// PostgreSQL plans their statements once for each connection, whatever the values.
  public <T extends @Nullable Object> T writeByKeys(Viewer viewer, Supplier<T> act) {
    return run(writing, viewer, "force_generic_plan", act);
  }

  /// Like [#write], for what changes nothing and leaves no event.
  public <T extends @Nullable Object> T read(Viewer viewer, Supplier<T> act) {
    return run(reading, viewer, "auto", act);
  }

  @SuppressWarnings("NullAway") // the template hands on what the act returns
  private <T extends @Nullable Object> T run(
      TransactionTemplate template, Viewer viewer, String plans, Supplier<T> act) {
    Object bound = TransactionSynchronizationManager.getResource(this);
    if (bound != null) {
      if (!bound.equals(viewer)) {
        throw new IllegalStateException("a transaction of another viewer is running");
      }
      return act.get();
    }
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("a transaction without a viewer is running");
    }
    TransactionSynchronizationManager.bindResource(this, viewer);
    try {
      return template.execute(status -> {
        nameTo(viewer, plans);
        return act.get();
      });
    } finally {
      TransactionSynchronizationManager.unbindResource(this);
    }
  }

  private void nameTo(Viewer viewer, String plans) {
    jdbc.sql(NAME_THE_VIEWER)
        .param("agency", viewer.agency())
        .param("account", viewer.account().toString())
        .param("casework", viewer.seesCases() ? "yes" : "no")
        .param("roles", roles(viewer))
        .param("log", viewer.keepsLog() ? "yes" : "no")
        .param("plans", plans)
        .query((row, number) -> row.getString(1))
        .single();
  }

  private static String roles(Viewer viewer) {
    return viewer.isMachine()
        ? "machine"
        : viewer.roles().stream().map(Role::id).sorted().collect(Collectors.joining(","));
  }
}
