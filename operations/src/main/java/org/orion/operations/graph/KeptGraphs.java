package org.orion.operations.graph;

import java.util.Set;
import org.orion.operations.view.KeptFilter;
import org.orion.operations.view.KeptPage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.MultiValueMap;

/// The address of a graph, for views of it that programs keep.
@Configuration(proxyBeanMethods = false)
class KeptGraphs {
  @Bean
  KeptFilter filterOfGraphs() {
    return new KeptFilter(
        KeptPage.GRAPH,
        filter -> GraphAddress.of(MultiValueMap.fromSingleValue(filter), Set.of()).path());
  }
}
