package org.orion.operations.examination;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Compares a report with all others when it has come. Its instances are numbers of reports in
/// tables.
@Configuration(proxyBeanMethods = false)
class LinkJob {
  static final TaskDescriptor<Void> CAME = TaskDescriptor.of("triage-report-came");

  @Bean
  OneTimeTask<Void> triageReportCame(Comparison comparison) {
    return Tasks.oneTime(CAME)
        .execute((instance, context) -> comparison.compare(Long.parseLong(instance.getId())));
  }
}
