package org.orion.operations.child;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.orion.operations.child.Child.Fact;
import org.orion.operations.view.KeptFilter;
import org.orion.operations.view.KeptPage;
import org.orion.operations.web.BadInputException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The filter of the list of children, for views of it that programs keep.
@Configuration(proxyBeanMethods = false)
class KeptChildren {
  @Bean
  KeptFilter filterOfChildren() {
    return new KeptFilter(KeptPage.CHILDREN, KeptChildren::path);
  }

  private static String path(Map<String, String> filter) {
    filter.forEach((name, value) -> {
      boolean fits =
          switch (name) {
            case "fact" -> Arrays.stream(Fact.values()).anyMatch(fact -> fact.name().equals(value));
            case "due" -> value.equals("true") || value.equals("false");
            default -> false;
          };
      if (!fits) {
        throw new BadInputException("investigation.filter.bad", name);
      }
    });
    return filter.isEmpty()
        ? KeptPage.CHILDREN.path()
        : filter.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(one -> one.getKey() + "=" + one.getValue())
            .collect(Collectors.joining("&", KeptPage.CHILDREN.path() + "?", ""));
  }
}
