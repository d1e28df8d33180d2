package org.orion.operations.identifier;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.util.UUID;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.Agencies;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Looks through the tips that are there when an interest is declared. Each agency's are seen by
/// the server at work for that agency, and for no other.
@Configuration(proxyBeanMethods = false)
class InterestJob {
  /// Its instances are numbers of interests.
  static final TaskDescriptor<Void> DECLARED = TaskDescriptor.of("interest-declared");

  @Bean
  OneTimeTask<Void> interestDeclared(
      Interests interests, Agencies agencies, ViewerTransactions transactions) {
    return Tasks.oneTime(DECLARED)
        .execute((instance, context) -> {
          UUID interest = UUID.fromString(instance.getId());
          for (Agencies.Agency agency : agencies.list()) {
            Viewer machine = Viewer.machine(agency.ref());
            transactions.write(machine, () -> interests.meetTouched(machine, interest));
          }
        });
  }
}
