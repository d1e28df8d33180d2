package org.orion.operations.investigation;

import org.orion.operations.view.KeptFilter;
import org.orion.operations.view.KeptPage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The filter of the list of cases, for views of it that programs keep.
@Configuration(proxyBeanMethods = false)
class KeptCases {
  @Bean
  KeptFilter filterOfCases() {
    return new KeptFilter(KeptPage.CASES, filter -> CaseFilter.of(filter).path());
  }
}
