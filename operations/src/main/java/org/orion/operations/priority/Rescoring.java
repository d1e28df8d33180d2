package org.orion.operations.priority;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.Agencies;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Scores open tips again in the background: all of an agency when its rules change, and each day
/// those whose facts have dates. Each step is one transaction with its place in the queue, so that
/// a job goes on where it was when a server ends, and of two servers one does a step.
class Rescoring {
  static final int TIPS_PER_STEP = 1000;
  private static final Duration PAUSE = Duration.ofSeconds(20);

  private static final String BEGIN_DAY =
      """
      insert into orion.rescore (agency, cause, day)
      select :agency, 'DAYS', :day where exists (
        select 1 from orion.tip_priority where agency = :agency)
      on conflict (agency, day) where cause = 'DAYS' do nothing
      """;
  private static final String NEXT =
      """
      select id, cause, after from orion.rescore
      where agency = :agency and finished_at is null and day <= :day
      order by cause desc, id limit 1 for update skip locked
      """;
  private static final String TIPS =
      """
      select t.id from orion.tip t
      join orion.tip_priority p on p.agency = t.agency and p.tip = t.id
      where t.agency = :agency and t.state = 'OPEN' and (:after::uuid is null or t.id > :after)
        and (:all or t.preserved_until is not null or p.facts ->> 'newestUpload' is not null
          or exists (select 1 from orion.tip_fact f
            where f.agency = t.agency and f.tip = t.id and f.kind = 'PLANNED_MEETING'))
      order by t.id limit :most
      """;
  private static final String STEP =
      """
      update orion.rescore set after = :after, tips = tips + :tips, changed = changed + :changed,
        finished_at = case when :last then now() end
      where agency = :agency and id = :id
      """;

  private final JdbcClient jdbc;
  private final ViewerTransactions transactions;
  private final PriorityOfTips priorities;
  private final Agencies agencies;

  Rescoring(
      JdbcClient jdbc,
      ViewerTransactions transactions,
      PriorityOfTips priorities,
      Agencies agencies) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.priorities = priorities;
    this.agencies = agencies;
  }

  private record Job(UUID id, boolean all, Optional<UUID> after) {}

  /// Does all that is due.
  void run(Instant now) {
    for (Agencies.Agency agency : agencies.list()) {
      run(agency.ref(), now);
    }
  }

  /// Does all that is due for one agency.
  void run(String agency, Instant now) {
    Viewer machine = Viewer.machine(agency);
    LocalDate day = PriorityOfTips.today(now);
    transactions.write(
        machine,
        () -> {
          jdbc.sql(BEGIN_DAY).param("agency", agency).param("day", day).update();
        });
    while (step(machine, day)) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /// Scores the next tips of a job.
  ///
  /// @return whether there was one
  boolean step(Viewer machine, LocalDate day) {
    return transactions.write(
        machine,
        () -> {
          Optional<Job> job = next(machine, day);
          job.ifPresent(found -> score(machine, found));
          return job.isPresent();
        });
  }

  private Optional<Job> next(Viewer machine, LocalDate day) {
    return jdbc.sql(NEXT)
        .param("agency", machine.agency())
        .param("day", day)
        .query((row, number) ->
            new Job(
                row.getObject("id", UUID.class),
                row.getString("cause").equals("RULES"),
                Optional.ofNullable(row.getObject("after", UUID.class))))
        .optional();
  }

  private void score(Viewer machine, Job job) {
    @Nullable UUID after = job.after().orElse(null);
    List<UUID> tips =
        jdbc.sql(TIPS)
            .param("agency", machine.agency())
            .param("after", after)
            .param("all", job.all())
            .param("most", TIPS_PER_STEP)
            .query(UUID.class)
            .list();
    int changed = tips.isEmpty() ? 0 : priorities.rescore(machine, tips);
    jdbc.sql(STEP)
        .param("after", tips.isEmpty() ? after : tips.getLast())
        .param("tips", tips.size())
        .param("changed", changed)
        .param("last", tips.size() < TIPS_PER_STEP)
        .param("agency", machine.agency())
        .param("id", job.id())
        .update();
  }

  /// Puts the jobs into the server.
  @Configuration(proxyBeanMethods = false)
  static class Wiring {
    @Bean
    Rescoring rescoring(
        JdbcClient jdbc,
        ViewerTransactions transactions,
        PriorityOfTips priorities,
        Agencies agencies) {
      return new Rescoring(jdbc, transactions, priorities, agencies);
    }

    @Bean
    RecurringTask<Void> rescoreTips(Rescoring rescoring) {
      return Tasks.recurring("rescore-tips", FixedDelay.of(PAUSE))
          .execute((instance, context) -> rescoring.run(Instant.now()));
    }
  }
}
