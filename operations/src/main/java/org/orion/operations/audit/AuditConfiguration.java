package org.orion.operations.audit;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.nio.file.Path;
import org.orion.operations.access.ViewerTransactions;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Keeps the log of a running server: at its start, every minute, and at its end, after the last
/// request and the last job.
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
  @Bean
  LogKeeper logKeeper(
      ViewerTransactions transactions, AuditTree tree, AuditCheckpoints checkpoints, LogKey key) {
    return new LogKeeper(transactions, tree, checkpoints, key.signer(checkpoints.origin()));
  }

  @Bean
  Witnesses witnesses(@Value("${orion.data}") Path data) {
    return new Witnesses(data.resolve(Witnesses.FILE));
  }

  @Bean
  RecurringTask<Void> auditCheckpoint(LogKeeper keeper) {
    return Tasks.recurring("audit-checkpoint", FixedDelay.ofMinutes(1))
        .execute((instance, context) -> keepOrTell(keeper));
  }

  @Bean
  SmartLifecycle keptLog(LogKeeper keeper) {
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        keepOrTell(keeper);
        running = true;
      }

      @Override
      public void stop() {
        running = false;
        keepOrTell(keeper);
      }

      @Override
      public boolean isRunning() {
        return running;
      }

      // Jobs end at 1000, before it.
      @Override
      public int getPhase() {
        return 0;
      }
    };
  }

  /// Acts go on when the log cannot be kept: their events wait in the database.
  static void keepOrTell(LogKeeper keeper) {
    try {
      keeper.keep();
    } catch (BrokenLogException | DataAccessException | TransactionException problem) {
      System.err.println("orion: no checkpoint of the audit log: " + problem.getMessage());
    }
  }
}
