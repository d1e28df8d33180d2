package org.orion.operations.lawful;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.orion.exchange.FormatException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The tables of law with the lines of the installation's legal office, from the folder `law` of
/// the data directory; a mistake in one stops the start.
@Configuration(proxyBeanMethods = false)
class LawfulConfiguration {
  private static final String FOLDER = "law";

  @Bean
  FileAccessRule fileAccessRule(@Value("${orion.data}") Path data)
      throws IOException, FormatException {
    return new FileAccessRule(
        JurisdictionTable.withFile(data.resolve(FOLDER).resolve("jurisdictions.tsv")));
  }

  @Bean
  RetentionTable retentionTable(@Value("${orion.data}") Path data)
      throws IOException, FormatException {
    return RetentionTable.withFile(data.resolve(FOLDER).resolve("retention.tsv"));
  }

  @Bean
  TreatyRoutes treatyRoutes(@Value("${orion.data}") Path data) throws IOException, FormatException {
    return TreatyRoutes.withFile(data.resolve(FOLDER).resolve("treaties.tsv"));
  }

  @Bean
  ProviderCountries providerCountries(@Value("${orion.data}") Path data)
      throws IOException, FormatException {
    return ProviderCountries.withFile(data.resolve(FOLDER).resolve("provider-countries.tsv"));
  }

  /// Authorities begin and end while nobody looks.
  @Bean
  RecurringTask<Void> watchGates(GateWatch watch) {
    return Tasks.recurring("watch-gates", FixedDelay.ofMinutes(1))
        .execute((instance, context) -> watch.run(Instant.now()));
  }
}
