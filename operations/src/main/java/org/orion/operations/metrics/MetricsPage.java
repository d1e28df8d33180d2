package org.orion.operations.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The server's figures, in the text format of Prometheus, for a token with the right to see them.
/// There is no way in for callers of this machine alone: behind a proxy everybody is one.
@RestController
final class MetricsPage {
  private static final String TEXT = "text/plain;version=0.0.4;charset=utf-8";

  private final PrometheusMeterRegistry registry;

  MetricsPage(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @May(Action.SEE_METRICS)
  @GetMapping(path = "/metrics", produces = TEXT)
  String metrics() {
    return registry.scrape();
  }
}
