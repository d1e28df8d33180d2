package org.orion.operations.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/// Runs the features' jobs: every bean that is a `Task`, at once for those that recur. What is
/// scheduled through the `SchedulerClient` within a transaction is part of it. Jobs end before the
/// features do, and after the last request.
@Configuration(proxyBeanMethods = false)
class Jobs {
  /// Ends after the web server, whose phase is near the greatest, and before the audit log at 0.
  private static final int PHASE = 1000;

  private static final int THREADS = 4;
  private static final Duration POLLING = Duration.ofSeconds(5);

  /// A server that is silent for six heartbeats counts as dead: its jobs go to another.
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private static final int MISSED_HEARTBEATS = 6;
  private static final Duration LONGEST_WAIT_AT_END = Duration.ofSeconds(15);

  @Bean
  Scheduler scheduler(DataSource source, ObjectProvider<Task<?>> tasks) {
    List<Task<?>> once = new ArrayList<>();
    List<RecurringTask<?>> recurring = new ArrayList<>();
    tasks.stream()
        .forEach(task -> {
          if (task instanceof RecurringTask<?> again) {
            recurring.add(again);
          } else {
            once.add(task);
          }
        });
    return Scheduler.create(new TransactionAwareDataSourceProxy(source), once)
        .startTasks(recurring)
        .tableName("orion.scheduled_tasks")
        .threads(THREADS)
        .pollingInterval(POLLING)
        .heartbeatInterval(HEARTBEAT)
        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
        .shutdownMaxWait(LONGEST_WAIT_AT_END)
        .build();
  }

  @Bean
  SmartLifecycle runningJobs(Scheduler scheduler) {
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        scheduler.start();
        running = true;
      }

      @Override
      public void stop() {
        running = false;
        scheduler.stop();
      }

      @Override
      public boolean isRunning() {
        return running;
      }

      @Override
      public int getPhase() {
        return PHASE;
      }
    };
  }
}
