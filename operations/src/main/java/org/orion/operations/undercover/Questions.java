package org.orion.operations.undercover;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.identifier.IdentifierMet;
import org.orion.operations.intake.TipsArrived;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Whether somebody met a controlled account: asked with every act, by one row that is the same
/// with and without one, and answered by the server afterwards.
///
/// Of a search nothing is kept but keyed digests, and the row is gone once it is answered.
@Component
class Questions {
  private static final int MOST_AT_ONCE = 500;
  private static final String ASK =
      """
      insert into orion.controlled_question (agency, act, tips, account, digests)
      values (:agency, :act, :tips, :account, :digests)
      """;
  private static final String TAKE =
      """
      delete from orion.controlled_question where id in (
        select id from orion.controlled_question where agency = :agency order by id limit :most)
      returning act, tips, account, digests
      """;
  private static final String OF_TIPS =
      """
      select distinct s.tip, i.kind, i.platform, i.normal from orion.sighting s
      join orion.identifier i on i.agency = s.agency and i.id = s.identifier
      where s.agency = :agency and s.tip = any(:tips)
      """;

  private final JdbcClient jdbc;
  private final Digests digests;
  private final ViewerTransactions transactions;

  Questions(JdbcClient jdbc, Digests digests, ViewerTransactions transactions) {
    this.jdbc = jdbc;
    this.digests = digests;
    this.transactions = transactions;
  }

  @EventListener
  void ask(TipsArrived arrived) {
    UUID[] tips = arrived.tips().stream().map(TipsArrived.Arrived::tip).toArray(UUID[]::new);
    ask(arrived.viewer(), "TIP", tips, List.of());
  }

  @EventListener
  void ask(IdentifierMet met) {
    String act =
        switch (met.how()) {
          case SEARCHED -> "SEARCH";
          case TYPED -> "TYPED";
        };
    ask(met.viewer(), act, new UUID[0], met.identifiers());
  }

  private void ask(Viewer viewer, String act, UUID[] tips, List<NormalIdentifier> identifiers) {
    byte[][] all =
        identifiers.stream()
            .map(one -> digests.of(one.kind().name(), one.qualifier(), one.normal()))
            .toArray(byte[][]::new);
    jdbc.sql(ASK)
        .param("agency", viewer.agency())
        .param("act", act)
        .param("tips", tips)
        .param("account", viewer.account())
        .param("digests", all)
        .update();
  }

  private record Question(String act, List<UUID> tips, UUID account, List<byte[]> digests) {}

  /// Answers what was asked, in transactions of each agency.
  void answer() {
    Viewer nobody = Viewer.machine("-");
    List<String> agencies =
        transactions.read(
            nobody, () -> jdbc.sql("select orion.agencies_asking()").query(String.class).list());
    for (String agency : agencies) {
      Viewer machine = Viewer.machine(agency);
      int answered = MOST_AT_ONCE;
      while (answered == MOST_AT_ONCE) {
        answered = transactions.write(machine, () -> answerSome(machine));
      }
    }
  }

  private int answerSome(Viewer machine) {
    List<Question> questions = taken(machine);
    questions.forEach(one -> answer(machine, one));
    return questions.size();
  }

  private List<Question> taken(Viewer machine) {
    return jdbc.sql(TAKE)
        .param("agency", machine.agency())
        .param("most", MOST_AT_ONCE)
        .query((row, number) ->
            new Question(
                row.getString("act"),
                List.of((UUID[]) row.getArray("tips").getArray()),
                row.getObject("account", UUID.class),
                List.of((byte[][]) row.getArray("digests").getArray())))
        .list();
  }

  private void answer(Viewer machine, Question question) {
    List<byte[]> met = new ArrayList<>(question.digests());
    List<@Nullable UUID> tips = new ArrayList<>(Collections.nCopies(met.size(), null));
    if (!question.tips().isEmpty()) {
      jdbc.sql(OF_TIPS)
          .param("agency", machine.agency())
          .param("tips", question.tips().toArray(UUID[]::new))
          .query(row -> {
            met.add(
                digests.of(
                    row.getString("kind"), row.getString("platform"), row.getString("normal")));
            tips.add(row.getObject("tip", UUID.class));
          });
    }
    jdbc.sql("select orion.meet_controlled(:met, :tips, :act, :account)")
        .param("met", met.toArray(byte[][]::new))
        .param("tips", tips.toArray(UUID[]::new))
        .param("act", question.act())
        .param("account", question.account())
        .query((row, number) -> number)
        .list();
  }

  /// Answers every few seconds.
  @Configuration(proxyBeanMethods = false)
  static class Job {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    @Bean
    RecurringTask<Void> controlledQuestions(Questions questions) {
      return Tasks.recurring("controlled-questions", FixedDelay.of(PAUSE))
          .execute((instance, context) -> questions.answer());
    }
  }
}
