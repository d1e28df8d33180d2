package org.orion.operations.enforcement;

import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.investigation.CasePart;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The tabs of a case that this feature serves.
@Configuration(proxyBeanMethods = false)
class CaseParts {
  @Bean
  CasePart plannedActions(Actions actions) {
    return new Part(40, "actions", "enforcement.tab.actions", Action.SEE_ACTIONS, actions::count);
  }

  @Bean
  CasePart arrestsAndCharges(Charges charges) {
    return new Part(50, "charges", "enforcement.tab.charges", Action.SEE_CASES, charges::count);
  }

  private interface Counted {
    long of(UUID investigation);
  }

  private record Part(int place, String path, String textKey, Action action, Counted counted)
      implements CasePart {
    @Override
    public long count(Viewer viewer, UUID investigation) {
      return counted.of(investigation);
    }
  }
}
