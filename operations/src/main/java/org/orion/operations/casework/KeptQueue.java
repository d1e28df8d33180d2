package org.orion.operations.casework;

import java.util.Map;
import org.orion.operations.view.KeptFilter;
import org.orion.operations.view.KeptPage;
import org.orion.operations.web.BadInputException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The filter of the queue, for views of it that programs keep.
@Configuration(proxyBeanMethods = false)
class KeptQueue {
  @Bean
  KeptFilter filterOfQueue() {
    return new KeptFilter(KeptPage.TIPS, KeptQueue::path);
  }

  private static String path(Map<String, String> filter) {
    for (String name : filter.keySet()) {
      if (!QueueFilter.NAMES.contains(name)) {
        throw new BadInputException("filter: no parameter of the queue has one of its names");
      }
    }
    return QueueFilter.of(filter).path();
  }
}
