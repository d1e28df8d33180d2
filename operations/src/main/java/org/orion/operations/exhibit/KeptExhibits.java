package org.orion.operations.exhibit;

import org.orion.operations.view.KeptFilter;
import org.orion.operations.view.KeptPage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The filter of the list of exhibits, for views of it that programs keep.
@Configuration(proxyBeanMethods = false)
class KeptExhibits {
  @Bean
  KeptFilter filterOfExhibits() {
    return new KeptFilter(KeptPage.EXHIBITS, filter -> ExhibitFilter.of(filter).path());
  }
}
