package org.orion.operations.intake;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.Agencies;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Gives up reports that were not finished in time, and takes files of given-up reports out of the
/// drop folder. A report whose time is over is closed to its sender at once; this clears it away.
@Configuration(proxyBeanMethods = false)
class ExpiredReports {
  private static final Duration EVERY = Duration.ofMinutes(5);

  private final Agencies agencies;
  private final ProviderReports reports;
  private final IspwsRows rows;
  private final UploadReceiver uploads;
  private final ViewerTransactions transactions;

  ExpiredReports(
      Agencies agencies,
      ProviderReports reports,
      IspwsRows rows,
      UploadReceiver uploads,
      ViewerTransactions transactions) {
    this.agencies = agencies;
    this.reports = reports;
    this.rows = rows;
    this.uploads = uploads;
    this.transactions = transactions;
  }

  @Bean
  RecurringTask<Void> clearedReports() {
    return Tasks.recurring("intake-expired-reports", FixedDelay.of(EVERY))
        .execute((instance, context) -> clear());
  }

  /// Clears up in all agencies.
  void clear() {
    for (Agencies.Agency agency : agencies.list()) {
      Viewer machine = Viewer.machine(agency.ref());
      reports.expire(machine);
      transactions.write(
          machine,
          () -> {
            for (String fileId : rows.givenUp(machine)) {
              forget(fileId);
              rows.notDropped(machine, fileId);
            }
          });
    }
  }

  private void forget(String fileId) {
    try {
      uploads.forget(fileId);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
