package org.orion.operations.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import java.io.File;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/// Figures of the whole server: its jobs and the room on its disk. Those of its requests, its pool
/// of connections and its JVM are Spring Boot's own.
@Configuration(proxyBeanMethods = false)
class ServerMeters {
  /// Jobs that should have begun two minutes ago, and those whose server is silent.
  private static final String OVERDUE =
      """
      select count(*) from orion.scheduled_tasks
      where (not picked and execution_time < now() - interval '2 minutes')
        or (picked and last_heartbeat < now() - interval '2 minutes')
      """;

  private static final String FAILING =
      "select count(*) from orion.scheduled_tasks where consecutive_failures > 0";

  /// Its label is a path, in which a person's name may stand.
  @Bean
  MeterFilter labelsWithoutPaths() {
    return MeterFilter.denyNameStartsWith("disk");
  }

  @Bean
  MeterBinder jobMeters(JdbcClient jdbc) {
    return registry -> {
      count(registry, jdbc, "orion.jobs.overdue", OVERDUE, "Jobs that nobody does in time");
      count(registry, jdbc, "orion.jobs.failing", FAILING, "Jobs whose last run failed");
    };
  }

  private static void count(
      MeterRegistry registry, JdbcClient jdbc, String name, String query, String description) {
    Gauge.builder(name, jdbc, rows -> counted(rows, query))
        .description(description)
        .register(registry);
  }

  /// No number while the database is away.
  private static double counted(JdbcClient jdbc, String query) {
    try {
      return jdbc.sql(query).query(Long.class).single();
    } catch (DataAccessException | TransactionException away) {
      return Double.NaN;
    }
  }

  @Bean
  MeterBinder diskMeters(@Value("${orion.data}") String data) {
    return registry ->
        Gauge.builder("orion.data.free", new File(data), File::getUsableSpace)
            .description("Room left for the data directory")
            .baseUnit("bytes")
            .strongReference(true)
            .register(registry);
  }
}
